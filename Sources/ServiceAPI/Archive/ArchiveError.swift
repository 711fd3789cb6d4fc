/// Why an archive is not taken. Equality is on the code alone.
public struct ArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What is wrong and what to do, in a sentence.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  public static func == (left: ArchiveError, right: ArchiveError) -> Bool {
    left.code == right.code
  }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case notAnArchive, newerFormat, malformed, damaged, truncated
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    public var description: String { "archive." + value.rawValue }

    /// It begins with something else than the header of an archive.
    public static let notAnArchive = Code(.notAnArchive)
    /// A newer version of Valise wrote it.
    public static let newerFormat = Code(.newerFormat)
    /// A line is not what may stand there.
    public static let malformed = Code(.malformed)
    /// A digest does not fit.
    public static let damaged = Code(.damaged)
    /// It ends before its end.
    public static let truncated = Code(.truncated)
  }
}
