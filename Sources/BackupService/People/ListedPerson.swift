import ServiceAPI
import Store

/// A person in a list, with what the directory says of them.
public struct ListedPerson: Sendable, Hashable {
  public let summary: PersonSummary
  /// What people call them; nil where the directory does not say.
  public let name: String?
  /// What they sign in with at the identity provider; nil where the directory does not say.
  public let userName: String?
  /// Their address; nil where the directory does not say.
  public let email: String?
  /// Whether their account is in use; nil where the directory does not know them.
  public let isActive: Bool?

  public var subject: String { summary.subject }

  init(_ summary: PersonSummary, _ account: DirectoryAccount?) {
    self.summary = summary
    name = account?.name
    userName = account?.userName
    email = account?.email
    isActive = account?.isActive
  }

  var message: PersonSummaryMessage {
    PersonSummaryMessage(
      user: subject, name: name, isActive: isActive, profileCount: summary.profileCount,
      lastBackupAt: summary.lastBackupAt, lastOffer: summary.lastOffer?.record)
  }
}
