import Foundation
import Hummingbird
import Testing

@testable import Console

@Suite("Signing in to the console")
struct ConsoleSignInTests {
  private static let session = "__Host-valise-session"

  private func withConsole(
    at address: String = "https://valise.example.org",
    _ test: @escaping @Sendable (ConsoleService, ConsoleProvider, Browser) async throws -> Void
  ) async throws {
    let service = try ConsoleService()
    let provider = ConsoleProvider()
    try await service.withPages(provider: provider, at: address) { browser in
      try await browser.backUp("alice")
      try await test(service, provider, browser)
    }
  }

  /// The way to the provider and back.
  ///
  /// - Returns: the session's cookie.
  private func signIn(
    _ browser: Browser, _ provider: ConsoleProvider, roles: String = "desk"
  ) async throws -> String {
    let away = try await browser.open("/console", password: nil)
    let back = try provider.visit(try #require(away.headers[.location]), roles: roles)
    let page = try await browser.open(back, password: nil, cookies: away.cookies)
    try #require(page.status == 303, "\(page.text)")
    return try #require(page.cookies[Self.session])
  }

  @Test("a visitor is sent to the provider, comes back, and sees the page that was asked for")
  func wholeWay() async throws {
    try await withConsole { _, provider, browser in
      let away = try await browser.open("/console/person?user=alice", password: nil)
      #expect(away.status == 303)
      #expect(!away.text.contains("alice"))
      let place = try #require(away.headers[.location])
      #expect(place.hasPrefix("https://login.example.org/authorize?response_type=code"))
      #expect(place.contains("code_challenge_method=S256"))

      let back = try await browser.open(
        try provider.visit(place), password: nil, cookies: away.cookies)
      #expect(back.headers[.location] == "/console/person?user=alice")
      let page = try await browser.open(
        "/console/person?user=alice", password: nil, cookies: back.cookies)
      #expect(page.status == 200)
      #expect(page.text.contains("helen"))
      #expect(page.text.contains("DESKTOP-4F2"))
      // The help desk may not read the audit log.
      #expect(page.text.contains(">People</a>") && !page.text.contains("/console/audit"))
      // Under no-referrer a browser would not say where the form of the sign-out was sent from.
      #expect(page.text.contains(#"<meta name="referrer" content="same-origin">"#))
    }
  }

  @Test("the cookies are this host's alone, out of reach of scripts, and never sent without TLS")
  func cookies() async throws {
    try await withConsole { _, provider, browser in
      let away = try await browser.open("/console", password: nil)
      let back = try await browser.open(
        try provider.visit(try #require(away.headers[.location])), password: nil,
        cookies: away.cookies)
      for cookie in away.headers[values: .setCookie] + back.headers[values: .setCookie] {
        #expect(cookie.hasPrefix("__Host-valise-"))
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
          #expect(cookie.contains(part), "\(cookie)")
        }
        #expect(!cookie.contains("Domain"))
      }
    }
  }

  @Test("on this machine without TLS the cookie's name says so")
  func withoutTLS() async throws {
    try await withConsole(at: "http://127.0.0.1:8780") { _, _, browser in
      let away = try await browser.open("/console", password: nil)
      let cookie = try #require(away.headers[.setCookie])
      #expect(cookie.contains(#/^valise-sign-in-[\w-]{8}-without-tls=/#))
      #expect(!cookie.contains("Secure"))
    }
  }

  @Test(
    "an address that browsers would reach without TLS is refused",
    arguments: [
      "http://valise.example.org", "https://valise.example.org/x", "https://valise.example.org?x",
      "valise.example.org", "",
    ])
  func address(text: String) {
    #expect(throws: (any Error).self) { try ConsoleAddress(text) }
  }

  @Test("the way back is open once, to the browser that was sent, and for ten minutes")
  func back() async throws {
    try await withConsole { service, provider, browser in
      func away() async throws -> (back: String, cookies: [String: String]) {
        let page = try await browser.open("/console", password: nil)
        return (try provider.visit(try #require(page.headers[.location])), page.cookies)
      }
      func status(_ path: String, _ cookies: [String: String]) async throws -> Int {
        let page = try await browser.open(path, password: nil, cookies: cookies)
        #expect(page.cookies[Self.session] == nil || page.status == 303)
        return page.status
      }
      let mine = try await away()
      let other = try await away()
      #expect(try await status(mine.back, [:]) == 403)
      #expect(try await status(mine.back, other.cookies) == 403)
      #expect(try await status(mine.back + "x", mine.cookies) == 403)
      #expect(try await status(mine.back + "&state=other", mine.cookies) == 403)
      #expect(try await status(mine.back, mine.cookies) == 303)
      #expect(try await status(mine.back, mine.cookies) == 403)

      let late = try await away()
      service.moveClock(by: 600)
      #expect(try await status(late.back, late.cookies) == 403)
    }
  }

  @Test("a token of another sign-in, an answer of another provider, and a refusal sign nobody in")
  func foreign() async throws {
    try await withConsole { _, provider, browser in
      for change in ["nonce", "iss", "error"] {
        let away = try await browser.open("/console", password: nil)
        let place = try #require(away.headers[.location])
        var back = try provider.visit(place, nonce: change == "nonce" ? "other" : nil)
        if change == "iss" { back += "&iss=https%3A%2F%2Fevil.example" }
        if change == "error" {
          back = back.replacing(#/code=[^&]*/#, with: "error=access_denied")
        }
        let page = try await browser.open(back, password: nil, cookies: away.cookies)
        #expect([401, 403].contains(page.status), "\(change)")
        #expect(page.cookies[Self.session] == nil)
      }
    }
  }

  @Test(
    "after the sign-in nobody is led off the console, and no long page is kept",
    arguments: [
      "//console/people", "/console/person?user=" + String(repeating: "a", count: 2048),
    ])
  func pageAfterwards(page: String) async throws {
    try await withConsole { _, provider, browser in
      let away = try await browser.open(page, password: nil)
      let back = try await browser.open(
        try provider.visit(try #require(away.headers[.location])), password: nil,
        cookies: away.cookies)
      #expect(back.headers[.location] == "/console")
    }
  }

  @Test("two tabs of a browser sign in at once")
  func twoTabs() async throws {
    try await withConsole { _, provider, browser in
      let one = try await browser.open("/console", password: nil)
      let two = try await browser.open("/console/people", password: nil)
      let cookies = one.cookies.merging(two.cookies) { _, new in new }
      for tab in [one, two] {
        let back = try provider.visit(try #require(tab.headers[.location]))
        let page = try await browser.open(back, password: nil, cookies: cookies)
        #expect(page.cookies[Self.session] != nil)
      }
    }
  }

  @Test("an address in capitals, with the port that https has anyway, is what browsers make of it")
  func capitals() async throws {
    try await withConsole(at: "HTTPS://Valise.Example.org:443/") { _, provider, browser in
      let cookies = [Self.session: try await signIn(browser, provider)]
      let out = try await browser.press(
        "/console/sign-out", origin: "https://valise.example.org", cookies: cookies)
      #expect(out.headers[.location] == "/console/signed-out")
    }
    #expect(try ConsoleAddress("http://LOCALHOST:80").origin == "http://localhost")
    #expect(try ConsoleAddress("http://[::1]:8080").origin == "http://[::1]:8080")
    #expect(try ConsoleAddress("http://[::1]:8080").isThisMachine)
    #expect(try !ConsoleAddress("https://127.0.0.1.example.org").isThisMachine)
  }

  @Test("a page whose session has ended links to the provider, where no form may lead")
  func endedSession() async throws {
    try await withConsole { _, provider, browser in
      let page = try await browser.open(
        "/console/person?user=alice", password: nil,
        referer: "https://valise.example.org/console")
      #expect(page.status == 200)
      let link = try #require(page.text.firstMatch(of: #/href="(https:[^"]*)"/#)?.1)
      let place = String(link).replacing("&amp;", with: "&")
      let back = try await browser.open(
        try provider.visit(place), password: nil, cookies: page.cookies)
      #expect(back.headers[.location] == "/console/person?user=alice")
      let other = try await browser.open(
        "/console", password: nil, referer: "https://valise.example.org.evil.example/")
      #expect(other.status == 303)
    }
  }

  @Test("the log has the reason for which a sign-in was refused, and the page has not")
  func refusalInLog() async throws {
    let service = try ConsoleService()
    let provider = ConsoleProvider()
    let log = RecordingLog()
    try await service.withPages(log: log, provider: provider) { browser in
      func refused(nonce: String? = nil, code: String? = nil) async throws -> Browser.Page {
        let away = try await browser.open("/console", password: nil)
        var back = try provider.visit(try #require(away.headers[.location]), nonce: nonce)
        if let code { back = back.replacing(#/code=[^&]*/#, with: "code=" + code) }
        return try await browser.open(back, password: nil, cookies: away.cookies)
      }
      let wrong = try await refused(nonce: "other")
      #expect(wrong.status == 401)
      #expect(wrong.text.contains("answer could not be accepted"))
      #expect(!wrong.text.contains("nonce"))
      _ = try await refused(code: "other")
    }
    let refusals = log.entries.filter { $0.message == "a sign-in to the console was refused" }
    #expect(refusals.count == 2)
    #expect(refusals.first?.metadata["check"] == "nonce")
    #expect(refusals.last?.metadata["problem"]?.hasPrefix("provider.") == true)
    #expect(refusals.last?.metadata["words"]?.isEmpty == false)
  }

  @Test("a session ends with the sign-out, and what the browser kept opens nothing")
  func signOut() async throws {
    try await withConsole { _, provider, browser in
      let cookies = [Self.session: try await signIn(browser, provider)]
      #expect(try await browser.open("/console", password: nil, cookies: cookies).status == 200)
      let out = try await browser.press(
        "/console/sign-out", origin: "https://valise.example.org", cookies: cookies)
      #expect(out.headers[.location] == "/console/signed-out")
      #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
      #expect(try await browser.open("/console", password: nil, cookies: cookies).status == 303)
      let farewell = try await browser.open("/console/signed-out", password: nil)
      #expect(farewell.text.contains("Signed out"))
    }
  }

  @Test(
    "a form that was sent from elsewhere does nothing",
    arguments: [nil, "https://evil.example", "null", "http://valise.example.org"])
  func forgedForm(origin: String?) async throws {
    try await withConsole { _, provider, browser in
      let cookies = [Self.session: try await signIn(browser, provider)]
      let page = try await browser.press("/console/sign-out", origin: origin, cookies: cookies)
      #expect(page.status == 403)
      #expect(try await browser.open("/console", password: nil, cookies: cookies).status == 200)
    }
  }

  @Test("a session ends after half an hour without use, and after eight hours whatever happens")
  func ends() async throws {
    try await withConsole { service, provider, browser in
      let idle = [Self.session: try await signIn(browser, provider)]
      service.moveClock(by: 1800)
      #expect(try await browser.open("/console", password: nil, cookies: idle).status == 303)

      let busy = [Self.session: try await signIn(browser, provider)]
      for _ in 0..<16 {
        #expect(try await browser.open("/console", password: nil, cookies: busy).status == 200)
        service.moveClock(by: 1799)
      }
      service.moveClock(by: 16)
      #expect(try await browser.open("/console", password: nil, cookies: busy).status == 303)
    }
  }

  @Test("what one process began, another one ends: the way back, the session, and its end")
  func severalProcesses() async throws {
    let service = try ConsoleService()
    let provider = ConsoleProvider()
    try await service.withPages(provider: provider) { one in
      try await service.withPages(provider: provider) { other in
        let away = try await one.open("/console", password: nil)
        let back = try provider.visit(try #require(away.headers[.location]))
        let page = try await other.open(back, password: nil, cookies: away.cookies)
        let cookies = [Self.session: try #require(page.cookies[Self.session])]
        #expect(try await one.open(back, password: nil, cookies: away.cookies).status == 403)
        #expect(try await one.open("/console", password: nil, cookies: cookies).status == 200)
        _ = try await other.press(
          "/console/sign-out", origin: "https://valise.example.org", cookies: cookies)
        #expect(try await one.open("/console", password: nil, cookies: cookies).status == 303)
      }
    }
  }

  @Test("an administrator ends somebody's sessions on every browser, and nobody else's")
  func endedByAdministrator() async throws {
    try await withConsole { service, provider, browser in
      let first = [Self.session: try await signIn(browser, provider)]
      let second = [Self.session: try await signIn(browser, provider)]
      let strangers = try await service.endSessions(of: "helen", tenant: "other")
      #expect(strangers == 0)
      #expect(try await browser.open("/console", password: nil, cookies: first).status == 200)
      #expect(try await service.endSessions(of: "helen", tenant: "first") == 2)
      for cookies in [first, second] {
        #expect(try await browser.open("/console", password: nil, cookies: cookies).status == 303)
      }
    }
  }

  @Test("a browser that shows what another installation sealed is not let in")
  func foreignSeal() async throws {
    let provider = ConsoleProvider()
    let other = try ConsoleService()
    try await withConsole { _, _, browser in
      try await other.withPages(provider: provider) { elsewhere in
        let away = try await elsewhere.open("/console", password: nil)
        let back = try provider.visit(try #require(away.headers[.location]))
        let page = try await browser.open(back, password: nil, cookies: away.cookies)
        #expect(page.status == 403)
      }
    }
  }

  @Test("who has no role in IT sees no page, and can sign out")
  func person() async throws {
    try await withConsole { _, provider, browser in
      let cookies = [Self.session: try await signIn(browser, provider, roles: "none")]
      for path in ["/console", "/console/person?user=alice"] {
        let page = try await browser.open(path, password: nil, cookies: cookies)
        #expect(page.status == 403)
        #expect(page.text.contains("Sign out"))
        #expect(!page.text.contains("DESKTOP-4F2"))
      }
    }
  }

  @Test("while the provider is down, sessions go on, and a sign-in is told to wait")
  func down() async throws {
    try await withConsole { service, provider, browser in
      provider.setDown(true)
      #expect(try await browser.open("/console", password: nil).status == 503)
      provider.setDown(false)
      service.moveClock(by: 30)
      let cookies = [Self.session: try await signIn(browser, provider)]
      provider.setDown(true)
      #expect(try await browser.open("/console", password: nil, cookies: cookies).status == 200)
    }
  }
}
