import Foundation
import JSONText

/// Reads what clients send: names in any case, the types as the schemas say. What a client may not
/// set, and what no schema names, is passed over (RFC 7644, section 3.3): identity providers send
/// whole documents, and more than they were asked for.
enum ResourceReader {
  /// The longest text, in bytes of UTF-8.
  static let longestText = 16 << 10
  /// The most values of an attribute other than a group's members.
  static let mostValues = 200
  /// The most members in one request.
  static let mostMembers = 100_000

  /// A whole resource, of a POST or a PUT.
  static func content(
    of document: JSONValue, type: ResourceType
  ) throws(SCIMError) -> ResourceContent {
    guard let fields = document.object else {
      throw .bad(.invalidSyntax, "The body must be a JSON object.")
    }
    try checkSchemas(fields, type)
    var content = ResourceContent()
    for (key, value) in fields {
      if let schema = type.extension(key) {
        for (name, value) in try part(value, of: schema) { content[schema, name] = value }
      } else if let attribute = type.attribute(key), attribute.mutability != .readOnly {
        content[nil, attribute.name] = try Self.value(value, of: attribute)
      }
    }
    try content.checkRequired(by: type)
    return content
  }

  private static func checkSchemas(
    _ fields: [String: JSONValue], _ type: ResourceType
  ) throws(SCIMError) {
    let named = fields.first { $0.key.lowercased() == "schemas" }?.value.texts ?? []
    guard named.contains(where: { $0.lowercased() == type.schema.id.lowercased() }) else {
      throw .bad(.invalidSyntax, "The attribute schemas must name \(type.schema.id).")
    }
  }

  /// The values of an extension.
  static func part(
    _ value: JSONValue, of schema: Schema
  ) throws(SCIMError) -> [String: JSONValue] {
    if value == .null { return [:] }
    guard let fields = value.object else { throw wrong(schema.id, "must be an object") }
    var part: [String: JSONValue] = [:]
    for (key, value) in fields {
      guard let attribute = schema.attribute(key), attribute.mutability != .readOnly else {
        continue
      }
      part[attribute.name] = try Self.value(value, of: attribute)
    }
    return part
  }

  /// The value of an attribute; nil when it has none.
  static func value(
    _ value: JSONValue, of attribute: SchemaAttribute
  ) throws(SCIMError) -> JSONValue? {
    guard !value.isUnassigned else { return nil }
    guard attribute.isMultiValued else {
      // Some clients write a single value as a list.
      if let list = value.list, list.count == 1 {
        return try single(list[0], of: attribute, at: attribute.name)
      }
      return try single(value, of: attribute, at: attribute.name)
    }
    let list = value.list ?? [value]
    let most = attribute.name == "members" ? mostMembers : mostValues
    guard list.count <= most else {
      throw wrong(attribute.name, "has more than \(most) values")
    }
    var values: [JSONValue] = []
    for element in list {
      guard let value = try single(element, of: attribute, at: attribute.name) else { continue }
      values.append(value)
    }
    try checkPrimary(values, of: attribute)
    return values.isEmpty ? nil : .list(values)
  }

  /// At most one value is the primary one (RFC 7643, section 2.4).
  static func checkPrimary(
    _ values: [JSONValue], of attribute: SchemaAttribute
  ) throws(SCIMError) {
    guard values.count(where: { $0.object?["primary"] == .boolean(true) }) <= 1 else {
      throw wrong(attribute.name, "has more than one primary value")
    }
  }

  /// One value, whether or not the attribute may have several.
  static func single(
    _ value: JSONValue, of attribute: SchemaAttribute, at path: String
  ) throws(SCIMError) -> JSONValue? {
    switch (attribute.kind, value) {
    case (_, .null): return nil
    case (.complex, .object(let fields)): return try complex(fields, of: attribute, at: path)
    // Microsoft Entra ID sends a manager's id alone.
    case (.complex, .text) where attribute.subAttribute("value") != nil:
      return try complex(["value": value], of: attribute, at: path)
    case (.complex, _): throw wrong(path, "must be an object")
    case (.boolean, .boolean): return value
    // Microsoft Entra ID writes "True" and "False".
    case (.boolean, .text(let text)):
      guard let boolean = Bool(text.lowercased()) else {
        throw wrong(path, "must be true or false")
      }
      return .boolean(boolean)
    case (.boolean, _): throw wrong(path, "must be true or false")
    case (.integer, .number(let number)) where number.rounded() == number: return value
    case (.decimal, .number): return value
    case (.integer, _): throw wrong(path, "must be a whole number")
    case (.decimal, _): throw wrong(path, "must be a number")
    case (_, .text(let text)): return try self.text(text, of: attribute, at: path)
    default: throw wrong(path, "must be text")
    }
  }

  private static func text(
    _ text: String, of attribute: SchemaAttribute, at path: String
  ) throws(SCIMError) -> JSONValue? {
    guard text.utf8.count <= longestText else {
      throw wrong(path, "is longer than \(longestText) bytes")
    }
    guard !text.utf8.contains(0) else { throw wrong(path, "holds a NUL character") }
    if attribute.kind == .dateTime, DateText.read(text) == nil {
      throw wrong(path, "must be a date such as 2026-11-22T08:00:00Z")
    }
    if attribute.kind == .binary, Data(base64Encoded: text) == nil {
      throw wrong(path, "must be bytes in base64")
    }
    return .text(text)
  }

  private static func complex(
    _ fields: [String: JSONValue], of attribute: SchemaAttribute, at path: String
  ) throws(SCIMError) -> JSONValue? {
    var known: [String: JSONValue] = [:]
    for (key, value) in fields {
      guard let part = attribute.subAttribute(key), part.mutability != .readOnly else { continue }
      known[part.name] = try single(value, of: part, at: "\(path).\(part.name)")
    }
    return known.isEmpty ? nil : .object(known)
  }

  private static func wrong(_ path: String, _ what: String) -> SCIMError {
    .bad(.invalidValue, "The attribute \(path) \(what).")
  }
}

extension ResourceType {
  /// Reads a whole resource as a client sent it in a POST or PUT.
  ///
  /// - Throws: `invalidSyntax`, `invalidValue`
  public func content(of document: JSONValue) throws(SCIMError) -> ResourceContent {
    try ResourceReader.content(of: document, type: self)
  }
}
