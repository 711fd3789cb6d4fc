import AsyncHTTPClient
import Foundation

/// How a provider is spoken to. Tests put their own in its place.
public protocol ProviderTransport: Sendable {
  /// - Throws: `provider.unreachable`, `provider.unexpectedAnswer`, `provider.cancelled`.
  func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer

  /// Sends a form.
  ///
  /// - Parameter authorization: the value of the `Authorization` header; nil for none.
  /// - Throws: as ``get(_:)``.
  func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer
}

/// What a provider answered.
public struct ProviderAnswer: Sendable {
  public let status: Int
  public let body: Data

  public init(status: Int, body: Data) {
    self.status = status
    self.body = body
  }
}

/// Speaks HTTP, without following redirects, within limits of time and size.
public struct HTTPTransport: ProviderTransport {
  private let timeLimit: Duration

  /// The most that an answer may hold, in bytes; the largest key sets are a tenth of it.
  public static let largestAnswer = 1 << 20

  /// - Parameter timeLimit: the most that one exchange may take.
  public init(timeLimit: Duration = .seconds(5)) {
    self.timeLimit = timeLimit
  }

  public func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer {
    try await perform(HTTPClientRequest(url: address.description), at: address)
  }

  public func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer {
    var request = HTTPClientRequest(url: address.description)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    if let authorization { request.headers.add(name: "Authorization", value: authorization) }
    request.body = .bytes(Data(FormFields.encoded(fields).utf8))
    return try await perform(request, at: address)
  }

  private func perform(
    _ request: HTTPClientRequest, at address: ProviderAddress
  ) async throws(ProviderError) -> ProviderAnswer {
    var request = request
    request.headers.add(name: "Accept", value: "application/json")
    do {
      let answer = try await withThrowingTaskGroup(of: ProviderAnswer?.self) { group in
        group.addTask { [request] in try await Self.roundTrip(request) }
        group.addTask { [timeLimit] in
          try await Task.sleep(for: timeLimit)
          throw HTTPClientError.deadlineExceeded
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
      if let answer { return answer }
    } catch {
      guard !Task.isCancelled else {
        throw ProviderError(.cancelled, "The request to the identity provider was given up.")
      }
      throw ProviderError(
        .unreachable,
        "The identity provider at \(address) cannot be reached. Check that it runs, its address, and the network.",
        cause: String(describing: error))
    }
    throw ProviderError(
      .unexpectedAnswer,
      "The identity provider's answer from \(address) is larger than \(Self.largestAnswer) bytes.")
  }

  /// Nil when the answer is too large.
  private static func roundTrip(_ request: HTTPClientRequest) async throws -> ProviderAnswer? {
    // The time limit around this bounds everything; the one here is only a far one.
    let response = try await connections.execute(request, timeout: .hours(1))
    var body = Data()
    for try await part in response.body {
      guard part.readableBytes <= largestAnswer - body.count else { return nil }
      body.append(contentsOf: part.readableBytesView)
    }
    return ProviderAnswer(status: Int(response.status.code), body: body)
  }

  /// The process's pool of connections, alive as long as the process.
  private static let connections: HTTPClient = {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()
}
