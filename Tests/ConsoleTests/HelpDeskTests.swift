import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import ServiceAPI
import Store
import Testing

@testable import BackupService
@testable import Console

@Suite("The help desk at the console")
struct HelpDeskTests {
  private func skip(_ browser: Browser, _ user: String) async throws {
    let page = try await browser.client.executeRequest(
      uri: "/v1/users/\(user)/offers", method: .get,
      headers: [.authorization: "Bearer " + ConsoleService.token], body: nil)
    let text = String(buffer: page.body)
    let match = try #require(text.firstMatch(of: /"id":"(o-[0-9a-f]+)"/))
    _ = try await browser.client.executeRequest(
      uri: "/v1/users/\(user)/offers/\(match.output.1)/outcome", method: .post,
      headers: [
        .authorization: "Bearer " + ConsoleService.token, .contentType: "application/json",
      ], body: .init(string: #"{"outcome": "skipped"}"#))
  }

  @Test("Who said no is asked again by a form on their page, and the history says why")
  func rearm() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice")
      try await skip(browser, "alice")
      let before = try await browser.open("/console/person?user=alice")
      #expect(before.text.contains("this person <b>is not asked</b>"))
      let done = try await browser.fill(
        "/console/rearm",
        ["user": "alice", "device": "NEW-PC", "reason": "Ticket <4711> & more"])
      #expect(done.status == 303)
      #expect(done.headers[.location] == "/console/person?user=alice&done=rearm")
      let after = try await browser.open("/console/person?user=alice&done=rearm")
      #expect(after.text.contains("this person <b>would be asked</b>"))
      #expect(after.text.contains("role=\"status\">The person is asked again"))
      #expect(after.bare.contains("<td>Ticket &lt;4711&gt; &amp; more</td>"))
      #expect(after.bare.contains("<td>re-armed</td>"))
      #expect(after.bare.contains("<td>waiting for an answer → skipped</td><td>the person</td>"))
    }
  }

