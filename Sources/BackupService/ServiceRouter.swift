import Foundation
import Hummingbird
import Identity
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment

/// The routes of the service and what answers them.
public struct ServiceRouter: Sendable {
  /// 32 MiB: room for the largest component of files (``ComponentKind/largestSize``) in base64, and for
  /// many times the rest of the largest environment that was seen.
  public static let defaultBodyLimit = 32 << 20

  let services: Services
  let authentication: Authentication
  let openAPI: Data
  let proofs: DeviceProofs
  private let bodyLimit: Int
  private let edge: Edge

  public init(
    services: Services, authentication: Authentication, bodyLimit: Int = Self.defaultBodyLimit,
    edge: Edge = Edge()
  ) throws {
    proofs = DeviceProofs(store: services.store, now: services.now)
    self.services = services
    self.authentication = authentication
    self.bodyLimit = bodyLimit
    self.edge = edge
    openAPI = try OpenAPIDocument.load()
  }

  /// A router with all routes, to which the console adds its own.
  public func router() -> Router<ServiceContext> {
    let router = Router(
      context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestLog())
    router.add(middleware: Arrival(edge: edge))
    router.add(middleware: ProblemResponses())
    addOpenRoutes(to: router)
    let guarded = router.group().add(
      middleware: CallerAuthentication(
        authentication: authentication, enrollmentTokens: services.enrollmentTokens,
        provisioningTokens: services.provisioningTokens, proofs: proofs,
        limits: edge.limits))
    addCallerRoutes(to: guarded)
    addBackupRoutes(to: guarded)
    addOfferRoutes(to: guarded)
    addPolicyRoutes(to: guarded)
    addHelpDeskRoutes(to: guarded)
    addBackupOrderRoutes(to: guarded)
    addDeletionRoutes(to: guarded)
    addArchiveRoutes(to: guarded)
    addAuditRoutes(to: guarded)
    addTransferRoutes(to: guarded)
    addDeviceRoutes(to: guarded)
    addSCIMTokenRoutes(to: guarded)
    addSCIMRoutes(to: guarded)
    addProgrammeRoutes(to: guarded)
    return router
  }

  /// Adds a route. This is the one place where ``RouteAccess``, ``DeviceAdmission``, the limits and
  /// ``Repetition`` are asked.
  func on(
    _ route: Route, of router: some RouterMethods<ServiceContext>,
    answer: @escaping @Sendable (ServiceRequest) async throws -> Response
  ) {
    let bodyLimit = bodyLimit
    let idempotency = Idempotency(store: services.store, now: services.now)
    let repetition = Repetition.of(route)
    let access = RouteAccess.of(route)
    let trail = AuditTrail(audit: services.audit)
    let admission = DeviceAdmission(services: services, proofs: proofs)
    let limits = edge.limits
    let isAboutPerson = route.template.contains("{\(Route.Parameter.user.rawValue)}")
    router.on(RouterPath(route.template), method: .init(route.method)) { request, context in
      var request = ServiceRequest(request: request, context: context, bodyLimit: bodyLimit)
      let person = isAboutPerson ? try request.identifier(.user) : nil
      let standing = try access.check(context.caller, about: person)
      if let caller = context.caller {
        try limits.admit(caller, to: route)
      } else {
        try limits.admitStranger(from: context.origin.client)
      }
      request.context.device = try await admission.admit(
        request, to: route, as: standing, about: person)
      request.context.isActing = standing == .acting
      let admitted = request
      return try await limits.working(on: route) {
        guard repetition.takesKey, let caller = context.caller,
          let key = try admitted.idempotencyKey()
        else { return try await trail.answer(admitted, to: route, access, about: person, answer) }
        let collected = try await admitted.collected()
        return try await idempotency.answer(
          key, collected, from: caller, keepsAnswer: repetition == .answered
        ) {
          try await trail.answer(collected, to: route, access, about: person, answer)
        }
      }
    }
  }
}

extension HTTPRequest.Method {
  init(_ method: Route.Method) {
    self =
      switch method {
      case .get: .get
      case .post: .post
      case .put: .put
      case .patch: .patch
      case .delete: .delete
      }
  }
}

extension Response {
  static func json(_ message: some Encodable) throws -> Response {
    json(try CanonicalJSON.encode(message))
  }

  static func json(_ bytes: Data, headers: HTTPFields = [:]) -> Response {
    var response = Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    response.headers[.contentType] = "application/json"
    return response
  }
}
