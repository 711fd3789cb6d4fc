extension Requirements {
  /// What Microsoft publishes for its own service, as of November 2026.
  ///
  /// Two of its pages differ in places; the newer one, named in `source`, counts. The list of
  /// provisioning methods that cannot restore during setup is that of the Intune documentation
  /// (November 2025); it was written for setup, and nothing restricts the first sign-in. Releases
  /// later than the newest listed are taken to qualify: Microsoft lists minima, and a later
  /// release contains them.
  static let microsoft = Requirements(
    set: .microsoft,
    source: "Microsoft Learn, windows/configuration/windows-backup",
    backup: BuildRequirement(
      product: .windows10,
      releases: [
        .init(name: "Windows 10 22H2", minimum: WindowsBuild(19045, revision: 6216)),
        .init(name: "Windows 11 22H2", minimum: WindowsBuild(22621, revision: 5768)),
        .init(name: "Windows 11 23H2", minimum: WindowsBuild(22631, revision: 5768)),
        .init(name: "Windows 11 24H2", minimum: WindowsBuild(26100, revision: 4946)),
      ]),
    oobe: Restore(
      builds: BuildRequirement(
        product: .windows11,
        releases: [
          .init(name: "Windows 11 22H2", minimum: WindowsBuild(22621, revision: 3958)),
          .init(name: "Windows 11 23H2", minimum: WindowsBuild(22631, revision: 3958)),
          .init(name: "Windows 11 24H2", minimum: WindowsBuild(26100, revision: 4770)),
        ]),
      joins: [.entraJoined],
      // The user flow of pre-provisioning is the user-driven half of it; Microsoft excludes the
      // technician flow only.
      provisioning: [.userDriven, .preProvisionedUser]),
    enrolled: Restore(
      builds: BuildRequirement(
        product: .windows11,
        releases: [
          .init(name: "Windows 11 24H2", minimum: WindowsBuild(26100, revision: 7922)),
          .init(name: "Windows 11 25H2", minimum: WindowsBuild(26200, revision: 7922)),
        ]),
      joins: [.entraJoined, .entraHybridJoined],
      provisioning: Facts.Provisioning.allCases))
}
