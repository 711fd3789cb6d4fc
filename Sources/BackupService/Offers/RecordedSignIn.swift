import Identity
import ServiceAPI
import Store
import UserEnvironment

/// A sign-in as it is kept: what the device stated, and what the person's token said of their groups.
/// So the help desk is shown the decision for that person's groups, and not for its own.
struct RecordedSignIn: Codable {
  var statement: SignInStatement
  /// Sorted.
  let groups: [String]
  let groupsKnown: Bool

  var membership: GroupMembership { groupsKnown ? .known(Set(groups)) : .unknown }

  init(statement: SignInStatement, groups: GroupMembership) {
    self.statement = statement
    switch groups {
    case .known(let groups):
      self.groups = groups.sorted()
      groupsKnown = true
    case .unknown:
      self.groups = []
      groupsKnown = false
    }
  }

  /// Reads what the store kept; before people had tokens of their own, that was the statement alone.
  init(_ signIn: StoredSignIn) throws {
    do {
      self = try CanonicalJSON.decode(from: signIn.statement)
    } catch {
      self.init(
        statement: try CanonicalJSON.decode(from: signIn.statement), groups: .known([]))
    }
  }
}
