import Foundation
import JSONText

/// A resource with what the service knows of it.
public struct Resource: Sendable, Hashable {
  public let type: ResourceType
  public let id: String
  public let content: ResourceContent
  public let created: Date
  public let lastModified: Date
  /// The entity tag: `W/"r3"`.
  public let version: String

  public init(
    type: ResourceType, id: String, content: ResourceContent, created: Date, lastModified: Date,
    version: String
  ) {
    self.type = type
    self.id = id
    self.content = content
    self.created = created
    self.lastModified = lastModified
    self.version = version
  }

  public func location(base: String) -> String { "\(base)\(type.endpoint)/\(id)" }

  /// The resource as it is sent to clients, all of its attributes.
  ///
  /// - Parameters:
  ///   - base: the address of the service provider, without a slash at its end.
  ///   - more: attributes that are kept elsewhere, a group's members say.
  public func document(base: String, more: [String: JSONValue] = [:]) -> [String: JSONValue] {
    var fields = content.values
    for (name, value) in more where !value.isUnassigned { fields[name] = value }
    let schemas = [type.schema.id] + type.extensions.map(\.id).filter { fields[$0] != nil }
    fields["schemas"] = .list(schemas.map { .text($0) })
    fields["id"] = .text(id)
    fields["meta"] = [
      "resourceType": .text(type.name), "created": .text(DateText.write(created)),
      "lastModified": .text(DateText.write(lastModified)),
      "location": .text(location(base: base)), "version": .text(version),
    ]
    return fields
  }
}
