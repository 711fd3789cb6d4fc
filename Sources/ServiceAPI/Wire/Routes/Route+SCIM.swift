extension Route {
  public static let scimTokens = Route(.get, "/v1/scim-tokens")
  public static let createSCIMToken = Route(.post, "/v1/scim-tokens")
  public static let revokeSCIMToken = Route(.delete, "/v1/scim-tokens/{token}")

  public static let scimConfiguration = Route(.get, "/scim/v2/ServiceProviderConfig")
  public static let scimResourceTypes = Route(.get, "/scim/v2/ResourceTypes")
  public static let scimResourceType = Route(.get, "/scim/v2/ResourceTypes/{name}")
  public static let scimSchemas = Route(.get, "/scim/v2/Schemas")
  public static let scimSchema = Route(.get, "/scim/v2/Schemas/{name}")
  public static let scimSearch = Route(.post, "/scim/v2/.search")

  public static let scimUsers = Route(.get, "/scim/v2/Users")
  public static let scimSearchUsers = Route(.post, "/scim/v2/Users/.search")
  public static let scimCreateUser = Route(.post, "/scim/v2/Users")
  public static let scimUser = Route(.get, "/scim/v2/Users/{resource}")
  public static let scimReplaceUser = Route(.put, "/scim/v2/Users/{resource}")
  public static let scimChangeUser = Route(.patch, "/scim/v2/Users/{resource}")
  public static let scimRemoveUser = Route(.delete, "/scim/v2/Users/{resource}")

  public static let scimGroups = Route(.get, "/scim/v2/Groups")
  public static let scimSearchGroups = Route(.post, "/scim/v2/Groups/.search")
  public static let scimCreateGroup = Route(.post, "/scim/v2/Groups")
  public static let scimGroup = Route(.get, "/scim/v2/Groups/{resource}")
  public static let scimReplaceGroup = Route(.put, "/scim/v2/Groups/{resource}")
  public static let scimChangeGroup = Route(.patch, "/scim/v2/Groups/{resource}")
  public static let scimRemoveGroup = Route(.delete, "/scim/v2/Groups/{resource}")

  /// The directory that identity providers push to (RFC 7644).
  public static let scim: [Route] = [
    .scimConfiguration, .scimResourceTypes, .scimResourceType, .scimSchemas, .scimSchema,
    .scimSearch, .scimUsers, .scimSearchUsers, .scimCreateUser, .scimUser, .scimReplaceUser,
    .scimChangeUser, .scimRemoveUser, .scimGroups, .scimSearchGroups, .scimCreateGroup,
    .scimGroup, .scimReplaceGroup, .scimChangeGroup, .scimRemoveGroup,
  ]

  /// The tokens for it.
  static let scimTokenAdministration: [Route] = [.scimTokens, .createSCIMToken, .revokeSCIMToken]
}
