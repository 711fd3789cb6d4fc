import Identity
import Store

/// The groups of a person, from everywhere that they are known: what the identity provider said at a
/// sign-in, and the tenants file.
public struct GroupsOfPerson: Sendable {
  let tenants: Tenants

  /// The names by which policies know the person's groups, and whether they are all.
  ///
  /// - Parameter stated: what the person's token said.
  func groups(
    of person: PersonID, stated: GroupMembership
  ) async throws -> (names: [String], areKnown: Bool) {
    let (provided, areKnown): ([String], Bool) =
      switch stated {
      case .known(let groups): (groups.sorted(), true)
      case .unknown: ([], false)
      }
    let names = tenants[person.tenant]?.groups(of: person, stated: provided) ?? provided
    return (names, areKnown)
  }
}
