import Identity
import ServiceAPI

extension RouteAccess {
  /// Those who change something for a person: who looks only is not among them.
  static let helpers: Set<Role> = [.helpDesk, .administrator]

  static let helpDesk: [Route: RouteAccess] = [
    .people: .roles(staff),
    .personDetails: .person(own: [.person], everybodys: staff),
    .foundProfiles: .roles(staff),
    .knownDevices: .roles(staff),
    .devicePeople: .roles(staff),
    .offerTransitions: .person(own: [.person], everybodys: staff),
    .decisions: .person(own: [.person], everybodys: staff),
    .pastDecision: .person(own: [.person], everybodys: staff),
    // Nobody has themselves asked again: they can restore on demand.
    .rearm: .person(own: [], everybodys: helpers),
  ]
}
