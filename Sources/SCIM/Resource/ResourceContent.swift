import JSONText

/// What a client has said of a resource: the values of the attributes that it may set, under their
/// proper names; those of an extension under its URN. Nothing in it is null or empty.
public struct ResourceContent: Sendable, Hashable {
  public private(set) var values: [String: JSONValue]

  /// - Parameter values: as they were kept, from another content's ``values``.
  public init(values: [String: JSONValue] = [:]) {
    self.values = values
  }

  public subscript(text name: String) -> String? { values[name]?.text }

  /// The value of an attribute, of an extension when `schema` says so.
  subscript(schema: Schema?, name: String) -> JSONValue? {
    get { schema.map { values[$0.id]?.object?[name] } ?? values[name] }
    set {
      let value = newValue.flatMap { $0.isUnassigned ? nil : $0 }
      guard let schema else {
        values[name] = value
        return
      }
      var part = values[schema.id]?.object ?? [:]
      part[name] = value
      values[schema.id] = part.isEmpty ? nil : .object(part)
    }
  }

  mutating func removeAll(of schema: Schema) { values[schema.id] = nil }

  /// Takes out the values of an attribute that is kept elsewhere.
  public mutating func take(_ name: String) -> JSONValue? { values.removeValue(forKey: name) }

  /// Whether a value is there for everything that must be.
  ///
  /// - Throws: `invalidValue`
  func checkRequired(by type: ResourceType) throws(SCIMError) {
    for attribute in type.schema.attributes where attribute.isRequired {
      guard let text = values[attribute.name]?.text, text.contains(where: { !$0.isWhitespace })
      else {
        throw .bad(.invalidValue, "A \(type.name) must have a \(attribute.name).")
      }
    }
  }
}
