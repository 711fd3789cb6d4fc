import RestoreRules
import Store

/// An organization as the service is configured for it.
public struct Tenant: Sendable {
  public let id: TenantID
  /// The name that people see.
  public let name: String
  public let requirements: RequirementSet
  public let policies: [Policy]
  public let devices: DevicePolicy
  /// How the users that the identity provider pushes are known for the people who sign in.
  public let personLink: PersonLink
  private let groups: [Group]

  /// Some people under a name that policies refer to.
  public struct Group: Sendable, Codable, Hashable {
    public let name: String
    /// The subjects of the people in it.
    public let members: [String]?
    /// The identity provider's ids of the groups whose people are in it.
    public let ids: [String]?

    public init(name: String, members: [String]? = nil, ids: [String]? = nil) {
      self.name = name
      self.members = members
      self.ids = ids
    }

    // By bytes: an identity provider's names are not words, and two that differ only in their
    // Unicode form are two.
    func hasMember(_ subject: String) -> Bool {
      members?.contains { $0.utf8.elementsEqual(subject.utf8) } ?? false
    }
  }

  public init(
    id: TenantID, name: String, requirements: RequirementSet = .standard,
    policies: [Policy] = [], groups: [Group] = [], devices: DevicePolicy = DevicePolicy(),
    personLink: PersonLink = .externalID
  ) {
    self.id = id
    self.name = name
    self.requirements = requirements
    self.policies = policies
    self.groups = groups
    self.devices = devices
    self.personLink = personLink
  }

  /// Whether there is a policy that allows a restore at some moment.
  public var offersAnything: Bool {
    policies.contains { $0.restore.values.contains(true) }
  }

  /// Whether there is a policy that turns backups on.
  public var backsUpAnything: Bool {
    policies.contains { $0.backup.enabled == true }
  }

  /// The names of the groups that a person is in, as far as the tenants file and a token know: those
  /// that list the person or one of the identity provider's groups, and the provider's own.
  /// ``PersonGroups`` knows all.
  func groups(of person: PersonID, stated: [String]) -> [String] {
    let named = groups.filter { group in
      group.hasMember(person.subject) || (group.ids ?? []).contains(where: stated.contains)
    }.map(\.name)
    return named + stated.filter { !named.contains($0) }
  }
}

/// All organizations that the service serves.
public struct Tenants: Sendable {
  public let all: [Tenant]

  public init(_ tenants: [Tenant]) {
    all = tenants
  }

  public subscript(id: TenantID) -> Tenant? {
    all.first { $0.id == id }
  }
}
