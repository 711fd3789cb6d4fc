import ServiceAPI

extension RouteAccess {
  static let deletion: [Route: RouteAccess] = [
    .deleteVersion: .person(own: [.person], everybodys: [.helpDesk, .administrator]),
    .deleteProfile: .person(own: [.person], everybodys: [.helpDesk, .administrator]),
    .deletePerson: .person(own: [], everybodys: [.administrator]),
  ]
}
