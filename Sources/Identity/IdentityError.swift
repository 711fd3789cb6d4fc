/// Why a request's sender is not known. Equality is on the code alone.
public struct IdentityError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence. Never a token.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  public static func == (left: IdentityError, right: IdentityError) -> Bool {
    left.code == right.code
  }

  /// A stable name of a kind of failure. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case missingToken, repeatedToken, shortToken, staticTokenOffLoopback, unsendableToken
      case wrongToken
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and clients: `identity.wrongToken`.
    public var description: String { "identity." + value.rawValue }

    /// The request carries no bearer token.
    public static let missingToken = Code(.missingToken)
    /// Two tenants were configured with one token.
    public static let repeatedToken = Code(.repeatedToken)
    /// A token was configured that could be guessed.
    public static let shortToken = Code(.shortToken)
    /// Static tokens were configured for an address that other machines can reach.
    public static let staticTokenOffLoopback = Code(.staticTokenOffLoopback)
    /// A token was configured that does not fit into a header.
    public static let unsendableToken = Code(.unsendableToken)
    /// The token is nobody's.
    public static let wrongToken = Code(.wrongToken)
  }
}
