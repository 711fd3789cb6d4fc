import Foundation
import RealPostgreSQL
import Store
import Testing

@testable import PostgreSQLStore

@Suite(
  "The check of a PostgreSQL database",
  .enabled(if: PostgreSQLServer.isInstalled, PostgreSQLServer.absence), .serialized)
struct DamageTests {
  /// A database of its own with a person's profiles in it, and a store over it.
  private static func filled(_ server: PostgreSQLServer, amcheck: Bool) async throws
    -> PostgreSQLStore
  {
    if amcheck { try await server.psql("CREATE EXTENSION IF NOT EXISTS amcheck") }
    let store = try await PostgreSQLStore(address: server.address, connectionCount: 2)
    for number in 0..<40 {
      _ = try await store.commit(.sample(version: 1, profile: "p-\(number)"))
    }
    return store
  }

  /// Has an index miss what is inserted meanwhile, as one does that a broken disk has set back.
  private static func without(
    _ index: String, on server: PostgreSQLServer, _ work: () async throws -> Void
  ) async throws {
    func set(_ isReady: Bool) async throws {
      try await server.psql(
        "UPDATE pg_index SET indisready = \(isReady) WHERE indexrelid = '\(index)'::regclass")
    }
    try await set(false)
    try await work()
    try await set(true)
  }

