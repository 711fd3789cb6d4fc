import Identity
import ServiceAPI

extension RouteAccess {
  static let backup: [Route: RouteAccess] = [
    .profiles: .person(own: [.person], everybodys: staff, acting: [.migrator]),
    // The digests in it would let a guess at a small component be checked.
    .profile: .person(own: [.person], everybodys: []),
    .snapshot: .person(own: [.person], everybodys: [], acting: [.migrator]),
    .component: .person(own: [.person], everybodys: [], acting: [.migrator]),
    .submitSnapshot: .person(own: [.person], everybodys: [], acting: [.migrator]),
  ]
}
