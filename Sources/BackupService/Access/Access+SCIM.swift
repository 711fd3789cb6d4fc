import Identity
import ServiceAPI

extension RouteAccess {
  static let scim: [Route: RouteAccess] = Dictionary(
    uniqueKeysWithValues: Route.scim.map { ($0, RouteAccess.roles([.provisioner])) }
  ).merging([
    .scimTokens: .roles([.administrator]), .createSCIMToken: .roles([.administrator]),
    .revokeSCIMToken: .roles([.administrator]),
  ]) { first, _ in first }
}
