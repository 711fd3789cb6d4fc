import CPostgreSQL
import Foundation
import RealPostgreSQL
import Store
import Synchronization
import Testing

@testable import PostgreSQLStore

@Suite(
  "PostgreSQLStore and its server",
  .enabled(if: PostgreSQLServer.isInstalled, PostgreSQLServer.absence), .sharedServer)
struct ServerTests {
  private func server() throws -> PostgreSQLServer { try #require(SharedServer.current) }

  @Test("processes that start at once make the tables once")
  func migrationRace() async throws {
    let server = try server()
    try await server.psql("CREATE DATABASE fresh")
    let address = server.address + " dbname=fresh"
    try await withThrowingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          try await PostgreSQLStore(address: address, connectionCount: 1).checkHealth()
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("of commits of one version by several processes exactly one wins")
  func commitRace() async throws {
    let address = try server().address
    let won = try await withThrowingTaskGroup { group in
      for _ in 0..<6 {
        let store = try await PostgreSQLStore(address: address, connectionCount: 2)
        for _ in 0..<4 {
          group.addTask { () async throws -> Int in
            do {
              return try await store.commit(.sample(version: 1, profile: "raced")).version
            } catch let error as StoreError where error.code == .versionTaken {
              return 0
            }
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(won == 1)
  }

  @Test("more callers than connections are all served")
  func crowd() async throws {
    let store = try await PostgreSQLStore(address: try server().address, connectionCount: 2)
    try await withThrowingTaskGroup { group in
      for number in 0..<50 {
        group.addTask { try await store.commit(.sample(version: 1, profile: "crowd \(number)")) }
      }
      try await group.waitForAll()
    }
  }

  @Test("a session that turned off waiting for the disk is told to wait")
  func synchronousCommit() async throws {
    let server = try server()
    try await server.psql("CREATE ROLE hasty SUPERUSER LOGIN")
    try await server.psql("ALTER ROLE hasty SET synchronous_commit = off")
    let store = try await PostgreSQLStore(address: server.address + " user=hasty")
    let setting = try await store.statement { session in
      try session.query("SELECT current_setting('synchronous_commit') AS setting").first?
        .text("setting")
    }
    #expect(setting == "on")
  }

  @Test("a newer schema is refused")
  func newerSchema() async throws {
    let server = try server()
    try await server.psql("CREATE DATABASE newer")
    let address = server.address + " dbname=newer"
    try await PostgreSQLStore(address: address).checkHealth()
    let newer = Schema.migrations.count + 1
    let store = try await PostgreSQLStore(address: address)
    try await store.transaction { session in
      _ = try session.query("INSERT INTO schema_version VALUES ($1)", .integer(newer))
    }
    await #expect(throws: StoreError(.newerSchema, "")) {
      try await PostgreSQLStore(address: address)
    }
  }

  @Test("a database that takes no writes is read-only")
  func readOnly() async throws {
    let server = try server()
    let store = try await PostgreSQLStore(address: server.address)
    await #expect(throws: StoreError(.readOnly, "")) {
      try await store.transaction { session in
        try session.run("SET TRANSACTION READ ONLY")
        _ = try session.query("INSERT INTO health_check VALUES ('x', 1)")
      }
    }
    try await store.checkHealth()
  }

  @Test("a statement that the database refuses does not harm the session")
  func refusedStatement() async throws {
    let store = try await PostgreSQLStore(address: try server().address, connectionCount: 1)
    await #expect(throws: StoreError(.failed, "")) {
      try await store.transaction { session in
        _ = try session.query("INSERT INTO health_check VALUES ('half', 1)")
        _ = try session.query("SELECT 1 / 0")
      }
    }
    let found = try await store.statement { session in
      try session.query("SELECT count FROM health_check WHERE name = 'half'").count
    }
    #expect(found == 0)
  }

  @Test("a transaction that another one is in the way of is run again")
  func conflict() async throws {
    let store = try await PostgreSQLStore(address: try server().address, connectionCount: 2)
    try await store.transaction { session in
      _ = try session.query("INSERT INTO health_check VALUES ('a', 0), ('b', 0)")
    }
    // Each of the two locks one row and then wants the other's: the server ends one of them.
    try await withThrowingTaskGroup { group in
      for (first, second) in [("a", "b"), ("b", "a")] {
        group.addTask {
          for _ in 0..<20 {
            try await store.transaction { session in
              for name in [first, second] {
                _ = try session.query(
                  "UPDATE health_check SET count = count + 1 WHERE name = $1", .text(name))
              }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let counts = try await store.statement { session in
      try session.query("SELECT count FROM health_check WHERE name IN ('a', 'b')")
        .map { try $0.integer("count") }
    }
    #expect(counts == [40, 40])
  }

  @Test("a session gives a silent peer up, as its address says or within seconds")
  func silentPeer() throws {
    let address = try server().address
    let preset = try Session.connect(to: address)
    let names = [
      "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval",
      "keepalives_count", "tcp_user_timeout",
    ]
    #expect(names.map { preset.option($0) } == ["3", "1", "3", "1", "2", "5000"])

    let own = try Session.connect(to: address + " tcp_user_timeout=60000 keepalives_idle=30")
    #expect(own.option("tcp_user_timeout") == "60000")
    #expect(own.option("keepalives_idle") == "30")
  }

  @Test(
    "work whose session is lost is tried again only while patience lasts",
    arguments: [(Duration.seconds(3_600), 4), (.zero, 1)])
  func patience(_ patience: Duration, attempts: Int) async throws {
    let connection = Connection(
      address: try server().address, backOff: [.zero, .zero, .zero], patience: patience)
    let count = Mutex(0)
    await #expect(throws: DatabaseFailure.self) {
      try await connection.withSession { _ in
        count.withLock { $0 += 1 }
        throw DatabaseFailure(state: nil, message: "", sessionIsLost: true)
      }
    }
    #expect(count.withLock { $0 } == attempts)
  }

  @Test("values of every kind come back as they were")
  func values() async throws {
    let store = try await PostgreSQLStore(address: try server().address)
    let row = try await store.statement { session in
      try session.query(
        "SELECT $1::text AS text, $2::bigint AS number, $3::bytea AS bytes, $4::text AS nothing",
        .text("Zürich \u{1F9F3} '\\"), .integer(Int64.min), .bytes(Data(0...255)), nil
      ).first
    }
    #expect(try row?.text("text") == "Zürich \u{1F9F3} '\\")
    #expect(try row?.integer("number") == Int.min)
    #expect(try row?.bytes("bytes") == Data(0...255))
    #expect(row?.isNull("nothing") == true)
    #expect(throws: StoreError(.corrupt, "")) { try row?.integer("text") }
    #expect(throws: StoreError(.corrupt, "")) { try row?.text("bytes") }
    #expect(throws: StoreError(.corrupt, "")) { try row?.text("nothing") }
    #expect(throws: StoreError(.corrupt, "")) { try row?.text("missing") }
  }
}

extension Session {
  /// An option of the connection as libpq took it.
  fileprivate borrowing func option(_ keyword: String) -> String? {
    guard let options = PQconninfo(handle) else { return nil }
    defer { PQconninfoFree(options) }
    var next = options
    while let name = next.pointee.keyword {
      if String(cString: name) == keyword { return next.pointee.val.map { String(cString: $0) } }
      next += 1
    }
    return nil
  }
}
