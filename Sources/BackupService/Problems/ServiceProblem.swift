import Identity
import OpenIDConnect
import SCIM
import ServiceAPI
import Store
import Vault

/// A request that ends in a problem: its kind, and what went wrong in this case. Equality is on the
/// kind alone.
public struct ServiceProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public let kind: ProblemKind
  /// What went wrong and what to do, in a sentence that the sender may read.
  public let detail: String
  /// What failed below: for the log, never for the sender.
  public let cause: Cause?
  /// When to try again, in seconds; nil when it is not known.
  public let retryAfter: Int?
  /// A nonce for the device's next proof, where that would help.
  private(set) var nonce: String?

  public struct Cause: Sendable, Hashable {
    /// `store.unavailable`, or the name of an error's type.
    public let code: String
    public let words: String?
  }

  public init(
    _ kind: ProblemKind, _ detail: String, cause: Cause? = nil, retryAfter: Int? = nil
  ) {
    self.kind = kind
    self.detail = detail
    self.cause = cause
    self.retryAfter = retryAfter
  }

  public var description: String { "\(detail) (\(kind.code))" }

  func with(nonce: String?) -> ServiceProblem {
    var problem = self
    problem.nonce = nonce
    return problem
  }

  public var onTheWire: Problem {
    Problem(code: kind.code, status: kind.status, title: kind.title, detail: detail)
  }

  /// The same as SCIM says it, where a client speaks that.
  var onSCIM: SCIMError { SCIMError(kind.status, nil, "\(detail) (\(kind.code))") }

  public static func == (left: ServiceProblem, right: ServiceProblem) -> Bool {
    left.kind == right.kind
  }
}

extension ServiceProblem {
  /// Puts whatever a request threw into a problem. What is not expected here becomes a 500 that
  /// says nothing of the inside.
  public init(_ error: any Error) {
    switch error {
    case let problem as ServiceProblem: self = problem
    case let error as StoreError: self.init(error)
    case let error as IdentityError: self.init(error)
    case let error as ProviderError: self.init(error)
    case let error as VaultError where error.code == .masterKeyCommandFailed:
      self.init(
        .vaultUnavailable,
        "The service cannot reach the keys that seal the backups. Try again in a while.",
        cause: Cause(code: error.code.description, words: error.cause ?? error.message))
    case let error as VaultError:
      self = .failed(Cause(code: error.code.description, words: error.cause ?? error.message))
    default:
      self = .failed(Cause(code: String(describing: type(of: error)), words: nil))
    }
  }

  private init(_ error: StoreError) {
    let cause = Cause(code: error.code.description, words: error.cause)
    switch error.code {
    case .unavailable:
      self.init(
        .storeUnavailable, "The service cannot reach its store. Try again in a while.",
        cause: cause)
    case .readOnly:
      self.init(
        .storeReadOnly,
        "The service cannot write to its store, so nothing was stored. Tell those who run it.",
        cause: cause)
    case .full:
      self.init(
        .storeFull,
        "The service has no space left, so nothing was stored. Tell those who run it.",
        cause: cause)
    case .alreadyConcluded:
      self.init(
        .offerAlreadyConcluded,
        "This offer ended with another outcome before; the first one stays.", cause: cause)
    case .conflict:
      self.init(.documentChanged, error.message)
    case .invalidName:
      self.init(.invalidParameter, error.message)
    default:
      self = .failed(cause)
    }
  }

  private init(_ error: IdentityError) {
    let kind: ProblemKind =
      switch error.code {
      case .missingToken: .missingToken
      case .expiredToken: .expiredToken
      case .providerUnavailable: .providerUnavailable
      case .missingProof: .missingProof
      case .wrongProof: .wrongProof
      case .staleProof: .staleProof
      case .nonceRequired: .nonceRequired
      case .replayedProof: .replayedProof
      default: .wrongToken
      }
    let cause = error.cause.map { Cause(code: error.code.description, words: $0) }
    self.init(kind, error.message, cause: cause, retryAfter: error.retryAfter)
  }

  private init(_ error: ProviderError) {
    let cause = Cause(
      code: error.code.description, words: error.message + (error.cause.map { " (\($0))" } ?? ""))
    switch error.code {
    case .denied, .expired, .refused:
      self.init(
        .accessDenied, "The identity provider did not let you in. Sign in again.", cause: cause)
    default:
      self.init(
        .providerUnavailable, "The identity provider cannot be reached. Try again in a while.",
        cause: cause)
    }
  }

  private static func failed(_ cause: Cause) -> ServiceProblem {
    ServiceProblem(
      .serviceFailed,
      "The service could not do this because of a fault of its own; its log says more under this request's id.",
      cause: cause)
  }
}