  @Test("knows every index and reference that the migrations make, and how to make each")
  func parts() async throws {
    try await withPostgreSQL { server in
      let store = try await Self.filled(server, amcheck: false)
      let definitions = """
        SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace ORDER BY 1
        """
      let before = try await server.psql(definitions)
      let names = try await server.psql(
        """
        SELECT indexname FROM pg_indexes WHERE schemaname = 'public' UNION ALL
        SELECT conname FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace
        """)
      #expect(
        Set(names.split(separator: "\n").map(String.init)) == Set(Schema.parts.map(\.name)))

      for part in Schema.parts.reversed() {
        let constraint = "ALTER TABLE \(part.table) DROP CONSTRAINT \(part.name)"
        try await server.psql(
          part.statement.contains("CONSTRAINT") ? constraint : "DROP INDEX \(part.name)")
      }
      let damaged = try await store.checkDatabase(reindex: false)
      #expect(damaged.faults.count == Schema.parts.count, "\(damaged.faults)")
      #expect(try await store.checkDatabase(reindex: true).faults == [])
      #expect(try await server.psql(definitions) == before)
    }
  }

  @Test("finds an index without some of the rows, and makes it anew", arguments: [false, true])
  func missingEntries(amcheck: Bool) async throws {
    try await withPostgreSQL { server in
      let store = try await Self.filled(server, amcheck: amcheck)
      let sound = try await store.checkDatabase(reindex: false)
      #expect(sound.faults == [])
      #expect((sound.unchecked == nil) == amcheck)
      // Each of them could be walked.
      #expect(sound.unchecked?.contains("the index ") != true)
      try await Self.without("sign_in_pkey", on: server) {
        try await server.psql(
          "INSERT INTO sign_in VALUES ('tenant', 'ada', 'd-1', '{}', 0), ('tenant', 'ada', 'd-2', '{}', 0)"
        )
      }
      let damaged = try await store.checkDatabase(reindex: false)
      #expect(damaged.faults.count == 1, "\(damaged.faults)")
      #expect(damaged.faults.first?.contains("sign_in") == true, "\(damaged.faults)")
      #expect(try await store.checkDatabase(reindex: true).faults == [])
      #expect(try await store.checkDatabase(reindex: false).faults == [])
    }
  }

  /// What can become of an index's file. Its first page says where the tree begins; the rest are the
  /// tree's.
  enum FileDamage: String, CaseIterable, CustomTestStringConvertible {
    case removed, zeroedTree, changedKeys

    var testDescription: String { rawValue }

    func make(in bytes: inout Data) {
      switch self {
      case .removed: bytes = Data()
      case .zeroedTree:
        bytes.replaceSubrange(8192..., with: Data(count: bytes.count - 8192))
      case .changedKeys:
        // The profiles' names, p-0 to p-39.
        for place in 8192..<bytes.count - 1
        where bytes[place] == UInt8(ascii: "p") && bytes[place + 1] == UInt8(ascii: "-") {
          bytes[place] = UInt8(ascii: "q")
        }
      }
    }
  }

  @Test("finds an index whose file is damaged, and makes it anew", arguments: FileDamage.allCases)
  func damagedFile(damage: FileDamage) async throws {
    try await withPostgreSQL { server in
      for amcheck in [false, true] {
        let store = try await Self.filled(server, amcheck: amcheck)
        try await server.damage("profile_pkey") { damage.make(in: &$0) }
        let damaged = try await store.checkDatabase(reindex: false)
        #expect(!damaged.faults.isEmpty, "amcheck: \(amcheck)")
        let mended = try await store.checkDatabase(reindex: true)
        #expect(mended.faults == [], "amcheck: \(amcheck)")
        #expect(try await store.profiles(of: .sample).count == 40)
        try await server.psql("TRUNCATE profile, snapshot, component")
      }
    }
  }

  @Test("finds a damaged page of a table, which no index can mend", arguments: [false, true])
  func damagedTable(amcheck: Bool) async throws {
    try await withPostgreSQL { server in
      let store = try await Self.filled(server, amcheck: amcheck)
      try await server.damage("profile") { bytes in
        bytes.replaceSubrange(0..<24, with: Data(repeating: 0xEE, count: 24))
      }
      #expect(try await !store.checkDatabase(reindex: false).faults.isEmpty)
      #expect(try await !store.checkDatabase(reindex: true).faults.isEmpty)
    }
  }

  @Test("a row that is there twice keeps its index from being made, and is a fault, not a failure")
  func twice() async throws {
    try await withPostgreSQL { server in
      let store = try await Self.filled(server, amcheck: false)
      try await server.psql(
        """
        ALTER TABLE offer DROP CONSTRAINT offer_pkey;
        INSERT INTO offer (tenant, subject, id, device, enrollment, moment, offered_at, outcome)
        SELECT 't', 's', 'o', 'd', 'e', 'oobe', 0, 'skipped' FROM generate_series(1, 2)
        """)
      let check = try await store.checkDatabase(reindex: true)
      #expect(check.faults.contains { $0.contains("offer_pkey") && $0.contains("missing") })
      #expect(check.faults.contains { $0.contains("could not create unique index") })
      #expect(!check.faults.contains { $0.contains("'o'") })
    }
  }

  @Test("an index that was not made to its end is found, and made")
  func invalid() async throws {
    try await withPostgreSQL { server in
      let store = try await Self.filled(server, amcheck: true)
      try await server.psql(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'open_offer'::regclass")
      let check = try await store.checkDatabase(reindex: false)
      #expect(check.faults == ["the index open_offer is not in use: it is invalid"])
      #expect(try await store.checkDatabase(reindex: true).faults == [])
    }
  }

  @Test("a role that may not use amcheck is told so, and its indexes are checked all the same")
  func rights() async throws {
    try await withPostgreSQL { server in
      try await server.psql("CREATE ROLE valise LOGIN")
      try await server.psql("CREATE DATABASE own OWNER valise")
      let address = server.address + " dbname=own"
      let store = try await PostgreSQLStore(
        address: address + " user=valise", connectionCount: 1)
      _ = try await store.commit(.sample(version: 1))
      // The administrator makes the extension; nobody else may call it.
      let administrator = try await PostgreSQLStore(address: address, connectionCount: 1)
      try await administrator.statement { session in
        try session.run("CREATE EXTENSION amcheck")
      }
      let check = try await store.checkDatabase(reindex: true)
      #expect(check.faults == [])
      #expect(check.unchecked?.contains("GRANT EXECUTE") == true)
      try await administrator.statement { session in
        try session.run(
          "GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean), verify_heapam TO valise")
      }
      #expect(try await store.checkDatabase(reindex: false).unchecked == nil)
    }
  }
}
