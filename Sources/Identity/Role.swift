/// What somebody may do with the service. `docs/roles.md` says which role may call which route.
public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
  /// Anybody with an account: their own backups and offers.
  case person
  /// Sees that a person has a backup, and why they were asked or not; never what is in it.
  case helpDesk
  /// Decides for a tenant.
  case administrator
  /// Reads what was done in a tenant, and changes nothing.
  case auditor
  /// A technician who moves people's environments at a bench: acts for any person of the tenant, from
  /// an enrolled device, and says why each time.
  case migrator
  /// Enrolls devices, and nothing else: the bearer of an enrollment token, or a program of IT.
  case enroller
  /// Runs the installation, and sees nothing of any tenant's people.
  case `operator`
  /// Pushes people and groups into a tenant's directory: an identity provider, never a person.
  case provisioner
}
