/// Why the service could not be asked, or what it refused. Equality is on the code alone.
public struct ServiceError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what to do, in a sentence.
  public let message: String
  /// What the service itself said, when the code is `problem`.
  public let problem: Problem?
  /// The words of what failed below, for a log.
  public let cause: String?

  init(_ code: Code, _ message: String, problem: Problem? = nil, cause: String? = nil) {
    self.code = code
    self.message = message
    self.problem = problem
    self.cause = cause
  }

  init(_ problem: Problem) {
    self.init(.problem, problem.detail, problem: problem)
  }

  /// The sentence, with the code that a script can look for: the service's own where it gave one.
  public var description: String { "\(message) (\(problem?.code ?? code.description))" }

  public static func == (left: ServiceError, right: ServiceError) -> Bool {
    left.code == right.code
  }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case invalidAddress, insecureAddress, unreachable, cancelled, problem, unexpectedAnswer
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    public var description: String { "service." + value.rawValue }

    /// The address of the service is not one that a request can be sent to.
    public static let invalidAddress = Code(.invalidAddress)
    /// The token would travel in the clear to another machine.
    public static let insecureAddress = Code(.insecureAddress)
    /// No connection could be made, or no answer came in time.
    public static let unreachable = Code(.unreachable)
    /// The caller no longer wanted the answer.
    public static let cancelled = Code(.cancelled)
    /// The service answered with a problem: see ``ServiceError/problem`` and branch on its code.
    public static let problem = Code(.problem)
    /// What answered does not speak as this service does.
    public static let unexpectedAnswer = Code(.unexpectedAnswer)
  }
}
