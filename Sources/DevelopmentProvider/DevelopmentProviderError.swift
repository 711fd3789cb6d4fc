/// Why the development provider cannot be had here. Equality is on the code alone.
public struct DevelopmentProviderError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  public static func == (left: Self, right: Self) -> Bool { left.code == right.code }

  /// A stable name of a kind of failure. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case invalidPeople, notThisMachine, unknownTenant
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The code as it is written to logs and terminals: `development.notThisMachine`.
    public var description: String { "development." + value.rawValue }

    /// The file of people is not what it must be.
    public static let invalidPeople = Code(.invalidPeople)
    /// The provider would be reached from other machines.
    public static let notThisMachine = Code(.notThisMachine)
    /// Somebody belongs to a tenant that the service does not serve.
    public static let unknownTenant = Code(.unknownTenant)
  }
}
