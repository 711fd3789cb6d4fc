import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import DevelopmentProvider

@Suite("The development provider")
struct DevelopmentProviderTests {
  @Test(
    "is for this machine alone",
    arguments: [
      "http://192.0.2.1:8780", "https://valise.example.org", "http://127.example.org", "",
    ])
  func elsewhere(_ origin: String) async {
    await #expect(throws: DevelopmentProviderError(.notThisMachine, "")) {
      try await ProviderStage(origin: origin)
    }
  }

  @Test("says on its pages what it is, and lets nothing in them run or lead away")
  func pages() async throws {
    try await ProviderStage().run { user in
      for path in [user.authorizePath(), "device"] {
        let page = try await user.get(path)
        #expect(page.status == 200)
        #expect(page.text.contains("Development provider."))
        #expect(page.text.contains("no\npasswords here") || page.text.contains("no passwords"))
        let policy = page.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self'"))
        #expect(policy.contains("frame-ancestors 'none'"))
      }
    }
  }

  @Test("answers nothing under another name, through a proxy, or to another page's form")
  func otherNames() async throws {
    try await ProviderStage(origin: "http://localhost:8780").run { (user) async throws in
      #expect(try await user.get(".well-known/openid-configuration").status == 403)
      #expect(try await user.get("device").status == 403)
    }
    try await ProviderStage().run { user in
      #expect(try await user.get(".well-known/openid-configuration").status == 200)
      for name in ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"] {
        let name = try #require(HTTPField.Name(name))
        #expect(try await user.get("keys", headers: [name: "x"]).status == 403)
      }
      let foreign = try await user.post(
        user.authorizePath(), ["person": "ada"], headers: [.origin: "http://evil.example"])
      #expect(foreign.status == 403)
      #expect(foreign.headers[.location] == nil)
    }
  }

  @Test("sends nobody to an address that is not the program's own")
  func redirects() async throws {
    try await ProviderStage().run { user in
      for changes: [String: String?] in [
        ["redirect_uri": "http://evil.example/"], ["redirect_uri": nil],
        ["redirect_uri": ProviderStage.redirectAddress + "/more"], ["client_id": "other"],
        ["client_id": "valise"], ["client_id": nil],
      ] {
        let answer = try await user.post(user.authorizePath(changes), ["person": "ada"])
        #expect(answer.status == 400)
        #expect(answer.headers[.location] == nil)
      }
    }
  }

  @Test("tells the program what is wrong with its question, and who says so")
  func questions() async throws {
    try await ProviderStage().run { user in
      for (changes, error): ([String: String?], String) in [
        (["response_type": "token"], "unsupported_response_type"),
        (["code_challenge": nil], "invalid_request"),
        (["code_challenge_method": "plain"], "invalid_request"),
        (["code_challenge_method": nil], "invalid_request"),
        (["scope": "profile"], "invalid_scope"), (["scope": nil], "invalid_scope"),
      ] {
        let answer = try await user.get(user.authorizePath(changes))
        #expect(answer.sent("error") == error)
        #expect(answer.sent("state") == "s")
        #expect(answer.sent("iss") == "http://localhost/development-provider")
      }
      let no = try await user.post(user.authorizePath(), ["answer": "no"])
      #expect(no.sent("error") == "access_denied")
      let nobody = try await user.post(user.authorizePath(), ["person": "mallory"])
      #expect(nobody.status == 400)
    }
  }

  @Test("gives tokens for a code once, to the program and with the verifier that it was for")
  func codes() async throws {
    let stage = try await ProviderStage()
    try await stage.run { user in
      for changes in [
        ["client_id": "valise"], ["client_id": "other"], ["code_verifier": "x"],
        ["redirect_uri": "http://localhost/"], ["client_secret": "s"], ["grant_type": "password"],
      ] {
        let answer = try await user.redeem(try await user.code(), changes)
        #expect(answer.status >= 400, "\(changes)")
        #expect(answer.text("access_token").isEmpty)
      }
      let late = try await user.code()
      stage.moveClock(by: 61)
      #expect(try await user.redeem(late).error == "invalid_grant")

      let code = try await user.code()
      let tokens = try await user.redeem(code)
      #expect(tokens.status == 200)
      #expect(tokens.text("token_type") == "Bearer")
      #expect(tokens.headers[.cacheControl] == "no-store")
      // A code that comes twice was seen by somebody else: what it gave ends.
      #expect(try await user.redeem(code).error == "invalid_grant")
      #expect(try await user.refresh(tokens.text("refresh_token")).error == "invalid_grant")
    }
  }

  @Test("gives a new refresh token for each, and ends all of a sign-in when an old one comes back")
  func refreshing() async throws {
    let stage = try await ProviderStage()
    try await stage.run { user in
      let first = try await user.redeem(try await user.code()).text("refresh_token")
      #expect(try await user.refresh(first, client: "valise").error == "invalid_grant")
      let second = try await user.refresh(first)
      #expect(second.status == 200)
      #expect(second.text("refresh_token") != first)
      #expect(try await user.refresh(first).error == "invalid_grant")
      #expect(try await user.refresh(second.text("refresh_token")).error == "invalid_grant")

      let other = try await user.redeem(try await user.code()).text("refresh_token")
      let revoked = try await user.post("revoke", ["token": other, "client_id": "valise-console"])
      #expect(revoked.status == 200)
      #expect(try await user.refresh(other).error == "invalid_grant")

      let old = try await user.redeem(try await user.code()).text("refresh_token")
      stage.moveClock(by: 86_401)
      #expect(try await user.refresh(old).error == "invalid_grant")
    }
  }

  @Test("waits for a device's code, and says when it was refused, is over, or not this program's")
  func devices() async throws {
    let stage = try await ProviderStage()
    try await stage.run { user in
      func ask() async throws -> ProviderUser.Answer {
        try await user.post("device-authorization", ["client_id": "valise", "scope": "openid"])
      }
      func poll(
        _ device: ProviderUser.Answer, client: String = "valise"
      ) async throws -> ProviderUser.Answer {
        try await user.post(
          "token",
          [
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": device.text("device_code"), "client_id": client,
          ])
      }
      let device = try await ask()
      #expect(try await poll(device).error == "authorization_pending")
      #expect(try await poll(device).error == "slow_down")
      stage.moveClock(by: 1)
      #expect(try await poll(device).error == "authorization_pending")
      #expect(try await poll(device, client: "valise-console").error == "invalid_grant")

      let code = device.text("user_code")
      #expect(try await user.get("device?user_code=" + code.lowercased()).text.contains(code))
      #expect(try await user.get("device?user_code=BCDF-BCDF").status == 400)
      let chosen = try await user.post("device", ["user_code": code, "person": "helga"])
      #expect(chosen.text.contains("You are <strong>Helga</strong> now."))
      #expect(try await user.post("device", ["user_code": code, "person": "ada"]).status == 400)
      let tokens = try await poll(device)
      #expect(tokens.status == 200)
      #expect(!tokens.text("id_token").isEmpty)
      #expect(tokens.text("refresh_token").isEmpty)
      #expect(try await poll(device).error == "access_denied")

      let refused = try await ask()
      _ = try await user.post(
        "device", ["user_code": refused.text("user_code"), "answer": "no"])
      #expect(try await poll(refused).error == "access_denied")
      let late = try await ask()
      stage.moveClock(by: 601)
      #expect(try await poll(late).error == "expired_token")
      #expect(
        try await user.post("device", ["user_code": late.text("user_code"), "person": "ada"]).status
          == 400)
    }
  }

  @Test("takes a form to the letter: no field twice, nothing else in its place")
  func forms() async throws {
    try await ProviderStage().run { user in
      let twice = try await user.send(
        .post, "token", headers: [.contentType: "application/x-www-form-urlencoded"],
        body: "client_id=valise&client_id=valise-console&grant_type=refresh_token")
      #expect(twice.error == "invalid_request")
      let json = try await user.send(
        .post, "token", headers: [.contentType: "application/json"], body: "{}")
      #expect(json.error == "invalid_request")
      let basic = try await user.post(
        "token", ["client_id": "valise", "grant_type": "refresh_token", "refresh_token": "x"],
        headers: [.authorization: "Basic eDp5"])
      #expect(basic.status == 401)
      #expect(basic.error == "invalid_client")
      let large = try await user.post("token", ["client_id": String(repeating: "x", count: 20_000)])
      #expect(large.error == "invalid_request")
    }
  }

  @Test("forgets the oldest when there is too much to remember")
  func memory() async throws {
    let grants = Grants { Date(timeIntervalSince1970: 0) }
    let first = grants.addDevice(client: "valise", scope: "openid")
    for _ in 0..<Grants.most { _ = grants.addDevice(client: "valise", scope: "openid") }
    #expect(!grants.isWaiting(userCode: first.userCode))
  }

  @Test(
    "does not start with people whom nobody could be",
    arguments: [
      "", "[]", "{}", #"{"people": []}"#, #"{"people": [{"name": "Ada"}]}"#,
      #"{"people": [{"subject": "a", "role": "operator"}]}"#,
      #"{"people": [{"subject": "a", "roles": ["king"]}]}"#,
      #"{"people": [{"subject": "a"}, {"subject": "a"}]}"#, #"{"people": [{"subject": ""}]}"#,
      #"{"persons": [], "people": [{"subject": "a"}]}"#,
    ])
  func people(_ json: String) {
    #expect(throws: DevelopmentProviderError(.invalidPeople, "")) {
      try DevelopmentPerson.people(json: Data(json.utf8))
    }
  }

  @Test("takes other people from a file, and refuses those of a tenant that is not served")
  func otherPeople() async throws {
    let people = try DevelopmentPerson.people(
      json: Data(
        #"{"people": [{"subject": "eve", "roles": ["auditor"], "groups": ["g"], "tenant": "x"}]}"#
          .utf8))
    #expect(
      people == [
        DevelopmentPerson(
          subject: "eve", name: "eve", roles: [.auditor], groups: ["g"], tenant: "x")
      ])
    await #expect(throws: DevelopmentProviderError(.unknownTenant, "")) {
      try await DevelopmentProvider(
        origin: "http://localhost", tenants: ["contoso"],
        consoleRedirect: ProviderStage.redirectAddress, people: people)
    }
  }
}
