import AsyncHTTPClient
import DeviceProof
import Foundation
import OpenIDConnect
import UserEnvironment

/// One request and its answer over HTTP, with everything that can go wrong put into a
/// ``ServiceError``.
struct Exchange: Sendable {
  /// The service's address without a slash at its end, as it is shown in errors.
  let address: String
  private let token: String?
  private let proofs: RequestProofs?
  private let timeLimit: Duration
  /// Why a technician acts for somebody else; sent along as it is.
  var reason: String?
  var deadline: ContinuousClock.Instant?

  /// An answer's body, and what its headers say.
  struct Received: Sendable {
    let bytes: Data
    let entityTag: String?
    /// What the device's next proof must carry.
    let nonce: String?
    let date: String?
  }

  /// What one round trip came to.
  struct Answer: Sendable {
    let status: Int
    let received: Received
    /// What is still to be read of it, where it is streamed.
    let body: HTTPClientResponse.Body?
  }

  init(
    address: String, token: String?, proofs: RequestProofs?, timeLimit: Duration
  ) throws(ServiceError) {
    guard let components = URLComponents(string: address),
      let scheme = components.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = components.host, !host.isEmpty, components.user == nil,
      components.query == nil, components.fragment == nil
    else {
      throw ServiceError(
        .invalidAddress,
        "\"\(address)\" is not the address of a service; write it like http://127.0.0.1:8780.")
    }
    guard token.map(Self.canBeSent) ?? true else {
      throw ServiceError(
        .invalidAddress,
        "The token for \(address) cannot be sent: it is empty or holds white space. Check the file that it was read from."
      )
    }
    guard token == nil || scheme == "https" || ProviderAddress.isThisMachine(host) else {
      throw ServiceError(
        .insecureAddress,
        "\(address) would get your token in the clear, for everybody on the way to read: write https, or have the service on this machine."
      )
    }
    self.address = String(address.reversed().drop { $0 == "/" }.reversed())
    self.token = token
    self.timeLimit = timeLimit
    self.proofs = proofs
  }

  private static func canBeSent(_ token: String) -> Bool {
    !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }

  func receive<Answer: Decodable>(
    _ type: Answer.Type, from route: Route, _ values: [Route.Parameter: String] = [:],
    query: String? = nil
  ) async throws(ServiceError) -> Answer {
    try decode(type, from: try await receiveBytes(from: route, values, query: query).bytes)
  }

  func receiveBytes(
    from route: Route, _ values: [Route.Parameter: String] = [:], query: String? = nil
  ) async throws(ServiceError) -> Received {
    try await perform(request(route, values, query: query))
  }

  /// - Parameter headers: what the request says besides, by name.
  func send<Answer: Decodable>(
    _ message: some Encodable, to route: Route, _ values: [Route.Parameter: String],
    query: String? = nil, headers: [String: String] = [:], receiving type: Answer.Type
  ) async throws(ServiceError) -> Answer {
    var request = try request(sending: message, to: route, values, query: query)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    return try decode(type, from: try await perform(request).bytes)
  }

  func request(
    sending message: some Encodable, to route: Route, _ values: [Route.Parameter: String],
    query: String? = nil
  ) throws(ServiceError) -> HTTPClientRequest {
    var request = request(route, values, query: query)
    do {
      request.body = .bytes(try CanonicalJSON.encode(message))
    } catch {
      throw ServiceError(
        .unexpectedAnswer, "The request to \(address) cannot be written as JSON.",
        cause: String(describing: error))
    }
    request.headers.add(name: "Content-Type", value: "application/json")
    return request
  }

  /// A request whose answer has no content.
  func perform(_ route: Route, _ values: [Route.Parameter: String]) async throws(ServiceError) {
    _ = try await perform(request(route, values))
  }

  func request(
    _ route: Route, _ values: [Route.Parameter: String], query: String? = nil
  ) -> HTTPClientRequest {
    var request = HTTPClientRequest(
      url: address + route.path(values) + (query.map { "?" + $0 } ?? ""))
    request.method = .init(rawValue: route.method.rawValue)
    if let token { request.headers.add(name: "Authorization", value: "Bearer " + token) }
    if let reason {
      request.headers.add(name: ReasonHeader.name, value: ReasonHeader.encoded(reason))
    }
    request.headers.add(name: "Accept", value: "application/json, application/problem+json")
    return request
  }

  /// A proof by another key than this client's for one of its requests, with the nonce that the
  /// service last gave.
  func proof(
    by key: DeviceKey, for route: Route, _ values: [Route.Parameter: String]
  ) throws(ServiceError) -> String {
    guard let proofs, let token else {
      throw ServiceError(
        .invalidAddress, "A key can only be proven by a client with a token and a key of its own.")
    }
    return try proofs.proof(
      by: key, method: route.method.rawValue, address: address + route.path(values), token: token)
  }

