import Foundation
import GRDB
import Store
import StoreConformance
import Testing

@testable import SQLiteStore

@Suite("What SQLiteStore has answered is on the disk")
struct DurabilityTests {
  @Test("writes wait for the disk: synchronous is FULL and the journal is a WAL")
  func synchronous() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      let (synchronous, journal) = try await store.pool.writeWithoutTransaction { database in
        (
          try Int.fetchOne(database, sql: "PRAGMA synchronous"),
          try String.fetchOne(database, sql: "PRAGMA journal_mode")
        )
      }
      #expect(synchronous == 2)
      #expect(journal == "wal")
    }
  }

  @Test("a database that cannot write safely is refused")
  func unsafeJournal() throws {
    let inMemory = try DatabaseQueue()
    #expect(throws: StoreError(.unavailable, "")) {
      try inMemory.writeWithoutTransaction { try DatabaseFile.makeWritesDurable($0) }
    }
  }

  @Test("keys to other tables are enforced")
  func foreignKeys() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      await #expect(throws: StoreError(.failed, "")) {
        try await store.write { database in
          try database.run("INSERT INTO snapshot VALUES ('t', 's', 'p', 1, '{}', 0)")
        }
      }
    }
  }

  @Test("the file, and those that SQLite keeps beside it, are for their owner only")
  func permissions() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      try await store.checkHealth()
      for name in ["valise.db", "valise.db-wal", "valise.db-shm"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
      }
    }
  }

  @Test("what was stored is there after closing and opening again")
  func reopening() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let first = try SQLiteStore(path: path)
      let stored = try await first.commit(.sample(version: 1))
      try first.close()
      await #expect(throws: StoreError(.unavailable, "")) { try await first.checkHealth() }

      let second = try SQLiteStore(path: path)
      #expect(try await second.snapshot(version: 1, of: stored.profile, of: .sample) == stored)
    }
  }

  @Test("two stores on one file, as two processes have it, see each other's writes")
  func twoStores() async throws {
    try await withTemporaryFolder { folder in
      let first = try SQLiteStore(path: folder + "/valise.db")
      let second = try SQLiteStore(path: folder + "/valise.db")
      let stored = try await first.commit(.sample(version: 1))
      #expect(try await second.snapshot(version: 1, of: stored.profile, of: .sample) == stored)
      await #expect(throws: StoreError(.versionTaken, "")) {
        try await second.commit(.sample(version: 1))
      }
    }
  }

  /// The child is a process of its own. It commits from eight tasks, prints a line once a commit was
  /// answered, and kills itself with signal 9 while commits are under way.
  @Test("every commit that was answered is there after kill -9")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let exit = await #expect(
        processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
      ) { [path = path as String] in
        try await commitUntilKilled(path: path)
      }
      let result = try #require(exit)

      let output = String(decoding: result.standardOutputContent, as: UTF8.self)
      let receipts = output.split(separator: "\n").filter { $0.hasPrefix("receipt p-") }
      #expect(receipts.count >= 300)
      let store = try SQLiteStore(path: path)
      for receipt in receipts {
        let words = receipt.split(separator: " ")
        let profile = ProfileID(rawValue: String(words[1]))
        let version = try #require(Int(words[2]))
        let found = try await store.snapshot(version: version, of: profile, of: .sample)
        #expect(found != nil, "\(receipt)")
        let digests = found?.manifest.components.map(\.digest) ?? []
        let held = try await store.heldComponents(among: digests, of: profile, of: .sample)
        #expect(held == Set(digests), "\(receipt)")
      }
      let soundness = try await store.pool.read {
        try String.fetchAll($0, sql: "PRAGMA integrity_check")
      }
      #expect(soundness == ["ok"])
    }
  }
}

private func commitUntilKilled(path: String) async throws {
  let store = try SQLiteStore(path: path)
  let receipts = Receipts(killAfter: 300)
  try await withThrowingTaskGroup(of: Void.self) { group in
    for writer in 0..<8 {
      group.addTask {
        for version in 1..<1_000 {
          _ = try await store.commit(.sample(version: version, profile: "p-\(writer)"))
          await receipts.print("receipt p-\(writer) \(version)\n")
        }
      }
    }
    try await group.waitForAll()
  }
}

/// Prints receipts, and ends the process the hard way after so many.
private actor Receipts {
  private var count = 0
  private let limit: Int

  init(killAfter limit: Int) {
    self.limit = limit
  }

  func print(_ line: String) {
    let bytes = Array(line.utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
    count += 1
    if count == limit { kill(getpid(), SIGKILL) }
  }
}
