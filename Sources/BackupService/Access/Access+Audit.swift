import ServiceAPI

extension RouteAccess {
  static let audit: [Route: RouteAccess] = [
    .auditEntries: .roles([.administrator, .auditor]),
    .auditExport: .roles([.administrator, .auditor]),
  ]
}
