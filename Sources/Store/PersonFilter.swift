import Foundation

/// Which people of a tenant are meant.
public struct PersonFilter: Hashable, Sendable {
  /// What the subject begins with, byte for byte; empty for any.
  public var subjectPrefix: String
  public var backup: Backup
  /// Who is one of the people because a directory names them; nil where there is none.
  public var directory: DirectorySource?

  public enum Backup: Hashable, Sendable {
    case any
    /// Only who has no backup.
    case none
    /// Only who has no backup, or none since this time.
    case noneSince(Date)
  }

  public init(
    subjectPrefix: String = "", backup: Backup = .any, directory: DirectorySource? = nil
  ) {
    self.subjectPrefix = subjectPrefix
    self.backup = backup
    self.directory = directory
  }

  public static let everyone = PersonFilter()
}

/// A profile with whose it is.
public struct PersonsProfile: Hashable, Sendable {
  public let subject: String
  public let profile: StoredProfile

  public init(subject: String, profile: StoredProfile) {
    self.subject = subject
    self.profile = profile
  }
}

extension String {
  /// The text as searches compare it: the letters A to Z in lower case, everything else as it is.
  public var loweredASCII: String {
    String(
      decoding: utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
