/// Why something could not be sealed or opened. Equality is on the code alone.
public struct VaultError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String
  /// What the operating system or the cipher said, for the log. Never key material.
  public let cause: String?

  public init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }

  public static func == (left: VaultError, right: VaultError) -> Bool { left.code == right.code }

  /// A stable name of a kind of failure. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case damagedKeyFile, damagedSeal, doesNotOpen, exposedKeyFile, keysInMotion
      case masterKeyCommandFailed, missingKey, sameMasterKey, unreadableKeyFile, unwritableKeyFile
      case wrongMasterKey
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and clients: `vault.wrongMasterKey`.
    public var description: String { "vault." + value.rawValue }

    /// The key file holds something else than a master key.
    public static let damagedKeyFile = Code(.damagedKeyFile)
    /// The sealed bytes are too short, or in a format that this version does not know.
    public static let damagedSeal = Code(.damagedSeal)
    /// The seal is broken: the bytes were changed, or belong to another place.
    public static let doesNotOpen = Code(.doesNotOpen)
    /// Others than its owner can reach the key file.
    public static let exposedKeyFile = Code(.exposedKeyFile)
    /// Keys were made or erased faster than they could be used.
    public static let keysInMotion = Code(.keysInMotion)
    /// The program that holds the master key gave no answer.
    public static let masterKeyCommandFailed = Code(.masterKeyCommandFailed)
    /// The tenant, or the person, has no key of this generation.
    public static let missingKey = Code(.missingKey)
    /// The old master key and the new one are the same.
    public static let sameMasterKey = Code(.sameMasterKey)
    /// The key file is there and cannot be read.
    public static let unreadableKeyFile = Code(.unreadableKeyFile)
    /// The key file is not there and cannot be made.
    public static let unwritableKeyFile = Code(.unwritableKeyFile)
    /// The data keys were wrapped by another master key.
    public static let wrongMasterKey = Code(.wrongMasterKey)
  }
}

extension VaultError {
  static let keysInMotion = VaultError(
    .keysInMotion,
    "Keys were made or erased faster than they could be used: nothing was sealed. Try again.")
}
