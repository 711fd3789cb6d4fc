import ServiceAPI

extension RouteAccess {
  static let offering: [Route: RouteAccess] = [
    .signIn: .person(own: [.person], everybodys: []),
    .offers: .person(own: [.person], everybodys: staff),
    .outcome: .person(own: [.person], everybodys: []),
    .decision: .person(own: [.person], everybodys: staff),
  ]
}
