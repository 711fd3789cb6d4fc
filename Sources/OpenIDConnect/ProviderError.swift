/// Why an identity provider could not be used. Equality is on the code alone.
public struct ProviderError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence. Never a token or a secret.
  public let message: String
  /// What failed below, for the log.
  public let cause: String?

  public init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }

  public static func == (left: ProviderError, right: ProviderError) -> Bool {
    left.code == right.code
  }

  /// A stable name of a kind of failure. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case cancelled, denied, expired, insecureAddress, invalidMetadata, refused, unexpectedAnswer
      case unreachable, unsupported
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and terminals: `provider.unreachable`.
    public var description: String { "provider." + value.rawValue }

    /// The request was given up.
    public static let cancelled = Code(.cancelled)
    /// The person, or a rule of the provider, said no.
    public static let denied = Code(.denied)
    /// The sign-in was not finished in time.
    public static let expired = Code(.expired)
    /// An address is neither `https` nor on this machine.
    public static let insecureAddress = Code(.insecureAddress)
    /// The provider's description of itself cannot be used.
    public static let invalidMetadata = Code(.invalidMetadata)
    /// The provider answered with an OAuth error.
    public static let refused = Code(.refused)
    /// What answers does not speak as a provider does.
    public static let unexpectedAnswer = Code(.unexpectedAnswer)
    /// No connection, or no answer in time.
    public static let unreachable = Code(.unreachable)
    /// The provider does not offer this way to sign in.
    public static let unsupported = Code(.unsupported)
  }
}
