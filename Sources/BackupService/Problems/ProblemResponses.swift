import Foundation
import HTTPTypes
import Hummingbird
import Logging
import SCIM
import ServiceAPI
import UserEnvironment

/// Answers every error as problem details (RFC 9457), and sets the headers that every answer has.
struct ProblemResponses: RouterMiddleware {
  typealias Context = ServiceContext

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      response = try Self.response(Self.unmatched(request), to: request)
      let methods = Self.methods(at: request.uri.path)
      if !methods.isEmpty { response.headers[.allow] = methods.joined(separator: ", ") }
    } catch let error as SCIMError {
      response = try .scim(error.document, status: .init(code: error.status))
    } catch {
      let problem = ServiceProblem(error)
      Self.log(problem, to: context.logger)
      response = try Self.response(problem, to: request)
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    if let name = HTTPField.Name("X-Request-ID") {
      response.headers[name] = context.logger[metadataKey: "hb.request.id"]?.description
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  private static func response(
    _ problem: ServiceProblem, to request: Request
  ) throws -> Response {
    var response =
      try request.uri.path.hasPrefix("/scim/")
      ? Response.scim(
        problem.onSCIM.document, status: .init(code: problem.kind.status))
      : Response(
        status: .init(code: problem.kind.status),
        headers: [.contentType: "application/problem+json"],
        body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(problem.onTheWire))))
    if problem.kind.status == 401 { response.headers[.wwwAuthenticate] = challenge(problem.kind) }
    if let nonce = problem.nonce { response.headers[.dpopNonce] = nonce }
    if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
    return response
  }

  /// How to ask again (RFC 6750, section 3; RFC 9449, section 7.1).
  private static func challenge(_ kind: ProblemKind) -> String {
    let proven = "DPoP realm=\"valise\", algs=\"ES256\""
    return switch kind {
    case .missingProof: proven
    case .nonceRequired: proven + ", error=\"use_dpop_nonce\""
    case .wrongProof, .staleProof, .replayedProof: proven + ", error=\"invalid_dpop_proof\""
    case .missingToken: "Bearer realm=\"valise\""
    default: "Bearer realm=\"valise\", error=\"invalid_token\""
    }
  }

  private static func log(_ problem: ServiceProblem, to logger: Logger) {
    guard problem.kind.status >= 500 else { return }
    var metadata: Logger.Metadata = ["problem": "\(problem.kind.code)"]
    if let cause = problem.cause {
      metadata["cause"] = "\(cause.code)"
      if let words = cause.words { metadata["words"] = "\(words)" }
    }
    logger.error("a request failed", metadata: metadata)
  }

  /// The problem of a request that met no route: the path may be known with another method.
  private static func unmatched(_ request: Request) -> ServiceProblem {
    let methods = methods(at: request.uri.path)
    guard !methods.isEmpty else {
      return ServiceProblem(
        .routeNotFound, "There is nothing at this path. GET /openapi.json lists the routes.")
    }
    return ServiceProblem(
      .methodNotAllowed,
      "The method \(request.method.rawValue) is not known here; use \(methods.joined(separator: " or "))."
    )
  }

  private static func methods(at path: String) -> [String] {
    let parts = path.split(separator: "/")
    var matching = Route.all.filter { route in
      let template = route.template.split(separator: "/")
      return template.count == parts.count
        && zip(template, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
    // A path that is named to the letter, as the router prefers it too.
    let literal = matching.filter { !$0.template.contains("{") }
    if !literal.isEmpty { matching = literal }
    return matching.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
  }
}
