import RestoreRules
import Store

/// An organization as the service is configured for it.
public struct Tenant: Sendable {
  public let id: TenantID
  /// The name that people see.
  public let name: String
  public let requirements: RequirementSet
  public let policies: [RestorePolicy]
  private let groups: [Group]

  /// Some people under a name that policies refer to.
  public struct Group: Sendable, Codable, Hashable {
    public let name: String
    /// The subjects of the people in it.
    public let members: [String]

    public init(name: String, members: [String]) {
      self.name = name
      self.members = members
    }
  }

  public init(
    id: TenantID, name: String, requirements: RequirementSet = .standard,
    policies: [RestorePolicy] = [], groups: [Group] = []
  ) {
    self.id = id
    self.name = name
    self.requirements = requirements
    self.policies = policies
    self.groups = groups
  }

  /// Whether there is a policy that allows a restore at some moment.
  public var offersAnything: Bool {
    policies.contains { $0.restore.values.contains(true) }
  }

  /// The names of the groups that a person is in.
  func groups(of person: PersonID) -> [String] {
    // By bytes: an identity provider's subjects are not words, and two that differ only in their
    // Unicode form are two people.
    groups.filter { group in
      group.members.contains { $0.utf8.elementsEqual(person.subject.utf8) }
    }.map(\.name)
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
