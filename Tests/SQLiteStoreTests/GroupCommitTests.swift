import Foundation
import GRDB
import Store
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("Concurrent writes share a transaction")
struct GroupCommitTests {
  @Test("writes that wait at the same time are committed together")
  func sharing() async throws {
    try await withStore { store, gate in
      let counter = CommitCounter()
      store.pool.add(transactionObserver: counter, extent: .databaseLifetime)
      let answers = await gate.gather(1...100) { version in
        try await store.write { try $0.note("write \(version)") }
      }
      #expect(answers.allSatisfy { $0 == nil })
      let notes = try await store.notes()
      #expect(notes.count == 100)
      // The first goes alone, since nobody waits with it; then all the others together.
      #expect(counter.count == 2)
    }
  }

  @Test("a write that the database refuses fails alone")
  func badWrite() async throws {
    try await withStore { store, gate in
      let answers = await gate.gather(1...20) { number in
        try await store.write { database in
          try database.note("write \(number)")
          if number == 10 { try database.run("INSERT INTO wrapped_key VALUES (NULL, 1, x'00')") }
        }
      }
      #expect(answers.compactMap { $0 }.map(\.code) == [.failed])
      let notes = try await store.notes()
      #expect(notes.count == 19)
      #expect(!notes.contains("write 10"))
    }
  }

  @Test("a write that is refused takes back what it wrote, and only that")
  func refusal() async throws {
    try await withStore { store, gate in
      let answers = await gate.gather(1...20) { number in
        try await store.write { database in
          try database.note("write \(number)")
          if number.isMultiple(of: 2) { throw StoreError(.notFound, "refused") }
        }
      }
      #expect(answers.compactMap { $0 }.map(\.code) == Array(repeating: .notFound, count: 10))
      let notes = try await store.notes()
      #expect(Set(notes) == Set((0..<10).map { "write \($0 * 2 + 1)" }))
    }
  }

  private func withStore(_ work: (SQLiteStore, Gate) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      try await work(store, Gate(store: store))
    }
  }
}

/// Holds the one writing connection until all writes of a test wait for it.
private struct Gate {
  let store: SQLiteStore

  /// Starts all writes, lets them through at once, and returns what each failed with.
  func gather(
    _ numbers: ClosedRange<Int>, _ write: @escaping @Sendable (Int) async throws -> Void
  ) async -> [StoreError?] {
    let isOpen = DispatchSemaphore(value: 0)
    let holder = Task {
      _ = try? await store.pool.writeWithoutTransaction { _ in isOpen.wait() }
    }
    let answers = Task {
      await withTaskGroup(of: StoreError?.self) { group in
        for number in numbers {
          group.addTask {
            do { try await write(number) } catch { return error as? StoreError }
            return nil
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    while await store.queue.acceptedCount < numbers.count { await Task.yield() }
    isOpen.signal()
    await holder.value
    return await answers.value
  }
}

private final class CommitCounter: TransactionObserver {
  private let commits = Mutex(0)
  var count: Int { commits.withLock { $0 } }

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
  func databaseDidChange(with event: DatabaseEvent) {}
  func databaseDidCommit(_ database: Database) { commits.withLock { $0 += 1 } }
  func databaseDidRollback(_ database: Database) {}
}

extension Database {
  fileprivate func note(_ text: String) throws {
    try run("INSERT INTO health_check (name, count) VALUES (?, 0)", text)
  }
}

extension SQLiteStore {
  fileprivate func notes() async throws -> [String] {
    try await read { try $0.fetchAll("SELECT name FROM health_check") { $0["name"] } }
  }
}
