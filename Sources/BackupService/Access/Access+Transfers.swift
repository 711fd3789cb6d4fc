import ServiceAPI

extension RouteAccess {
  static let transferring: [Route: RouteAccess] = [
    .transfers: .roles([.administrator, .auditor]),
    .transfer: .roles([.administrator, .auditor]),
    .requestTransfer: .roles([.administrator]),
    .cancelTransfer: .roles([.administrator]),
    .acceptTransfer: .roles([.administrator]),
    .declineTransfer: .roles([.administrator]),
  ]
}
