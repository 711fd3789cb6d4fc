import UserEnvironment

/// Why a store could not do what it was asked. Equality is on the code alone.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String
  /// The database's own words, for the log.
  public let cause: String?

  public init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String { message }

  public static func == (left: StoreError, right: StoreError) -> Bool { left.code == right.code }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case unavailable, full, readOnly, corrupt, failed, newerSchema, versionTaken
      case missingComponent, notFound, alreadyConcluded, invalidName, conflict, keyGone, keyInUse
      case onlyVersion
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and clients: `store.full`.
    public var description: String { "store." + value.rawValue }

    /// The database does not answer.
    public static let unavailable = Code(.unavailable)
    /// No space is left.
    public static let full = Code(.full)
    public static let readOnly = Code(.readOnly)
    /// What is stored cannot be read.
    public static let corrupt = Code(.corrupt)
    /// The database refused in a way that no other code names; its words are in the cause.
    public static let failed = Code(.failed)
    /// A newer version of Valise has changed the database.
    public static let newerSchema = Code(.newerSchema)
    /// Somebody else stored this version first: read again, and try with the next.
    public static let versionTaken = Code(.versionTaken)
    public static let missingComponent = Code(.missingComponent)
    public static let notFound = Code(.notFound)
    /// What would be deleted is the last that is left.
    public static let onlyVersion = Code(.onlyVersion)
    public static let alreadyConcluded = Code(.alreadyConcluded)
    /// A record is not as its change expects it: somebody else was first.
    public static let conflict = Code(.conflict)
    /// A name that no store keeps: see ``StoreName``.
    public static let invalidName = Code(.invalidName)
    /// A key that was used is not kept any more, or in another wrapping: read the keys again.
    public static let keyGone = Code(.keyGone)
    /// A key under which others, or components, still are.
    public static let keyInUse = Code(.keyInUse)
  }
}

extension StoreError {
  /// A record is not as its change expects it.
  public static let conflict = StoreError(
    .conflict, "Somebody else changed this first: read it again, then decide.")

  /// What every store says of a key that is not kept as it was given.
  public static let keyGone = StoreError(
    .keyGone, "A key that was used is not kept any more: read the keys again, then retry.")

  /// What every store says when a tenant's keys are to go before what they protect.
  public static let keyInUse = StoreError(
    .keyInUse,
    "There are still keys of people or components under the tenant's keys: erase them first.")
}
