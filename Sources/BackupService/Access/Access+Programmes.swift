import Identity
import ServiceAPI

extension RouteAccess {
  /// Previews are the operator's: they go across tenants.
  static let previews: [Route: RouteAccess] = [
    .programmes: .roles([.operator]), .programme: .roles([.operator]),
    .putProgramme: .roles([.operator]), .programmeRequests: .roles([.operator]),
    .programmeVerdict: .roles([.operator]),
  ]
}
