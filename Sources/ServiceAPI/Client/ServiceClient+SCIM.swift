import Foundation

extension ServiceClient {
  /// For administrators: the tokens by which identity providers push people and groups, all pages.
  public func scimTokens() async throws(ServiceError) -> [SCIMToken] {
    try await SCIMTokenList.all(\.tokens) { after throws(ServiceError) in
      try await exchange.receive(
        SCIMTokenList.self, from: .scimTokens, query: Query.text(["limit": "500", "after": after]))
    }
  }

  /// For administrators: makes such a token. Its text is never shown again.
  public func createSCIMToken(
    _ request: SCIMTokenRequest
  ) async throws(ServiceError) -> CreatedSCIMToken {
    try await exchange.send(request, to: .createSCIMToken, [:], receiving: CreatedSCIMToken.self)
  }

  /// For administrators: ends a token at once.
  public func revokeSCIMToken(_ id: String) async throws(ServiceError) {
    try await exchange.perform(.revokeSCIMToken, [.token: id])
  }
}
