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

  private let services: Services
  private let authentication: Authentication
  private let bodyLimit: Int
  private let openAPI: Data

  public init(
    services: Services, authentication: Authentication, bodyLimit: Int = Self.defaultBodyLimit
  ) throws {
    self.services = services
    self.authentication = authentication
    self.bodyLimit = bodyLimit
    openAPI = try OpenAPIDocument.load()
  }

  /// A router with all routes, to which the console adds its own.
  public func router() -> Router<ServiceContext> {
    let router = Router(
      context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestLog())
    router.add(middleware: ProblemResponses())
    addOpenRoutes(to: router)
    let guarded = router.group().add(
      middleware: CallerAuthentication(authentication: authentication))
    addCallerRoutes(to: guarded)
    addProfileRoutes(to: guarded)
    addOfferRoutes(to: guarded)
    return router
  }

  private func addOpenRoutes(to router: Router<ServiceContext>) {
    on(.health, of: router) { _ in
      try await services.store.checkHealth()
      return try .json(Health())
    }
    on(.signInOptions, of: router) { _ in
      try .json(SignInOptions(providers: authentication.verifier.providers))
    }
    on(.openAPI, of: router) { _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "application/vnd.oai.openapi+json;version=3.1",
          .cacheControl: "public, max-age=300",
        ],
        body: .init(byteBuffer: ByteBuffer(bytes: openAPI)))
    }
  }

  private func addCallerRoutes(to router: some RouterMethods<ServiceContext>) {
    on(.caller, of: router) { request in
      try .json(CallerDescription(try request.caller()))
    }
    on(.installation, of: router) { _ in
      try .json(await services.installation(providers: authentication.verifier))
    }
  }

  private func addProfileRoutes(to router: some RouterMethods<ServiceContext>) {
    let profiles = services.profiles
    on(.profiles, of: router) { request in
      try .json(try await profiles.profiles(of: request.person()))
    }
    on(.profile, of: router) { request in
      try .json(try await profiles.profile(request.profile(), of: request.person()))
    }
    on(.snapshot, of: router) { request in
      try .json(
        try await profiles.snapshot(
          request.snapshotSelector(), of: request.profile(), of: request.person()))
    }
    on(.component, of: router) { request in
      let person = try request.person()
      let profile = try request.profile()
      let component = try await profiles.component(
        request.choice(.kind, of: ComponentKind.self), of: request.snapshotSelector(),
        of: profile, of: person)
      let headers: HTTPFields = [
        .eTag: "\"\(component.digest)\"", .cacheControl: "private, no-cache",
      ]
      if request.request.headers[.ifNoneMatch] == headers[.eTag] {
        return Response(status: .notModified, headers: headers)
      }
      let bytes = try await profiles.content(of: component, in: profile, of: person)
      return .json(bytes, headers: headers)
    }
    on(.submitSnapshot, of: router) { request in
      let person = try request.person()
      let submission = try await request.body(SnapshotSubmission.self)
      return try .json(try await services.snapshots.submit(submission, of: person))
    }
  }

  private func addOfferRoutes(to router: some RouterMethods<ServiceContext>) {
    on(.signIn, of: router) { request in
      let person = try request.person()
      let statement = try await request.body(SignInStatement.self)
      return try .json(
        try await services.signIns.signIn(
          statement, of: person, groups: request.caller().groups))
    }
    on(.offers, of: router) { request in
      try .json(try await services.offers.offers(of: request.person()))
    }
    on(.outcome, of: router) { request in
      let person = try request.person()
      let offer = OfferID(rawValue: try request.identifier(.offer))
      let report = try await request.body(OutcomeReport.self)
      return try .json(
        try await services.offers.conclude(offer, of: person, with: report.outcome))
    }
    on(.decision, of: router) { request in
      try .json(
        try await services.signIns.decision(
          at: request.choice(query: "moment", of: Moment.self),
          on: DeviceID(rawValue: request.identifier(.device)), of: request.person()))
    }
  }

  /// Adds a route. This is the one place where ``RouteAccess`` is asked.
  private func on(
    _ route: Route, of router: some RouterMethods<ServiceContext>,
    answer: @escaping @Sendable (ServiceRequest) async throws -> Response
  ) {
    let bodyLimit = bodyLimit
    let access = RouteAccess.of(route)
    let isAboutPerson = route.template.contains("{\(Route.Parameter.user.rawValue)}")
    router.on(RouterPath(route.template), method: .init(route.method)) { request, context in
      let request = ServiceRequest(request: request, context: context, bodyLimit: bodyLimit)
      try access.check(context.caller, about: isAboutPerson ? try request.identifier(.user) : nil)
      return try await answer(request)
    }
  }
}

extension ServiceRequest {
  fileprivate func profile() throws(ServiceProblem) -> ProfileID {
    ProfileID(rawValue: try identifier(.profile))
  }
}

extension HTTPRequest.Method {
  init(_ method: Route.Method) {
    self =
      switch method {
      case .get: .get
      case .post: .post
      }
  }
}

extension Response {
  fileprivate static func json(_ message: some Encodable) throws -> Response {
    json(try CanonicalJSON.encode(message))
  }

  fileprivate static func json(_ bytes: Data, headers: HTTPFields = [:]) -> Response {
    var response = Response(
      status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    response.headers[.contentType] = "application/json"
    return response
  }
}
