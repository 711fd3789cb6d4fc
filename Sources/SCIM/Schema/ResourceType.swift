import JSONText

/// A type of resource: where its resources are, and what they consist of (RFC 7643, section 6).
public struct ResourceType: Sendable, Hashable {
  public let name: String
  /// The path of its resources below the service provider's address: `/Users`.
  public let endpoint: String
  public let schema: Schema
  /// Further schemas that a resource may have.
  public let extensions: [Schema]

  public static let user = ResourceType(
    name: "User", endpoint: "/Users", schema: .user, extensions: [.enterpriseUser])
  public static let group = ResourceType(
    name: "Group", endpoint: "/Groups", schema: .group, extensions: [])

  public static let all = [user, group]
  /// Every schema of every type.
  public static let schemas = all.flatMap { [$0.schema] + $0.extensions }

  /// An extension by its URN in any case.
  func `extension`(_ id: some StringProtocol) -> Schema? {
    extensions.first { $0.id.lowercased() == id.lowercased() }
  }

  /// An attribute that stands beside `id`: of the type's own schema, or common to all.
  func attribute(_ name: some StringProtocol) -> SchemaAttribute? {
    schema.attribute(name) ?? Schema.common.attribute(name)
  }

  /// Finds what a path names; nil when resources of this type have no such thing.
  func resolve(_ path: AttributePath) -> ResolvedPath? {
    let text = path.text.lowercased()
    for schema in extensions {
      let id = schema.id.lowercased()
      if text == id { return ResolvedPath(schema: schema, attribute: nil, subAttribute: nil) }
      if text.hasPrefix(id + ":") {
        return resolve(path.text.dropFirst(id.count + 1), in: schema)
      }
    }
    let id = schema.id.lowercased() + ":"
    return resolve(text.hasPrefix(id) ? path.text.dropFirst(id.count) : path.text[...], in: nil)
  }

  private func resolve(_ name: Substring, in schema: Schema?) -> ResolvedPath? {
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first,
      let attribute = schema.map({ $0.attribute(first) }) ?? self.attribute(first)
    else { return nil }
    guard parts.count == 2 else {
      return ResolvedPath(schema: schema, attribute: attribute, subAttribute: nil)
    }
    return attribute.subAttribute(parts[1]).map {
      ResolvedPath(schema: schema, attribute: attribute, subAttribute: $0)
    }
  }

  /// The type as `/ResourceTypes` shows it.
  public func document(base: String) -> JSONValue {
    [
      "schemas": [.text(SchemaID.resourceType)], "id": .text(name), "name": .text(name),
      "endpoint": .text(endpoint), "description": .text(schema.meaning),
      "schema": .text(schema.id),
      "schemaExtensions": .list(
        extensions.map { ["schema": .text($0.id), "required": false] }),
      "meta": [
        "resourceType": "ResourceType", "location": .text("\(base)/ResourceTypes/\(name)"),
      ],
    ]
  }
}

/// What a path names in the resources of a type.
struct ResolvedPath: Sendable, Hashable {
  /// The extension in which it stands; nil for the type's own schema and what is common.
  let schema: Schema?
  /// Nil for an extension as a whole.
  let attribute: SchemaAttribute?
  let subAttribute: SchemaAttribute?
}
