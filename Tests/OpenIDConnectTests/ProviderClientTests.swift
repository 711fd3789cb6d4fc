import Crypto
import Foundation
import Testing

@testable import OpenIDConnect

@Suite("Speaking with an identity provider")
struct ProviderClientTests {
  private static let tokens = #"{"access_token":"a","token_type":"Bearer","expires_in":"3600"}"#
  private static let code = """
    {"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://e.org/d",
     "expires_in":600,"interval":7}
    """

  @Test("a code for another device is asked for, and its tokens fetched when it was entered")
  func deviceCode() async throws {
    let provider = ScriptedProvider([
      (200, Self.code), (400, #"{"error":"authorization_pending"}"#),
      (400, #"{"error":"slow_down"}"#), (200, Self.tokens),
    ])
    let client = try provider.client()
    let authorization = try await client.authorizeDevice(scope: "openid a/b")
    #expect(authorization.userCode == "WDJB-MJHT")
    #expect(authorization.interval == 7)
    #expect(try await client.poll(authorization) == .pending)
    #expect(try await client.poll(authorization) == .slowDown)
    guard case .tokens(let tokens) = try await client.poll(authorization) else {
      Issue.record("no tokens")
      return
    }
    #expect(tokens.accessToken == "a")
    #expect(tokens.expiresIn == 3600)
    #expect(provider.requests[0].fields == ["scope": "openid a/b", "client_id": "cli"])
    #expect(provider.requests[1].fields["device_code"] == "d")
    #expect(
      provider.requests[1].fields["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code")
  }

  @Test(
    "a refusal is told by its kind",
    arguments: [
      (400, #"{"error":"access_denied"}"#, ProviderError.Code.denied),
      (400, #"{"error":"expired_token"}"#, .expired),
      (400, #"{"error":"invalid_grant"}"#, .refused), (401, "", .refused),
      (400, #"{"error":"\u001b[2J"}"#, .refused), (503, "", .unreachable),
      (400, #"{"error":"temporarily_unavailable"}"#, .unreachable),
      (302, "", .unexpectedAnswer), (200, "<html>", .unexpectedAnswer),
      (200, #"{"access_token":"a","token_type":"mac"}"#, .unexpectedAnswer),
      (200, #"{"access_token":"a\nb","token_type":"Bearer"}"#, .unexpectedAnswer),
    ])
  func refusals(status: Int, body: String, code: ProviderError.Code) async throws {
    let client = try ScriptedProvider([(status, body)]).client()
    let error = await #expect(throws: ProviderError.self) { try await client.refresh("r") }
    #expect(error?.code == code)
    #expect(error.map { !$0.message.contains("\u{1b}") } == true)
  }

  @Test(
    "a code that could take over a terminal, or lasts for ever, is not shown",
    arguments: [
      (#""WDJB-MJHT""#, #""\u001b[2J""#), (#""https://e.org/d""#, #""https://e.org/\n""#),
      ("600", "1e300"), ("600", "0"), (#""d""#, #""""#),
    ])
  func hostileCode(part: String, hostile: String) async throws {
    let client = try ScriptedProvider([(200, Self.code.replacing(part, with: hostile))]).client()
    await #expect(throws: ProviderError(.unexpectedAnswer, "")) {
      try await client.authorizeDevice(scope: "openid")
    }
  }

  @Test("every cut-short answer is an error, and no crash")
  func truncated() async throws {
    for length in 0..<Self.code.utf8.count {
      let body = String(decoding: Self.code.utf8.prefix(length), as: UTF8.self)
      let client = try ScriptedProvider([(200, body)]).client()
      await #expect(throws: ProviderError.self) {
        try await client.authorizeDevice(scope: "openid")
      }
    }
  }

  @Test("the questions keep the interval, slow down, and stop before the code ends")
  func polling() async throws {
    let authorization = try await ScriptedProvider([(200, Self.code)]).client()
      .authorizeDevice(scope: "openid")
    var polling = DevicePolling(authorization)
    #expect(polling.wait(after: 0) == 7)
    polling.slowDown()
    #expect(polling.wait(after: 7) == 12)
    #expect(polling.wait(after: 587) == 12)
    #expect(polling.wait(after: 588) == nil)
  }

  @Test(
    "a browser is sent with state, nonce and the challenge, and the code comes with the verifier")
  func code() async throws {
    let provider = ScriptedProvider([(200, Self.tokens)])
    let client = try provider.client()
    let request = CodeRequest()
    let address = try request.address(
      at: client, scope: "openid", redirectAddress: "https://v.org/console/callback")
    let fields = Dictionary(
      uniqueKeysWithValues: try #require(URLComponents(string: address)?.queryItems)
        .map { ($0.name, $0.value) })
    #expect(address.hasPrefix("https://login.example.org/authorize?x=1&"))
    #expect(fields["state"] == request.state)
    #expect(fields["nonce"] == request.nonce)
    #expect(
      fields["code_challenge"]
        == Base64URL.encoded(SHA256.hash(data: Data(request.verifier.utf8))))
    #expect(fields["code_challenge_method"] == "S256")
    _ = try await client.redeem(
      code: "c&d", of: request, redirectAddress: "https://v.org/console/callback")
    #expect(provider.requests[0].fields["code_verifier"] == request.verifier)
    #expect(provider.requests[0].fields["code"] == "c&d")
    #expect(Set([request.state, request.nonce, request.verifier]).count == 3)
    #expect(request != CodeRequest())
  }

  @Test("a program with a secret shows it in the header alone")
  func secret() async throws {
    let provider = ScriptedProvider([(200, Self.tokens)])
    _ = try await provider.client(id: "a b", secret: "s:t").refresh("r")
    let request = provider.requests[0]
    let credentials = Data("a%20b:s%3At".utf8).base64EncodedString()
    #expect(request.authorization == "Basic " + credentials)
    #expect(request.fields == ["grant_type": "refresh_token", "refresh_token": "r"])
  }

  @Test("a sign-in is ended at the provider, where it offers that")
  func revoke() async throws {
    let provider = ScriptedProvider([(200, "")])
    #expect(try await provider.client().revoke("r"))
    #expect(provider.requests[0].fields["token"] == "r")
  }
}

@Suite("What a provider says of itself")
struct ProviderMetadataTests {
  @Test(
    "addresses that are neither https nor on this machine are refused",
    arguments: [
      "http://login.example.org", "http://127.example.org", "http://127.0.0.1.evil.org",
      "ftp://login.example.org", "http://10.0.0.1", "http://0.0.0.0", "http://localhost.evil.org",
      "https://user@login.example.org", "https://user:secret@login.example.org", "",
      "https://", "https://a b", "https://login.example.org#x", "https://login.example.org\n",
    ])
  func addresses(text: String) {
    #expect(throws: ProviderError.self) { try ProviderAddress(text) }
  }

  @Test(
    "https anywhere and http here are taken",
    arguments: [
      "https://login.example.org/a?b=c", "http://127.0.0.1:8781/x", "http://localhost:1",
      "http://[::1]:1/",
    ])
  func goodAddresses(text: String) throws {
    #expect(try ProviderAddress(text).description == text)
  }

  @Test("the issuer must be the one that was asked for")
  func issuer() async throws {
    let answers = [(status: 200, body: ScriptedProvider.metadata)]
    let metadata = try await ProviderMetadata.discover(
      issuer: "https://login.example.org", by: ScriptedProvider(answers))
    #expect(metadata.keys.description == "https://login.example.org/keys")
    await #expect(throws: ProviderError(.invalidMetadata, "")) {
      try await ProviderMetadata.discover(
        issuer: "https://login.example.org/other", by: ScriptedProvider(answers))
    }
  }

  @Test("a key set over plain http is refused, and so is what is no metadata")
  func insecure() {
    for document in [
      ScriptedProvider.metadata.replacing("https://login.example.org/keys", with: "http://e.org"),
      "", "[]", "{}", #"{"issuer":"https://a","issuer":"https://b","jwks_uri":"https://c"}"#,
    ] {
      #expect(throws: ProviderError.self) { try ProviderMetadata(json: Data(document.utf8)) }
    }
  }

  @Test("base64 has one way to write each text of bytes")
  func base64() {
    for bytes in [[], [0], [255, 254], [1, 2, 3], Array(0...255)] as [[UInt8]] {
      #expect(Base64URL.decoded(Base64URL.encoded(bytes)[...]) == Data(bytes))
    }
    for text in ["A", "AB", "AA==", "A+==", "A/AA", "AA\n", " AA", "AAA A", "Ä"] {
      #expect(Base64URL.decoded(text[...]) == nil, "\(text)")
    }
  }
}