  @Test("A PC is asked for a backup by a form, and the order is on the page")
  func backup() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      let page = try await browser.open("/console/person?user=alice")
      #expect(page.text.contains("<option value=\"d-1\">DESKTOP-4F2 (d-1)</option>"))
      let done = try await browser.fill(
        "/console/backup-request", ["user": "alice", "device": "d-1", "reason": "New PC"])
      #expect(done.headers[.location] == "/console/person?user=alice&done=requestBackup")
      let after = try await browser.open("/console/person?user=alice&done=requestBackup")
      #expect(after.text.contains("role=\"status\">The PC is asked for a backup"))
      #expect(after.bare.contains("<td>New PC</td><td>waits for the PC</td>"))
    }
  }

  @Test("A PC is called by its name wherever it is known: as it enrolled, else as it backed up")
  func deviceNames() async throws {
    let service = try ConsoleService()
    try await service.withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice", device: "d-1")
      try await browser.signIn("alice", device: "d-2")
      try await browser.signIn("alice", device: "d-3")
      try await service.enroll("d-2", named: "LAPTOP-<2>")
      let page = try await browser.open("/console/person?user=alice")
      let count = { (text: String) in page.bare.components(separatedBy: text).count - 1 }
      // Its sign-in, offer, and step of the offer.
      #expect(count("<td>DESKTOP-4F2 (d-1)</td>") == 3)
      #expect(count("<td>LAPTOP-&lt;2&gt; (d-2)</td>") == 3)
      #expect(count("<td>d-3</td>") == 3)
      #expect(page.text.contains("On <b>d-3</b>"))
    }
  }

  @Test("A PC that was taken out of service is marked, and is not asked for a backup")
  func revokedDevice() async throws {
    let service = try ConsoleService()
    try await service.withPages { browser in
      try await browser.backUp("alice", device: "d-1")
      try await browser.backUp("alice", source: "OTHER", device: "d-2")
      try await service.enroll("d-1", named: "LOST")
      try await service.revoke("d-1")
      let some = try await browser.open("/console/person?user=alice").text
      #expect(
        some.components(separatedBy: "<option value=\"d-1\">LOST (d-1) (revoked)<").count == 2)
      #expect(some.components(separatedBy: "<option value=\"d-1\"").count == 2)
      #expect(some.components(separatedBy: "<option value=\"d-2\">OTHER (d-2)<").count == 3)
      try await service.enroll("d-2", named: "OTHER")
      try await service.revoke("d-2")
      let none = try await browser.open("/console/person?user=alice").text
      #expect(!none.contains("action=\"/console/backup-request\""))
      #expect(none.contains("action=\"/console/rearm\""))
    }
  }

  @Test(
    "A link that says something was done is not believed", arguments: ["rearm", "requestBackup"])
  func untrueNotice(done: String) async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      for user in ["nobody", "alice"] {
        let page = try await browser.open("/console/person?user=\(user)&done=\(done)")
        #expect(page.status == 200 && !page.text.contains("class=\"notice\""))
      }
    }
  }

  @Test(
    "A form from elsewhere does nothing, though the browser sends the password with it",
    arguments: ["https://evil.example", "http://localhost.evil.example", "null", nil])
  func foreignForm(origin: String?) async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      for path in ["/console/rearm", "/console/backup-request"] {
        let page = try await browser.fill(
          path, ["user": "alice", "device": "d-1", "reason": "x"], origin: origin)
        #expect(page.status == 403)
      }
      let after = try await browser.open("/console/person?user=alice")
      #expect(!after.text.contains("Backups asked for"))
    }
  }

  @Test("What is missing or not known is said, and nothing is done")
  func refused() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      let stranger = try await browser.fill(
        "/console/rearm", ["user": "nobody", "device": "", "reason": "x"])
      #expect(stranger.status == 404 && stranger.text.contains("offer.nothingToRearm"))
      let silent = try await browser.fill(
        "/console/rearm", ["user": "alice", "device": "", "reason": ""])
      #expect(silent.status == 400)
      let half = try await browser.fill("/console/rearm", ["user": "alice"])
      #expect(half.status == 400 && half.text.contains("The form is not whole."))
      let foreign = try await browser.fill(
        "/console/backup-request", ["user": "alice", "device": "d-1", "reason": "x"],
        password: ConsoleService.otherToken)
      #expect(foreign.status == 404)
    }
  }

  @Test("A past sign-in has a page of its own, that says why")
  func decision() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.signIn("carol")
      let person = try await browser.open("/console/person?user=carol")
      let link = try #require(
        person.text.firstMatch(of: /href="(\/console\/decision[^"]+)"/)?.output.1
      ).replacing("&amp;", with: "&")
      let page = try await browser.open(String(link))
      #expect(page.status == 200)
      #expect(page.text.contains("This person <b>was not asked</b>."))
      #expect(page.bare.contains("<tr class=\"failed\"><td>backup</td><td>no</td>"))
      #expect(page.text.contains("Today's rules say the same"))
      let foreign = try await browser.open(
        String(link), password: ConsoleService.otherToken)
      #expect(foreign.status == 404)
    }
  }

  @Test("People are found, those without a fresh backup are listed, and pages keep the search")
  func search() async throws {
    let service = try ConsoleService()
    try await service.withPages { browser in
      for number in 0...Console.pageSize { try await browser.backUp("user-\(1000 + number)") }
      try await browser.backUp("ada", source: "USER-PC")
      try await browser.signIn("bob")
      let found = try await browser.open("/console/people?query=user-")
      #expect(found.text.contains(">ada</a>") && !found.text.contains(">bob</a>"))
      #expect(found.text.contains("value=\"user-\""))
      let last = "user-\(1000 + Console.pageSize - 2)"
      #expect(found.text.contains("href=\"/console/people?query=user-&amp;after=\(last)\""))
      let none = try await browser.open("/console/people?backup=none")
      #expect(none.text.contains(">bob</a>") && !none.text.contains(">ada</a>"))
      #expect(none.text.contains("<option value=\"none\" selected>"))
      service.moveClock(by: 31 * 86_400)
      try await browser.backUp("ada", source: "USER-PC")
      let stale = try await browser.open("/console/people?backup=30&query=")
      #expect(stale.text.contains(">bob</a>") && !stale.text.contains(">ada</a>"))
      #expect(stale.text.contains("backup=30&amp;after="))
      let nobody = try await browser.open("/console/people?query=x%3Cy")
      #expect(nobody.text.contains("Nobody fits."))
      #expect(nobody.text.contains("href=\"/console/person?user=x%3Cy\""))
      #expect(nobody.text.contains("the person x&lt;y</a>"))
    }
  }

  @Test("Every field of a form has a label, and every table a heading for each column")
  func accessible() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice")
      for path in ["/console", "/console/person?user=alice"] {
        let text = try await browser.open(path).text
        for match in text.matches(of: #/<(?:input|select) id="([^"]+)"/#) {
          #expect(text.contains("<label for=\"\(match.output.1)\">"), "\(match.output.1)")
        }
        #expect(!text.contains("<th>"))
        let fields = text.matches(of: #/<(?:input|select) /#).count
        let hidden = text.matches(of: #/<input type="hidden"/#).count
        #expect(text.matches(of: #/<label for=/#).count == fields - hidden)
      }
    }
  }
}

extension ConsoleService {
  fileprivate func enroll(_ device: String, named name: String) async throws {
    _ = try await services.devices.enroll(
      DeviceEnrollment(device: device, enrollment: "e-1", name: name), key: "key-of-" + device,
      by: Caller(tenant: "first", subject: .everybody, roles: []))
  }

  fileprivate func revoke(_ device: String) async throws {
    _ = try await services.devices.revoke(
      DeviceID(rawValue: device), of: TenantID(rawValue: "first"), reason: "Lost", by: .operator)
  }
}
