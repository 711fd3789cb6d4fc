/// Why the server cannot listen as it was told to. Equality is on the code alone.
public struct ListenerError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence. Never key material.
  public let message: String
  /// What the operating system or the TLS library said, for the log.
  public let cause: String?

  public init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }

  public static func == (left: ListenerError, right: ListenerError) -> Bool {
    left.code == right.code
  }

  /// A stable name of a kind of failure. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case damagedCertificate, damagedKey, expiredCertificate, exposedKey, unfitPair
      case unreadableCertificate, unreadableKey
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and terminals: `tls.exposedKey`.
    public var description: String { "tls." + value.rawValue }

    /// The certificate file holds no certificate in PEM.
    public static let damagedCertificate = Code(.damagedCertificate)
    /// The key file holds no key that can be used, or one with a pass phrase.
    public static let damagedKey = Code(.damagedKey)
    /// The certificate's time is over.
    public static let expiredCertificate = Code(.expiredCertificate)
    /// Others than the server's own user can reach the key file.
    public static let exposedKey = Code(.exposedKey)
    /// The key is not that of the first certificate.
    public static let unfitPair = Code(.unfitPair)
    public static let unreadableCertificate = Code(.unreadableCertificate)
    public static let unreadableKey = Code(.unreadableKey)
  }
}
