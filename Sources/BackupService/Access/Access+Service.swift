import Identity
import ServiceAPI

extension RouteAccess {
  static let service: [Route: RouteAccess] = [
    .health: .open,
    .openAPI: .open,
    .signInOptions: .open,
    .caller: .roles(Set(Role.allCases)),
    .installation: .roles([.operator]),
    .endConsoleSessions: .person(own: [.person], everybodys: [.administrator]),
  ]
}
