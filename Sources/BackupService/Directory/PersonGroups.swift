import Identity
import Store

/// The groups of people: the one place that puts together what a sign-in's token says, what the
/// tenants file lists, and what the identity provider pushed by SCIM.
public struct PersonGroups: Sendable {
  let tenants: Tenants
  let directory: DirectoryService

  /// What is known of a person when it is decided about them.
  public struct Answer: Sendable, Hashable {
    /// By the names and ids under which policies refer to them; each once.
    public let groups: [String]
    /// Whether these are all: the token named them, or the directory knows the person.
    public let areAll: Bool
    /// False when the directory has deactivated or removed the account.
    public let isActive: Bool
  }

  /// - Parameters:
  ///   - stated: the groups in the person's token, by the identity provider's ids.
  ///   - areAll: whether the token names all of them.
  public func answer(
    for person: PersonID, stated: some Sequence<String>, areAll: Bool
  ) async throws -> Answer {
    let tenant = tenants[person.tenant]
    let known = try await directory.person(person, by: tenant?.personLink ?? .externalID)
    let pushed = known?.groups ?? []
    var ids = Set(stated)
    for group in pushed { ids.formUnion([group.id, group.externalID].compactMap { $0 }) }
    let named = tenant?.groups(of: person, stated: ids.sorted()) ?? ids.sorted()
    let names = Set(pushed.map(\.name)).subtracting(named)
    return Answer(
      groups: named + names.sorted(), areAll: areAll || known != nil,
      isActive: known?.isActive ?? true)
  }

  /// The same for a token's own words.
  public func answer(
    for person: PersonID, token: GroupMembership
  ) async throws -> Answer {
    switch token {
    case .known(let groups): try await answer(for: person, stated: groups, areAll: true)
    case .unknown: try await answer(for: person, stated: [], areAll: false)
    }
  }
}
