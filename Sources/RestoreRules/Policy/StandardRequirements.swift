extension Requirements {
  /// Valise's own requirements: Windows 10 22H2 or later backs up; Windows 11 22H2 or later
  /// restores at every moment, joined or hybrid joined, however it was provisioned, if a person
  /// signs in at the end of it.
  static let standard = Requirements(
    set: .standard,
    source: "Valise, docs/offer-rules.md",
    backup: BuildRequirement(
      product: .windows10,
      releases: [.init(name: "Windows 10 22H2", minimum: WindowsBuild(19045))]),
    oobe: standardRestore,
    enrolled: standardRestore)

  private static let standardRestore = Restore(
    builds: BuildRequirement(
      product: .windows11,
      releases: [.init(name: "Windows 11 22H2", minimum: WindowsBuild(22621))]),
    joins: [.entraJoined, .entraHybridJoined],
    // Not the two modes that end without a person: self-deploying mode and the technician flow.
    provisioning: [
      .userDriven, .preProvisionedUser, .autopilotReset, .manual, .groupPolicy,
      .configurationManager,
    ])
}
