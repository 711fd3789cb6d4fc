import Foundation
import HTTPTypes
import Testing

@testable import Console

@Suite("The console")
struct ConsoleTests {
  @Test("People are listed with the age of their freshest backup, and the last offer")
  func people() async throws {
    let service = try ConsoleService()
    try await service.withPages { browser in
      try await browser.backUp("alice")
      try await browser.backUp("alice", source: "LAPTOP", device: "d-2")
      try await browser.signIn("alice")
      service.moveClock(by: 3 * 86_400)
      try await browser.backUp("bob")
      let page = try await browser.open("/console")
      #expect(page.status == 200)
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      let rows = page.bare.split(separator: "\n").filter { $0.hasPrefix("<tr><td>") }
      #expect(rows.count == 2)
      #expect(
        rows[0].contains(
          ">alice</a></td><td></td><td>3 days ago</td><td class=\"number\">2</td>"))
      #expect(rows[0].contains("<td>sign-in, 3 days ago</td><td>waiting for an answer</td>"))
      #expect(rows[1].contains(">bob</a></td><td></td><td>just now</td>"))
      #expect(rows[1].contains("<td>none</td><td></td>"))
    }
  }

  @Test("Whom the directory names is listed by name, without a backup and with one")
  func named() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.push("alice", named: "Alice & Co")
      try await browser.push("bob", named: "Bob Builder")
      try await browser.push("gone", named: "Gone Girl", isActive: false)
      let all = try await browser.open("/console").bare
      #expect(
        all.contains(
          ">alice</a></td><td>Alice &amp; Co <small>alice@example.com</small></td><td>just now</td>"
        ))
      #expect(
        all.contains(
          ">bob</a></td><td>Bob Builder <small>bob@example.com</small></td><td class=\"old\">none</td>"
        ))
      #expect(
        all.contains(">gone</a></td><td>Gone Girl (inactive) <small>gone@example.com</small></td>"))
      let missing = try await browser.open("/console/people?backup=none").text
      #expect(missing.contains("Bob Builder"))
      #expect(!missing.contains("Alice") && !missing.contains("Gone"))
      #expect(try await browser.open("/console/people?query=BUILD").text.contains("Nobody fits."))
      #expect(try await browser.open("/console/people?query=BOB").text.contains("Bob Builder"))
      let page = try await browser.open("/console/person?user=gone").text
      #expect(
        page.contains(
          "<p class=\"called\">Gone Girl (inactive)</p>\n<p class=\"called\">gone@example.com</p>"))
    }
  }

  @Test("A backup that is old is marked")
  func old() async throws {
    let service = try ConsoleService()
    try await service.withPages { browser in
      try await browser.backUp("alice")
      service.moveClock(by: 17 * 86_400)
      #expect(
        try await browser.open("/console").bare.contains("<td class=\"old\">17 days ago</td>"))
    }
  }

  @Test("Why a person was not asked is on their page, with every check")
  func notAsked() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.signIn("carol")
      let page = try await browser.open("/console/person?user=carol")
      #expect(page.text.contains("Decided now, this person <b>is not asked</b>"))
      #expect(page.text.contains("On <b>NEW-PC</b>, sign-in, just now (2026-11-22 08:00 UTC)"))
      #expect(page.bare.contains("<tr class=\"failed\"><td>backup</td><td>no</td>"))
      #expect(page.bare.contains("<tr><td>policy</td><td>yes</td>"))
      #expect(page.bare.components(separatedBy: "<tr").count == 16)
      #expect(page.text.contains("This person has no backup."))
      #expect(page.text.contains("This person was never offered a restore."))
    }
  }

  @Test("A person's page shows their devices and offers")
  func person() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice")
      let page = try await browser.open("/console/person?user=alice")
      #expect(page.bare.contains("<td>DESKTOP-4F2</td><td>Windows 10 Enterprise, 19045.6456</td>"))
      #expect(page.bare.contains("<td>2026-11-22 08:00 UTC</td><td>sign-in</td><td>NEW-PC</td>"))
      #expect(page.text.contains("this person <b>would be asked</b>"))
    }
  }

  @Test("Every table scrolls within itself, so that no page is wider than the screen")
  func narrow() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice")
      for page in ["", "/person?user=alice", "/audit"] {
        let text = try await browser.open("/console" + page).text
        let regions = text.components(separatedBy: "<div class=\"wide\" role=\"region\"")
          .dropFirst()
        #expect(!regions.isEmpty)
        #expect(regions.count == text.components(separatedBy: "<table").count - 1, "\(page)")
        #expect(regions.allSatisfy { $0.contains("tabindex=\"0\">\n<table") }, "\(page)")
      }
      let style = try await browser.open("/console/style.css").text
      #expect(style.contains(".wide { overflow-x: auto; }"))
    }
  }

  @Test("Nobody backed up yet: the page says so")
  func empty() async throws {
    try await ConsoleService().withPages { browser in
      #expect(try await browser.open("/console").text.contains("Nobody has backed up yet."))
      let page = try await browser.open("/console/person?user=nobody")
      #expect(page.text.contains("No device has told of a sign-in of this person."))
    }
  }

  @Test("Names are shown as text, never as markup, and lead to their own page")
  func escaped() async throws {
    try await ConsoleService().withPages { browser in
      let user = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%26..%2F"
      try await browser.backUp(user, source: "<b>PC</b>")
      try await browser.signIn(user, device: "<i>x</i>")
      let list = try await browser.open("/console")
      #expect(!list.text.contains("<script"))
      #expect(list.text.contains("First &amp; Sons &lt;Ltd&gt;"))
      let link = "/console/person?user=%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%26..%2F"
      #expect(list.text.contains("href=\"\(link)\""))
      let page = try await browser.open(link)
      #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;../</h1>"))
      for markup in ["<script", "<b>PC", "<i>x"] { #expect(!page.text.contains(markup)) }
    }
  }

  @Test("Pages forbid scripts, frames and foreign content, and are kept nowhere")
  func headers() async throws {
    try await ConsoleService().withPages { browser in
      for path in ["/console", "/console/person?user=alice", "/console/person?user=%00"] {
        let page = try await browser.open(path)
        let policy = page.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self';"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.xContentTypeOptions] == "nosniff")
        #expect(!page.text.contains("<script") && !page.text.contains("style=\""))
      }
    }
  }

  @Test("The style sheet is served")
  func styleSheet() async throws {
    try await ConsoleService().withPages { browser in
      let page = try await browser.open("/console/style.css")
      #expect(page.headers[.contentType] == "text/css; charset=utf-8")
      #expect(page.text.contains("body {"))
    }
  }

  @Test(
    "Without the tenant's token there is no page, but a question for it",
    arguments: [nil, "", "wrong-token-of-some-length"])
  func access(password: String?) async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      for path in [
        "/console", "/console/people", "/console/person?user=alice",
      ] {
        let page = try await browser.open(path, password: password)
        #expect(page.status == 401)
        #expect(page.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=") == true)
        #expect(!page.text.contains("alice"))
      }
    }
  }

  @Test("A tenant sees its own people only")
  func border() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice")
      let list = try await browser.open("/console", password: ConsoleService.otherToken)
      #expect(list.text.contains("Nobody has backed up yet."))
      let foreign = try await browser.open(
        "/console/person?user=alice", password: ConsoleService.otherToken)
      let stranger = try await browser.open(
        "/console/person?user=nobody", password: ConsoleService.otherToken)
      #expect(foreign.text.replacing("alice", with: "nobody") == stranger.text)
    }
  }

  @Test("A name that nobody can have is refused on a page, with the reason")
  func invalidName() async throws {
    try await ConsoleService().withPages { browser in
      let page = try await browser.open("/console/person?user=")
      #expect(page.status == 400)
      #expect(page.text.contains("<h1>Invalid parameter</h1>"))
      #expect(page.text.contains("request.invalidParameter"))
    }
  }

  @Test("A failure is logged with its cause's words, and the page names the request's id")
  func failure() async throws {
    let service = try ConsoleService()
    let log = RecordingLog()
    try await service.withPages(log: log) { browser in
      try service.closeStore()
      let page = try await browser.open("/console")
      #expect(page.status == 503)
      let name = try #require(HTTPField.Name("X-Request-ID"))
      let id = try #require(page.headers[name])
      #expect(page.text.contains("audit.unavailable, request \(id)"))
      let entry = try #require(log.entries.first { $0.message == "a page failed" })
      #expect(entry.metadata["problem"] == "audit.unavailable")
      #expect(entry.metadata["cause"] == "store.unavailable")
      let words = try #require(entry.metadata["words"])
      #expect(!words.isEmpty && !page.text.contains(words))
    }
  }

  @Test("More people than fit on a page are on the next")
  func paging() async throws {
    try await ConsoleService().withPages { browser in
      for number in 0...Console.pageSize {
        try await browser.backUp("user-\(1000 + number)")
      }
      let first = try await browser.open("/console")
      #expect(first.bare.components(separatedBy: "<tr><td>").count == Console.pageSize + 1)
      let last = "user-\(1000 + Console.pageSize - 1)"
      #expect(first.text.contains("href=\"/console/people?after=\(last)\""))
      let second = try await browser.open("/console/people?after=\(last)")
      #expect(second.text.contains(">user-\(1000 + Console.pageSize)</a>"))
      #expect(second.bare.components(separatedBy: "<tr><td>").count == 2)
      #expect(!second.text.contains("Next page"))
    }
  }
}

@Suite("Ages in words")
struct AgeTests {
  @Test(
    "An age is told by the largest unit that fits",
    arguments: [
      (0, "just now"), (59, "just now"), (60, "1 minute ago"), (3599, "59 minutes ago"),
      (3600, "1 hour ago"), (169_200, "47 hours ago"), (172_800, "2 days ago"),
      (5_097_600, "59 days ago"), (5_184_000, "2 months ago"),
      (62_985_600, "24 months ago"), (63_072_000, "2 years ago"), (-5, "just now"),
    ] as [(Int, String)])
  func ages(seconds: Int, words: String) {
    let now = Date(timeIntervalSince1970: 1_795_334_400)
    #expect(Age.inWords(from: now - TimeInterval(seconds), to: now) == words)
  }
}
