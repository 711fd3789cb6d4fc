import Foundation

extension ServiceClient {
  /// For administrators: the tokens by which identity providers push people and groups, all pages.
  public func scimTokens() async throws(ServiceError) -> [SCIMToken] {
    var tokens: [SCIMToken] = []
    var after: String?
    repeat {
      let page = try await exchange.receive(
        SCIMTokenList.self, from: .scimTokens, query: after.map { "limit=500&after=" + $0 })
      tokens += page.tokens
      after = page.next
    } while after != nil
    return tokens
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
