/// Why a document could not be read as facts.
///
/// Two errors are equal when their codes are: branch on the code, show the message.
public struct FactsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The stable name of what went wrong.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Name: String {
      case unknownKey = "facts.unknownKey"
      case missingKey = "facts.missingKey"
      case invalidValue = "facts.invalidValue"
      case malformedJSON = "facts.malformedJSON"
    }

    private let name: Name

    /// A key stands there that the format does not know.
    public static let unknownKey = Code(name: .unknownKey)
    /// A key that the format requires is not there.
    public static let missingKey = Code(name: .missingKey)
    /// A value is of the wrong type or is none of those that are allowed.
    public static let invalidValue = Code(name: .invalidValue)
    /// The document is not JSON.
    public static let malformedJSON = Code(name: .malformedJSON)

    public var description: String { name.rawValue }
  }

  public let code: Code
  /// Where it went wrong, for example `device.os.colour` or `policies[0].priority`; empty for the
  /// document itself.
  public let path: String
  /// One sentence: what is wrong, and what would be right.
  public let message: String
  /// What the JSON reader said, where it said something.
  public let cause: String?

  init(_ code: Code, at path: String, _ message: String, cause: String? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.cause = cause
  }

  public var description: String { "\(message) (\(code))" }

  public static func == (one: FactsError, other: FactsError) -> Bool { one.code == other.code }
}
