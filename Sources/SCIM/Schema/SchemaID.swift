/// The URNs by which SCIM names its schemas and messages (RFC 7643 section 10.3, RFC 7644 section 8.2).
public enum SchemaID {
  public static let user = "urn:ietf:params:scim:schemas:core:2.0:User"
  public static let enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
  public static let group = "urn:ietf:params:scim:schemas:core:2.0:Group"

  static let schema = "urn:ietf:params:scim:schemas:core:2.0:Schema"
  static let resourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
  static let providerConfiguration =
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"

  static let error = "urn:ietf:params:scim:api:messages:2.0:Error"
  static let list = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
  static let patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
  static let search = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
}
