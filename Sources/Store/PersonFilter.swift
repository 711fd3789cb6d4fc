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

extension PersonFilter {
  /// What a subject that fits must not come before: the prefix, or what follows the subject `after`.
  /// One bound and not two, so that a database begins there.
  public func subjectStart(after: String?) -> String {
    guard let after, !after.utf8.lexicographicallyPrecedes(subjectPrefix.utf8) else {
      return subjectPrefix
    }
    return Self.start(after: after)
  }

  /// What comes next after a subject: no name holds a NUL, so that nothing comes between.
  public static func start(after subject: String?) -> String {
    subject.map { $0 + "\u{1}" } ?? ""
  }

  /// What no subject with the prefix comes after.
  public var subjectEnd: String { subjectPrefix.endOfPrefix }
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
  /// What nothing comes after that begins with this text: no character is greater than this one.
  public var endOfPrefix: String { self + "\u{10FFFF}" }

  /// The text as searches compare it: the letters A to Z in lower case, everything else as it is.
  public var loweredASCII: String {
    String(
      decoding: utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
