import Foundation
import OpenIDConnect
import Synchronization

/// A provider that gives the answers it was told, and remembers what it was asked.
final class ScriptedProvider: ProviderTransport, Sendable {
  struct Request: Sendable {
    let address: String
    let fields: [String: String]
    let authorization: String?
  }

  private let state: Mutex<(answers: [(Int, String)], requests: [Request])>

  init(_ answers: [(status: Int, body: String)]) { state = Mutex((answers.map { $0 }, [])) }

  var requests: [Request] { state.withLock { $0.requests } }

  func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer {
    next(Request(address: address.description, fields: [:], authorization: nil))
  }

  func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer {
    next(
      Request(
        address: address.description,
        fields: Dictionary(fields.map { ($0.name, $0.value) }) { $1 },
        authorization: authorization))
  }

  private func next(_ request: Request) -> ProviderAnswer {
    state.withLock { state in
      state.requests.append(request)
      let (status, body) = state.answers.isEmpty ? (500, "") : state.answers.removeFirst()
      return ProviderAnswer(status: status, body: Data(body.utf8))
    }
  }

  static let metadata = """
    {"issuer":"https://login.example.org","jwks_uri":"https://login.example.org/keys",
     "authorization_endpoint":"https://login.example.org/authorize?x=1",
     "token_endpoint":"https://login.example.org/token",
     "device_authorization_endpoint":"https://login.example.org/device",
     "revocation_endpoint":"https://login.example.org/revoke"}
    """

  func client(id: String = "cli", secret: String? = nil) throws -> ProviderClient {
    ProviderClient(
      id: id, secret: secret, metadata: try ProviderMetadata(json: Data(Self.metadata.utf8)),
      transport: self)
  }
}