  func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: Data
  ) throws(ServiceError) -> Value {
    do {
      return try CanonicalJSON.decode(type, from: bytes)
    } catch {
      throw ServiceError(
        .unexpectedAnswer,
        "What answers at \(address) does not speak as the Valise service of this version does; check the address, and that both are of the same version.",
        cause: String(describing: error))
    }
  }

  func perform(_ request: HTTPClientRequest) async throws(ServiceError) -> Received {
    let limit =
      [timeLimit, deadline.map { ContinuousClock.now.duration(to: $0) }]
      .compactMap { $0 }.min() ?? timeLimit
    guard limit > .zero else { throw timedOut(after: limit) }
    let result: Answer
    do {
      result = try await withTimeLimit(limit) {
        // The time limit around this bounds everything; the deadline here is only a far one.
        try await proven(request, withinHours: 1)
      }
    } catch let error as ServiceError {
      throw error
    } catch is TimeLimitExceeded {
      throw timedOut(after: limit)
    } catch is CancellationError {
      throw cancelled
    } catch let error as HTTPClientError where error == .cancelled {
      throw cancelled
    } catch {
      throw ServiceError(
        .unreachable,
        "The service at \(address) cannot be reached. Check that it runs, that the address is right, and the network.",
        cause: String(describing: error))
    }
    guard (200..<300).contains(result.status) else {
      throw refusal(status: result.status, body: result.received.bytes)
    }
    return result.received
  }

  /// One round trip, proven by the device's key where there is one. A proof that lacks the service's
  /// nonce, or was made by a clock that runs wrong, is made once more with what the answer says.
  ///
  /// - Parameter isStreamed: leaves the body of an answer that is no refusal to be read by the caller.
  func proven(
    _ request: HTTPClientRequest, withinHours hours: Int64, isStreamed: Bool = false
  ) async throws -> Answer {
    func roundTrip(_ request: HTTPClientRequest) async throws -> Answer {
      try await Self.roundTrip(request, withinHours: hours, isStreamed: isStreamed)
    }
    guard let proofs, let token else { return try await roundTrip(request) }
    var request = request
    try proofs.sign(&request, token: token)
    let first = try await roundTrip(request)
    proofs.note(nonce: first.received.nonce)
    guard first.status == 401,
      proofs.canMend(
        try? CanonicalJSON.decode(Problem.self, from: first.received.bytes),
        date: first.received.date)
    else { return first }
    try proofs.sign(&request, token: token)
    let second = try await roundTrip(request)
    proofs.note(nonce: second.received.nonce)
    return second
  }

  func refusal(status: Int, body: Data) -> ServiceError {
    if let problem = try? CanonicalJSON.decode(Problem.self, from: body) {
      return ServiceError(problem)
    }
    return ServiceError(
      .unexpectedAnswer,
      "What answers at \(address) gave the status \(status) without Valise's problem details; check that the address is the service's, and any proxy before it."
    )
  }

  private func timedOut(after limit: Duration) -> ServiceError {
    let seconds = max(limit, .zero).formatted(
      .units(allowed: [.seconds], fractionalPart: .show(length: 1)))
    return ServiceError(
      .unreachable,
      "The service at \(address) did not answer within \(seconds). Check that it runs and is not overloaded, and the network."
    )
  }

  var cancelled: ServiceError {
    ServiceError(.cancelled, "The request to \(address) was given up.")
  }

  /// Components are at most as large as a request body may be on the service; this is far above.
  private static let largestAnswer = 256 << 20
  private static let largestStreamedRefusal = 1 << 20

  private static func roundTrip(
    _ request: HTTPClientRequest, withinHours hours: Int64, isStreamed: Bool
  ) async throws -> Answer {
    let response = try await connections.execute(request, timeout: .hours(hours))
    let status = Int(response.status.code)
    let isLeft = isStreamed && (200..<300).contains(status)
    let limit = isStreamed ? largestStreamedRefusal : largestAnswer
    let bytes =
      isLeft ? Data() : Data(try await response.body.collect(upTo: limit).readableBytesView)
    return Answer(
      status: status,
      received: Received(
        bytes: bytes, entityTag: response.headers.first(name: "ETag"),
        nonce: response.headers.first(name: "DPoP-Nonce"),
        date: response.headers.first(name: "Date")),
      body: isLeft ? response.body : nil)
  }

  /// The process's pool of connections, alive as long as the process. A refused connection is an
  /// answer here, not a reason to try again for ten seconds.
  static let connections: HTTPClient = {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()
}
