import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite("When the disk or the file fails SQLiteStore")
struct TroubleTests {
  @Test("a full database says so, keeps what it has, and goes on when there is room")
  func full() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      let first = try await store.commit(.sample(version: 1))
      try await store.limitPages(to: 60)
      await #expect(throws: StoreError(.full, "")) {
        try await store.commit(.sample(version: 2, byteCount: 1_000_000))
      }
      #expect(try await store.snapshots(of: first.profile, of: .sample) == [first])

      try await store.limitPages(to: 1_000_000)
      _ = try await store.commit(.sample(version: 2, byteCount: 1_000_000))
      #expect(try await store.snapshots(of: first.profile, of: .sample).count == 2)
    }
  }

  @Test("when the database is full, a small write beside a large one is still stored")
  func fullForOne() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      try await store.limitPages(to: 100)
      let commits = [
        SnapshotCommit.sample(version: 1, profile: "small"),
        .sample(version: 1, profile: "large", byteCount: 9_000_000),
        .sample(version: 1, profile: "other"),
      ]
      await withTaskGroup { group in
        for commit in commits { group.addTask { _ = try? await store.commit(commit) } }
      }
      let stored = try await store.profiles(of: .sample).map(\.id.rawValue)
      #expect(Set(stored) == ["small", "other"])
    }
  }

  @Test(
    "a disk without space says so, and what was answered is there afterwards",
    .enabled(if: SmallDisk.canBeMounted, "no small file system can be mounted here"))
  func fullDisk() async throws {
    try await withTemporaryFolder { folder in
      let disk = try SmallDisk(at: folder, megabytes: 4)
      defer { disk.unmount() }
      let path = folder + "/valise.db"
      var answered = 0
      do {
        let store = try SQLiteStore(path: path)
        let error = await #expect(throws: StoreError.self) {
          while true {
            _ = try await store.commit(.sample(version: answered + 1, byteCount: 200_000))
            answered += 1
          }
        }
        #expect(error?.code == .full)
        #expect(answered > 2)
        await #expect(throws: StoreError.self) {
          try await store.commit(.sample(version: answered + 1, byteCount: 200_000))
        }
        try store.close()
      }
      let store = try SQLiteStore(path: path)
      let found = try await store.snapshots(of: ProfileID(rawValue: "p-1"), of: .sample)
      #expect(found.count == answered)
      try store.close()
    }
  }

  @Test("a database that may not be written is read-only, and is still read")
  func readOnly() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      let stored = try await store.commit(.sample(version: 1))
      try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
      await #expect(throws: StoreError(.readOnly, "")) {
        try await store.commit(.sample(version: 2))
      }
      await #expect(throws: StoreError(.readOnly, "")) { try await store.checkHealth() }
      #expect(try await store.snapshots(of: stored.profile, of: .sample) == [stored])
    }
  }

  @Test("no write is answered once the database's file was removed", arguments: [false, true])
  func removed(andReplaced: Bool) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let store = try SQLiteStore(path: path)
      _ = try await store.commit(.sample(version: 1))
      if andReplaced {
        let copy = folder + "/copy.db"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try #require(rename(copy, path) == 0)
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      let refusals = await withTaskGroup { group in
        for number in 0..<10 {
          group.addTask {
            await #expect(throws: StoreError.self) {
              try await store.commit(.sample(version: 1, profile: "new \(number)"))
            }?.code
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(refusals == Array(repeating: .unavailable, count: 10))
      await #expect(throws: StoreError(.unavailable, "")) { try await store.checkHealth() }
    }
  }

  @Test("a database moved away and back is written again")
  func movedBack() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let store = try SQLiteStore(path: path)
      try #require(rename(path, folder + "/elsewhere.db") == 0)
      await #expect(throws: StoreError(.unavailable, "")) { try await store.checkHealth() }
      try #require(rename(folder + "/elsewhere.db", path) == 0)
      try await store.checkHealth()
    }
  }

  @Test("a journal without its database is refused and kept", arguments: [nil, Data()])
  func journalAlone(database: Data?) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let journal = Data("the last that is left".utf8)
      try journal.write(to: URL(fileURLWithPath: path + "-wal"))
      try database?.write(to: URL(fileURLWithPath: path))
      #expect(throws: StoreError(.corrupt, "")) { try SQLiteStore(path: path) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")) == journal)
      #expect(FileManager.default.fileExists(atPath: path) == (database != nil))

      try FileManager.default.removeItem(atPath: path + "-wal")
      try await SQLiteStore(path: path).checkHealth()
    }
  }

  @Test("a folder that is not there is unavailable")
  func noFolder() async throws {
    try await withTemporaryFolder { folder in
      #expect(throws: StoreError(.unavailable, "")) {
        try SQLiteStore(path: folder + "/missing/valise.db")
      }
    }
  }

  @Test("a file that is not a database is refused, and left as it is")
  func garbage() async throws {
    try await withTemporaryFolder { folder in
      let file = URL(fileURLWithPath: folder + "/valise.db")
      let text = Data(String(repeating: "This is a letter to my aunt. ", count: 500).utf8)
      try text.write(to: file)
      #expect(throws: StoreError(.corrupt, "")) { try SQLiteStore(path: file.path) }
      #expect(try Data(contentsOf: file) == text)
    }
  }

  @Test("another program's database is refused, and left as it is")
  func foreign() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let other = try DatabaseQueue(path: path)
      try await other.write { try $0.execute(sql: "CREATE TABLE song (title TEXT)") }
      try other.close()
      #expect(throws: StoreError(.corrupt, "")) { try SQLiteStore(path: path) }
      let tables = try await DatabaseQueue(path: path).read {
        try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema")
      }
      #expect(tables == ["song"])
    }
  }

  @Test("a database of a newer version is refused")
  func newer() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let store = try SQLiteStore(path: path)
      try await store.pool.writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA user_version = \(Schema.migrations.count + 1)")
      }
      try store.close()
      #expect(throws: StoreError(.newerSchema, "")) { try SQLiteStore(path: path) }
    }
  }

  @Test("a file that was cut short anywhere is refused or read, and never believed to be whole")
  func truncated() async throws {
    try await withTemporaryFolder { folder in
      let whole = folder + "/whole.db"
      let store = try SQLiteStore(path: whole)
      for version in 1...5 {
        _ = try await store.commit(.sample(version: version, byteCount: 10_000))
      }
      try store.close()
      let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
      // Nothing at all is a new database.
      for count in stride(from: 1, to: bytes.count, by: 1021) {
        let path = folder + "/cut-\(count).db"
        try bytes.prefix(count).write(to: URL(fileURLWithPath: path))
        await #expect(throws: StoreError(.corrupt, "")) {
          let store = try SQLiteStore(path: path)
          defer { try? store.close() }
          for version in 1...5 {
            let profile = ProfileID(rawValue: "p-1")
            let commit = SnapshotCommit.sample(version: version, byteCount: 10_000)
            let digest = commit.newComponents[0].digest
            _ = try await store.snapshot(version: version, of: profile, of: .sample)
            let found = try await store.sealedComponent(digest, of: profile, of: .sample)
            #expect(found == commit.newComponents[0])
          }
          try await store.checkHealth()
        }
      }
    }
  }

  @Test("a row that makes no sense is corrupt, not a crash")
  func senselessRows() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      let stored = try await store.commit(.sample(version: 1))
      let digest = SnapshotCommit.sample(version: 1).newComponents[0].digest
      try await store.pool.writeWithoutTransaction { database in
        try database.execute(sql: "UPDATE profile SET source = '{'")
        try database.execute(sql: "UPDATE snapshot SET manifest = '[]'")
        try database.execute(sql: "UPDATE component SET kind = 'socks'")
      }
      let corrupt = StoreError(.corrupt, "")
      await #expect(throws: corrupt) { try await store.profiles(of: .sample) }
      await #expect(throws: corrupt) {
        try await store.snapshots(of: stored.profile, of: .sample)
      }
      await #expect(throws: corrupt) {
        try await store.sealedComponent(digest, of: stored.profile, of: .sample)
      }
    }
  }
}

extension SQLiteStore {
  fileprivate func limitPages(to count: Int) async throws {
    try await pool.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = \(count)")
    }
  }
}
