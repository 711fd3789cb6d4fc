/// Something that is wrong with a log.
public struct AuditFinding: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// An entry is not what it was when it was written.
    case changed
    /// Entries are missing between others, or before the first.
    case removed
    /// An entry is there that was not written.
    case inserted
    /// An entry stands elsewhere than it was written.
    case moved
    /// The log ends before a checkpoint, or a file before its end.
    case truncated
    /// An entry of another log.
    case foreign
    /// What is there is no entry.
    case unreadable
  }

  public let kind: Kind
  /// The number of the entry that it is about, or of the first of several.
  public let sequence: Int
  /// What is wrong, in a sentence.
  public let message: String

  init(_ kind: Kind, at sequence: Int, _ message: String) {
    self.kind = kind
    self.sequence = sequence
    self.message = message
  }

  public var description: String { "\(kind.rawValue) at \(sequence): \(message)" }
}
