import UserEnvironment
import WindowsDevice

/// Where the Store's product of a packaged app can be looked up.
public protocol StoreCatalog: Sendable {
  /// The product of a family; nil when the Store has none.
  ///
  /// - Throws: ``StoreCatalogError``.
  func product(of family: PackageFamilyName) async throws(StoreCatalogError) -> StoreProduct?
}

/// Why a store catalog gave no answer. Equality is on the code alone.
public struct StoreCatalogError: Error, Sendable, Equatable, CustomStringConvertible {
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The address is none that can be asked.
    public static let invalidAddress = Code(description: "storeCatalog.invalidAddress")
    /// Nobody answers, or not in time: the same may succeed later.
    public static let unreachable = Code(description: "storeCatalog.unreachable")
    /// The answer is none that the catalog gives.
    public static let unexpectedAnswer = Code(description: "storeCatalog.unexpectedAnswer")
  }

  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String
  public let cause: String?

  init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause.map { String(describing: $0) }
  }

  public var description: String { "\(message) [\(code)]" }

  public static func == (one: Self, other: Self) -> Bool { one.code == other.code }
}
