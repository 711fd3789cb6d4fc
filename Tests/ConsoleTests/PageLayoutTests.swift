import Foundation
import Testing

@testable import Console

@Suite("What pages of the console look like")
struct PageLayoutTests {
  @Test("The header leads to the people and to the audit log, and marks the page that is open")
  func links() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      let people = try await browser.open("/console").text
      #expect(people.contains("<a href=\"/console\" aria-current=\"page\">People</a>"))
      #expect(people.contains("<a href=\"/console/audit\">Audit log</a>"))
      let audit = try await browser.open("/console/audit").text
      #expect(audit.contains("<a href=\"/console\">People</a>"))
      #expect(audit.contains("<a href=\"/console/audit\" aria-current=\"page\">Audit log</a>"))
      let person = try await browser.open("/console/person?user=alice").text
      #expect(person.contains("<nav") && !person.contains("aria-current"))
      let stranger = try await browser.open("/console", password: nil).text
      #expect(!stranger.contains("<nav"))
    }
  }

  @Test("Every cell says which column it is of, for screens on which rows are stacked")
  func labels() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.backUp("alice")
      try await browser.signIn("alice")
      _ = try await browser.fill(
        "/console/backup-request", ["user": "alice", "device": "d-1", "reason": "x"])
      for path in ["/console", "/console/person?user=alice", "/console/audit"] {
        let text = try await browser.open(path).text
        // A check is its name, its answer, and the reason below.
        let tables = text.matches(of: #/<table(?: class="(\w+)")?>([\s\S]*?)<\/table>/#)
          .filter { $0.output.1 != "checks" }.map(\.output.2)
        #expect(!tables.isEmpty)
        for table in tables {
          let heads = table.matches(of: #/<th [^>]*>([^<]*)</#).map { String($0.output.1) }
          let cells = table.matches(of: #/<td data-label="([^"]*)"/#).map { String($0.output.1) }
          #expect(Array(cells.prefix(heads.count)) == heads)
          #expect(cells.count == table.components(separatedBy: "<td").count - 1)
        }
      }
    }
  }

  @Test(
    "A long name is shortened in the list, where it is whole for who points at it, and on the page")
  func longName() async throws {
    try await ConsoleService().withPages { browser in
      let name = String(repeating: "n", count: 900)
      try await browser.push("alice", named: name)
      let list = try await browser.open("/console").text
      let short = name.prefix(79) + "…"
      #expect(list.contains(">\(short) <small>alice@example.com</small></td>"))
      #expect(list.contains("title=\"\(name), alice@example.com\""))
      let page = try await browser.open("/console/person?user=alice").text
      #expect(page.contains("<p class=\"called\">\(name)</p>"))
    }
  }

  @Test("Two people of one name are told apart by their user names")
  func sameName() async throws {
    try await ConsoleService().withPages { browser in
      try await browser.push("p-1", named: "John Smith")
      try await browser.push("p-2", named: "John Smith")
      let list = try await browser.open("/console/people?query=john").text
      #expect(list.contains("John Smith <small>p-1@example.com</small>"))
      #expect(list.contains("John Smith <small>p-2@example.com</small>"))
    }
  }

  @Test("What is said already is not said again as an account")
  func account() {
    #expect(Words.account(userName: "Ada", email: "ada@x", besides: ["ada"]) == "ada@x")
    #expect(Words.account(userName: "a@x", email: "A@X", besides: ["u-1", nil]) == "a@x")
    #expect(Words.account(userName: "a", email: "b", besides: []) == "a, b")
    #expect(Words.account(userName: "a", email: "", besides: ["A"]) == nil)
  }
}
