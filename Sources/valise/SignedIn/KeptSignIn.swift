import Foundation
import OpenIDConnect

/// A sign-in at a service that `valise login` made and the other commands use.
struct KeptSignIn: Codable, Equatable {
  /// The service's address, as it was given to `login`.
  let server: String
  let issuer: String
  /// Where the provider describes itself, when not below the issuer.
  let metadata: String?
  let clientID: String
  var accessToken: String
  var refreshToken: String?
  /// Nil when the provider did not say.
  var expiresAt: Date?
  /// Who signed in, as the service calls them.
  let tenant: String
  let user: String?

  /// Whether the token ends within a minute.
  func isEnding(at now: Date) -> Bool {
    expiresAt.map { $0 <= now.addingTimeInterval(60) } ?? false
  }

  mutating func take(_ answer: TokenAnswer, at now: Date) {
    accessToken = answer.accessToken
    refreshToken = answer.refreshToken ?? refreshToken
    expiresAt = answer.expiresIn.map { now.addingTimeInterval(TimeInterval($0)) }
  }

  /// The provider that it is from, as it describes itself today.
  func client() async throws -> ProviderClient {
    let transport = HTTPTransport(timeLimit: .seconds(30))
    return ProviderClient(
      id: clientID,
      metadata: try await ProviderMetadata.discover(
        issuer: issuer, at: metadata.map(ProviderAddress.init), by: transport),
      transport: transport)
  }
}
