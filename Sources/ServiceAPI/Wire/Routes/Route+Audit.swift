extension Route {
  public static let auditEntries = Route(.get, "/v1/audit")
  public static let auditExport = Route(.get, "/v1/audit/export")

  /// What was done in a tenant.
  static let audit: [Route] = [.auditEntries, .auditExport]
}
