import Identity
import ServiceAPI

extension RouteAccess {
  static let backupOrdering: [Route: RouteAccess] = [
    .requestBackup: .person(own: [], everybodys: helpers),
    .waitingBackupOrders: .person(own: [.person], everybodys: staff),
    // The device says it in the name of who is signed in there.
    .reportBackupOrder: .person(own: [.person], everybodys: []),
    .backupOrders: .roles(staff),
  ]
}
