import Foundation
import RealProvider
import Testing

/// The sign-in to the console in a browser, from one end to the other.
@Suite("Signing in to the console of a running service", .serialized)
struct ConsoleSignInTests {
  /// The way to the provider and back.
  ///
  /// - Parameter visit: what happens at the provider: the address it sends the browser on to.
  /// - Returns: the cookies of the session.
  private func signIn(
    _ address: String, _ visit: (String) async throws -> String?
  ) async throws -> String {
    let away = try await DevelopmentBrowser.open(address + "/console")
    try #require(away.status == 303)
    let provider = try #require(away.location)
    let back = try #require(try await visit(provider))
    try #require(back.hasPrefix(address + "/console/callback?"))
    let page = try await DevelopmentBrowser.open(back, headers: [("Cookie", away.cookies)])
    try #require(page.status == 303, "\(page.text)")
    #expect(page.location == "/console")
    return page.cookies
  }

  @Test("Helga of the development provider sees the people, and Alice, who has no role, does not")
  func development() async throws {
    let stage = try Stage(signIn: true)
    let address = stage.address
    for (name, status) in [("Helga", 200), ("Ada", 200), ("Alice", 403)] {
      let session = try await signIn(address) {
        try await DevelopmentBrowser.visit($0, as: name)
      }
      let page = try await DevelopmentBrowser.open(
        address + "/console", headers: [("Cookie", session)])
      #expect(page.status == status, "\(name)")
      #expect(page.text.contains("Sign out"))
      #expect(page.headers["cross-origin-opener-policy"] == ["same-origin"])
      #expect(page.headers["referrer-policy"] == ["same-origin"])
    }
  }

  @Test(
    "Alice of Glewlwyd is known by name, and has no role",
    .enabled(if: Glewlwyd.isInstalled, "glewlwyd or sqlite3 is not installed here"))
  func glewlwyd() async throws {
    let port = try FreePort.find()
    let address = "http://127.0.0.1:\(port)"
    let provider = try await SignInProviderKind.glewlwyd.start(
      redirectAddress: address + "/console/callback")
    defer { provider.stop() }
    let stage = try Stage(
      providers: """
        {"providers": [{"issuer": "\(provider.issuer)", "audiences": ["\(provider.audience)"],
          "tenant": "example",
          "console": {"clientID": "\(provider.codeClient)", "scope": "\(provider.codeScope)"}}]}
        """, port: port)
    let session = try await signIn(stage.address) { try await provider.visit($0) }
    let page = try await DevelopmentBrowser.open(
      stage.address + "/console", headers: [("Cookie", session)])
    #expect(page.status == 403)
    #expect(page.text.contains("Sign out"))
  }
}
