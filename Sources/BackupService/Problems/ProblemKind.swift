/// A kind of problem that a request can end in: the stable code, the status and a title.
/// `docs/errors.md` lists all of them.
public struct ProblemKind: Sendable, Hashable, CaseIterable {
  /// `request.unknownField`. Clients branch on it; it never changes.
  public let code: String
  public let status: Int
  public let title: String

  init(_ code: String, _ status: Int, _ title: String) {
    self.code = code
    self.status = status
    self.title = title
  }

  // MARK: The request cannot be read

  public static let malformedJSON = ProblemKind("request.malformedJSON", 400, "Malformed JSON")
  public static let unknownField = ProblemKind("request.unknownField", 400, "Unknown field")
  public static let invalidField = ProblemKind("request.invalidField", 400, "Invalid field")
  public static let invalidParameter = ProblemKind(
    "request.invalidParameter", 400, "Invalid parameter")
  public static let incomplete = ProblemKind("request.incomplete", 400, "Incomplete request")
  public static let missingToken = ProblemKind("identity.missingToken", 401, "Token missing")
  public static let wrongToken = ProblemKind("identity.wrongToken", 401, "Wrong token")
  public static let expiredToken = ProblemKind("identity.expiredToken", 401, "Token expired")
  public static let accessDenied = ProblemKind("access.denied", 403, "Not allowed")
  public static let routeNotFound = ProblemKind("route.notFound", 404, "No such route")
  public static let methodNotAllowed = ProblemKind(
    "route.methodNotAllowed", 405, "Method not allowed")
  public static let tooLarge = ProblemKind("request.tooLarge", 413, "Request too large")
  public static let unsupportedMediaType = ProblemKind(
    "request.unsupportedMediaType", 415, "Unsupported media type")

  public static let keyReused = ProblemKind("request.keyReused", 422, "Idempotency key reused")
  public static let inProgress = ProblemKind("request.inProgress", 409, "Request in progress")
  public static let answerNotKept = ProblemKind(
    "request.answerNotKept", 409, "Answer not kept")
  public static let preconditionRequired = ProblemKind(
    "request.preconditionRequired", 428, "Precondition required")
  public static let documentChanged = ProblemKind("document.changed", 412, "Document changed")

  // MARK: What is asked for is not there

  public static let profileNotFound = ProblemKind("profile.notFound", 404, "No such profile")
  public static let snapshotNotFound = ProblemKind("snapshot.notFound", 404, "No such version")
  public static let componentNotFound = ProblemKind("component.notFound", 404, "No such component")
  public static let offerNotFound = ProblemKind("offer.notFound", 404, "No such offer")
  public static let signInNotFound = ProblemKind("signIn.notFound", 404, "No sign-in known")

  // MARK: The request contradicts what is stored

  public static let offerAlreadyConcluded = ProblemKind(
    "offer.alreadyConcluded", 409, "Offer already concluded")
  public static let snapshotContended = ProblemKind(
    "snapshot.contended", 409, "Several backups at once")

  // MARK: A snapshot contradicts itself

  public static let snapshotEmpty = ProblemKind("snapshot.empty", 422, "Empty snapshot")
  public static let componentRepeated = ProblemKind(
    "component.repeated", 422, "Component repeated")
  public static let componentNotInManifest = ProblemKind(
    "component.notInManifest", 422, "Component not in the manifest")
  public static let componentNotAccepted = ProblemKind(
    "component.notAccepted", 422, "Component not accepted")
  public static let componentDigestMismatch = ProblemKind(
    "component.digestMismatch", 422, "Digest mismatch")
  public static let componentSizeMismatch = ProblemKind(
    "component.sizeMismatch", 422, "Size mismatch")
  public static let componentTooLarge = ProblemKind(
    "component.tooLarge", 422, "Component too large")
  public static let componentMalformed = ProblemKind(
    "component.malformed", 422, "Malformed component")

  // MARK: The service cannot

  public static let serviceFailed = ProblemKind("service.failed", 500, "The service failed")
  public static let providerUnavailable = ProblemKind(
    "identity.providerUnavailable", 503, "Identity provider unavailable")
  public static let storeUnavailable = ProblemKind("store.unavailable", 503, "Store unavailable")
  public static let storeReadOnly = ProblemKind("store.readOnly", 503, "Store read-only")
  public static let vaultUnavailable = ProblemKind("vault.unavailable", 503, "Vault unavailable")
  public static let storeFull = ProblemKind("store.full", 507, "Store full")

  /// Every kind. Each noun's are in a file of their own beside this one.
  public static let allCases: [ProblemKind] = [
    request, limits, stored, policies, helpDesk, audit, devices, scim, programmes, own,
  ].flatMap { $0 }

  /// A request that cannot be read, or not now.
  private static let request: [ProblemKind] = [
    .malformedJSON, .unknownField, .invalidField, .invalidParameter, .incomplete, .missingToken,
    .wrongToken, .expiredToken, .accessDenied, .routeNotFound, .methodNotAllowed, .tooLarge,
    .unsupportedMediaType, .keyReused, .inProgress, .answerNotKept, .preconditionRequired,
    .documentChanged,
  ]

  /// What is asked for, or sent, does not fit what is stored.
  private static let stored: [ProblemKind] = [
    .profileNotFound, .snapshotNotFound, .componentNotFound, .offerNotFound, .signInNotFound,
    .offerAlreadyConcluded, .snapshotContended, .snapshotEmpty, .componentRepeated,
    .componentNotInManifest, .componentNotAccepted, .componentDigestMismatch,
    .componentSizeMismatch, .componentTooLarge, .componentMalformed,
  ]

  /// What the service cannot do for a reason of its own.
  private static let own: [ProblemKind] = [
    .serviceFailed, .providerUnavailable, .vaultUnavailable, .storeUnavailable, .storeReadOnly,
    .storeFull,
  ]
}
