import Identity
import ServiceAPI

extension RouteAccess {
  static let offering: [Route: RouteAccess] = [
    .signIn: .person(own: [.person], everybodys: [], acting: [.migrator]),
    .offers: .person(own: [.person], everybodys: staff),
    .outcome: .person(own: [.person], everybodys: [], acting: [.migrator]),
    .decision: .person(own: [.person], everybodys: staff),
  ]
}
