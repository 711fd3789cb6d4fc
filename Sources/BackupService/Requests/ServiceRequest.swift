import Foundation
import Hummingbird
import Identity
import ServiceAPI
import Store
import UserEnvironment

/// A request to a route below `/v1`, with its parts read and checked.
struct ServiceRequest: Sendable {
  var request: Request
  var context: ServiceContext
  let bodyLimit: Int

  /// Who sent it, on a route that is not open.
  func caller() throws(ServiceProblem) -> Caller {
    guard let caller = context.caller else {
      throw ServiceProblem(.missingToken, "The request carries no token.")
    }
    return caller
  }

  /// The person whom the path names, in the caller's tenant.
  func person() throws(ServiceProblem) -> PersonID {
    PersonID(
      tenant: TenantID(rawValue: try caller().tenant), subject: try identifier(.user))
  }

  /// A part of the path that names something.
  func identifier(_ parameter: Route.Parameter) throws(ServiceProblem) -> String {
    guard let encoded = context.parameters.get(parameter.rawValue),
      let text = encoded.removingPercentEncoding
    else {
      throw ServiceProblem(
        .invalidParameter,
        "The {\(parameter.rawValue)} in the path is not percent-encoded UTF-8.")
    }
    guard Identifier.isValid(text) else {
      throw ServiceProblem(
        .invalidParameter,
        "The {\(parameter.rawValue)} in the path must be \(Identifier.rule).")
    }
    return text
  }

  /// The version that the path names.
  func snapshotSelector() throws(ServiceProblem) -> SnapshotSelector {
    guard let selector = SnapshotSelector(try identifier(.version)) else {
      throw ServiceProblem(
        .invalidParameter, "The {version} in the path must be newest, or a number from 1.")
    }
    return selector
  }

  /// A member of an enumeration, from the path.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ parameter: Route.Parameter, of type: Choice.Type
  ) throws(ServiceProblem) -> Choice {
    guard let choice = Choice(rawValue: try identifier(parameter)) else {
      throw Self.noneOf(type, "The {\(parameter.rawValue)} in the path")
    }
    return choice
  }

  /// A member of an enumeration, from the query.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    query name: String, of type: Choice.Type
  ) throws(ServiceProblem) -> Choice {
    let values = request.uri.queryParameters.getAll(name)
    guard values.count == 1, let choice = Choice(rawValue: values[0]) else {
      throw Self.noneOf(type, "The query parameter \(name)")
    }
    return choice
  }

  /// A member of an enumeration, from the query; nil when it is not there.
  func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
    query name: String
  ) throws(ServiceProblem) -> Choice? {
    guard !request.uri.queryParameters.getAll(name).isEmpty else { return nil }
    return try choice(query: name, of: Choice.self)
  }

  /// The body, which must be JSON of exactly this type.
  func body<Message: Codable>(_ type: Message.Type) async throws -> Message {
    let mediaType = request.headers[.contentType].map {
      $0.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard mediaType == "application/json" else {
      throw ServiceProblem(
        .unsupportedMediaType, "The body must be JSON: send Content-Type: application/json.")
    }
    return try StrictJSON.decode(type, from: try await bytes())
  }

  /// The same request with its body in memory, so that it can be read more than once.
  func collected() async throws -> ServiceRequest {
    var copy = self
    copy.request.body = RequestBody(buffer: ByteBuffer(bytes: try await bytes()))
    return copy
  }

  /// The body. No more than the limit is read: a larger one is refused by its announced length, or at
  /// the first byte too many.
  func bytes() async throws -> Data {
    try checkEncoding()
    let tooLarge = ServiceProblem(
      .tooLarge,
      "The body is larger than this service accepts (\(bodyLimit) bytes). Those who run it can raise limits.bodyBytes."
    )
    let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    guard announced <= bodyLimit else { throw tooLarge }
    var bytes = Data()
    bytes.reserveCapacity(announced)
    do {
      for try await part in request.body {
        guard part.readableBytes <= bodyLimit - bytes.count else { throw tooLarge }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as ServiceProblem {
      throw problem
    } catch {
      throw ServiceProblem(
        .incomplete, "The connection ended before the whole body was there. Send it again.")
    }
    return bytes
  }

  /// A body in a compressed form could be many times as large as it looks, so none is taken.
  private func checkEncoding() throws(ServiceProblem) {
    guard let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity"
    else { return }
    throw ServiceProblem(
      .unsupportedMediaType,
      "The body must be sent as it is: this service takes no Content-Encoding.")
  }

  private static func noneOf<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type, _ subject: String
  ) -> ServiceProblem {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return ServiceProblem(.invalidParameter, "\(subject) must be one of \(names).")
  }
}
