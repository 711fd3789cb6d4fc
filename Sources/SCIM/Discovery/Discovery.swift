import JSONText

/// What a client can find out about the service provider (RFC 7644, section 4).
public enum Discovery {
  /// `/ServiceProviderConfig` (RFC 7643, section 5).
  public static func configuration(base: String) -> JSONValue {
    let unsupported: JSONValue = ["supported": false]
    return [
      "schemas": [.text(SchemaID.providerConfiguration)],
      "patch": ["supported": true],
      "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
      "filter": [
        "supported": true, "maxResults": .number(Double(SearchRequest.mostResults)),
      ],
      "changePassword": unsupported, "sort": unsupported, "etag": ["supported": true],
      "authenticationSchemes": [
        [
          "type": "oauthbearertoken", "name": "Bearer token",
          "description":
            "A token that an administrator made for this, or one of the identity provider with the role provisioner.",
          "specUri": "https://www.rfc-editor.org/rfc/rfc6750", "primary": true,
        ]
      ],
      "meta": [
        "resourceType": "ServiceProviderConfig",
        "location": .text("\(base)/ServiceProviderConfig"),
      ],
    ]
  }

  /// `/ResourceTypes`
  public static func resourceTypes(base: String) -> JSONValue {
    list(ResourceType.all.map { $0.document(base: base) })
  }

  /// `/ResourceTypes/{name}`; nil when there is none of that name.
  public static func resourceType(_ name: String, base: String) -> JSONValue? {
    ResourceType.all.first { $0.name == name }?.document(base: base)
  }

  /// `/Schemas`
  public static func schemas(base: String) -> JSONValue {
    list(ResourceType.schemas.map { $0.document(base: base) })
  }

  /// `/Schemas/{id}`; nil when there is none of that URN.
  public static func schema(_ id: String, base: String) -> JSONValue? {
    ResourceType.schemas.first { $0.id.lowercased() == id.lowercased() }?.document(base: base)
  }

  private static func list(_ documents: [JSONValue]) -> JSONValue {
    ListResponse(
      total: documents.count, startIndex: 1, resources: documents.compactMap(\.object)
    ).document
  }
}
