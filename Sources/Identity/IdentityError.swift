/// Why a request's sender is not known. Equality is on the code alone.
public struct IdentityError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence. Never a token.
  public let message: String
  /// What the log may say beyond the message: which check failed. Never a token, never a name.
  public let cause: String?
  /// When to try again, in seconds; nil when it would not help.
  public let retryAfter: Int?

  public init(
    _ code: Code, _ message: String, cause: String? = nil, retryAfter: Int? = nil
  ) {
    self.code = code
    self.message = message
    self.cause = cause
    self.retryAfter = retryAfter
  }

  public var description: String { message }

  public static func == (left: IdentityError, right: IdentityError) -> Bool {
    left.code == right.code
  }

  /// A stable name of a kind of failure. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case missingToken, repeatedToken, shortToken, staticTokenOffLoopback, unsendableToken
      case expiredToken, invalidProvider, providerUnavailable, wrongToken
      case missingProof, nonceRequired, replayedProof, staleProof, wrongProof
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and clients: `identity.wrongToken`.
    public var description: String { "identity." + value.rawValue }

    /// The token was good, and its time is over.
    public static let expiredToken = Code(.expiredToken)
    /// An identity provider is configured in a way that cannot work.
    public static let invalidProvider = Code(.invalidProvider)
    /// The request must be proven by a device, and carries no proof.
    public static let missingProof = Code(.missingProof)
    /// The request carries no token.
    public static let missingToken = Code(.missingToken)
    /// The proof is good but for the server's nonce: it has none, or an old one.
    public static let nonceRequired = Code(.nonceRequired)
    /// The identity provider's keys cannot be had, so the token cannot be checked.
    public static let providerUnavailable = Code(.providerUnavailable)
    /// Two tenants were configured with one token.
    public static let repeatedToken = Code(.repeatedToken)
    /// The proof was used before.
    public static let replayedProof = Code(.replayedProof)
    /// A token was configured that could be guessed.
    public static let shortToken = Code(.shortToken)
    /// The proof is good but for its time: the device's clock is wrong, or the proof was kept.
    public static let staleProof = Code(.staleProof)
    /// Static tokens were configured for an address that other machines can reach.
    public static let staticTokenOffLoopback = Code(.staticTokenOffLoopback)
    /// A token was configured that does not fit into a header.
    public static let unsendableToken = Code(.unsendableToken)
    /// The proof is not one for this request.
    public static let wrongProof = Code(.wrongProof)
    /// The token is nobody's, or not for this service.
    public static let wrongToken = Code(.wrongToken)
  }
}
