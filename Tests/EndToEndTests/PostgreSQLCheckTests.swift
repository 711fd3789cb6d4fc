import Foundation
import RealPostgreSQL
import Testing

@Suite(
  "valised check on PostgreSQL",
  .enabled(if: PostgreSQLServer.isInstalled, PostgreSQLServer.absence),
  .serialized)
struct PostgreSQLCheckTests {
  /// What `valised check --json` prints, as far as it is looked at.
  private struct Output: Decodable {
    struct Report: Decodable {
      struct Fault: Decodable {
        let code: String
        let person: String?
      }

      let people: Int
      let reindexed: Bool
      let faults: [Fault]
    }

    let sound: Bool
    let report: Report
  }

  /// A service over a PostgreSQL server, stopped after it took a backup of bob.
  private struct Installation {
    let server: PostgreSQLServer
    let stage: Stage

    func check(_ options: String...) throws -> (status: Int32, output: Output) {
      let configuration = stage.folder.appending(path: "service/valised.json").path
      let result = try Program.valised.run(
        ["check", "--config", configuration, "--json"] + options)
      return (result.status, try result.json(Output.self))
    }
  }

  private static func withInstallation(_ work: (Installation) async throws -> Void) async throws {
    let server = try await PostgreSQLServer()
    do {
      let stage = try Stage(settings: [
        "store": ["kind": "postgresql", "url": server.address]
      ])
      let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
      try #require(backup.status == 0, "\(backup.errors)")
      stage.stopService()
      try await work(Installation(server: server, stage: stage))
    } catch {
      try? await server.remove()
      throw error
    }
    try await server.remove()
  }

  @Test("ends with 1 over a damaged index, with 0 when --repair made it anew")
  func damagedIndex() async throws {
    try await Self.withInstallation { installation in
      let sound = try installation.check("--read-data")
      #expect(sound.status == 0)
      #expect(sound.output.sound)
      #expect(sound.output.report.people == 1)

      try await installation.server.damage("component_pkey") { bytes in
        bytes.replaceSubrange(8192..., with: Data(count: bytes.count - 8192))
      }
      let damaged = try installation.check()
      #expect(damaged.status == 1)
      #expect(damaged.output.report.faults.contains { $0.code == "database.damaged" })

      let repaired = try installation.check("--repair", "--read-data")
      #expect(repaired.status == 0)
      #expect(repaired.output.report.reindexed)
      #expect(repaired.output.report.faults.isEmpty)
      #expect(try installation.check("--read-data").status == 0)
    }
  }

  @Test("ends with 1 over a missing index, and --repair makes it")
  func missingIndex() async throws {
    try await Self.withInstallation { installation in
      try await installation.server.psql("DROP INDEX open_offer")
      #expect(try installation.check().status == 1)
      #expect(try installation.check("--repair").status == 0)
      #expect(try installation.check().status == 0)
    }
  }

  @Test("ends with 1 over a missing row and names the person; --repair cannot bring it back")
  func missingRow() async throws {
    try await Self.withInstallation { installation in
      try await installation.server.psql("DELETE FROM component WHERE kind = 'apps'")
      for check in [try installation.check(), try installation.check("--repair")] {
        #expect(check.status == 1)
        #expect(check.output.report.faults.map(\.code) == ["component.missing"])
        #expect(check.output.report.faults.allSatisfy { $0.person != nil })
      }
    }
  }

  @Test(
    "goes on past a table that cannot be read, and reports what else it found",
    arguments: ["profile", "record", "log_entry", "wrapped_key"])
  func damagedTable(table: String) async throws {
    try await Self.withInstallation { installation in
      // Something must be in each of them.
      try await installation.server.psql(
        """
        DROP INDEX open_offer; INSERT INTO record VALUES ('', '', 'k', 'i', 1, '[]', '{}', 0);
        INSERT INTO log_entry VALUES ('', 1, 0, '{}', '')
        """)
      try await installation.server.damage(table) { bytes in
        bytes.replaceSubrange(0..<24, with: Data(repeating: 0xEE, count: 24))
      }
      let check = try installation.check()
      #expect(check.status == 1)
      let codes = Set(check.output.report.faults.map(\.code))
      #expect(codes.contains("database.damaged"))
      let unreadable = [
        "profile": "tenant.unreadable", "record": "record.unreadable",
        "log_entry": "audit.unreadable", "wrapped_key": "tenant.unreadable",
      ]
      #expect(codes.contains(unreadable[table] ?? ""), "\(codes)")
    }
  }
}
