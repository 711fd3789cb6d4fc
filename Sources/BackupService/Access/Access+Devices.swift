import Identity
import ServiceAPI

extension RouteAccess {
  /// Those who take a lost PC out of service, and let one in that waits.
  private static let desk: Set<Role> = [.helpDesk, .administrator]

  static let devices: [Route: RouteAccess] = [
    .enrollDevice: .roles([.person, .migrator, .enroller]),
    .provenDevice: .roles(Set(Role.allCases)),
    .rotateDeviceKey: .roles([.person, .migrator, .enroller]),
    .devices: .roles(staff),
    .device: .roles(staff),
    .personsDevices: .person(own: [.person], everybodys: staff),
    .revokeDevice: .roles(desk),
    .revokePersonsDevice: .person(own: [.person], everybodys: desk),
    .approveDevice: .roles(desk),
    .createEnrollmentToken: .roles([.administrator]),
    .enrollmentTokens: .roles([.administrator, .auditor]),
    .revokeEnrollmentToken: .roles([.administrator]),
  ]
}
