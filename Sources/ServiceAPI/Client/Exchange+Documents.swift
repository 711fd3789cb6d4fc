import AsyncHTTPClient
import Foundation

/// What must hold of a document for a change to be made.
public enum DocumentCondition: Sendable, Hashable {
  /// It is not there.
  case absent
  /// It is as it was when it had this entity tag.
  case unchanged(since: String)
}

extension Exchange {
  /// Sends a change of a document, which is made only when the condition holds.
  func send<Answer: Decodable>(
    _ message: some Encodable, to route: Route, _ values: [Route.Parameter: String],
    if condition: DocumentCondition, receiving type: Answer.Type
  ) async throws(ServiceError) -> Answer {
    var request = try request(sending: message, to: route, values)
    request.set(condition)
    return try decode(type, from: try await perform(request).bytes)
  }

  /// The same for a change that is all in the route, and whose answer is empty.
  func send(
    to route: Route, _ values: [Route.Parameter: String], if condition: DocumentCondition
  ) async throws(ServiceError) {
    var request = request(route, values)
    request.set(condition)
    _ = try await perform(request)
  }
}

extension HTTPClientRequest {
  fileprivate mutating func set(_ condition: DocumentCondition) {
    switch condition {
    case .absent: headers.add(name: "If-None-Match", value: "*")
    case .unchanged(let entityTag): headers.add(name: "If-Match", value: entityTag)
    }
  }
}
