import JSONText

/// A named set of attributes (RFC 7643, section 7).
public struct Schema: Sendable, Hashable {
  /// The URN.
  public let id: String
  public let name: String
  public let meaning: String
  public let attributes: [SchemaAttribute]

  /// An attribute by its name in any case.
  public func attribute(_ name: some StringProtocol) -> SchemaAttribute? {
    attributes.first { $0.isNamed(name) }
  }

  /// The schema as `/Schemas` shows it.
  ///
  /// - Parameter base: the address of the service provider, without a slash at its end.
  public func document(base: String) -> JSONValue {
    [
      "schemas": [.text(SchemaID.schema)], "id": .text(id), "name": .text(name),
      "description": .text(meaning), "attributes": .list(attributes.map(\.document)),
      "meta": ["resourceType": "Schema", "location": .text("\(base)/Schemas/\(id)")],
    ]
  }
}

extension Schema {
  /// What every resource has, whatever its type (RFC 7643, sections 3 and 3.1). It is no schema of its
  /// own on the wire.
  static let common = Schema(
    id: "", name: "Common", meaning: "What every resource has.",
    attributes: [
      SchemaAttribute("schemas", .reference, "The schemas of the resource.").many().always()
        .readOnly(),
      SchemaAttribute("id", .string, "The service's own id of the resource.").caseExact().always()
        .readOnly(),
      SchemaAttribute("externalId", .string, "The identity provider's id of the resource.")
        .caseExact(),
      SchemaAttribute("meta", .complex, "What the service knows of the resource.").readOnly().of([
        SchemaAttribute("resourceType", .string, "The resource's type.").caseExact().readOnly(),
        SchemaAttribute("created", .dateTime, "When it was made.").readOnly(),
        SchemaAttribute("lastModified", .dateTime, "When it was last changed.").readOnly(),
        SchemaAttribute("location", .reference, "Its address.").leading(to: "uri").readOnly(),
        SchemaAttribute("version", .string, "Its entity tag.").caseExact().readOnly(),
      ]),
    ])
}
