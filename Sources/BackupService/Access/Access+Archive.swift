import ServiceAPI

extension RouteAccess {
  static let archive: [Route: RouteAccess] = [
    // Content: nobody else's but by an administrator who gives a reason.
    .exportPerson: .person(own: [.person], everybodys: [.administrator]),
    .importPerson: .person(own: [], everybodys: [.administrator]),
  ]
}
