import GRDB
import Store

/// Lets concurrent writes share a transaction.
///
/// A transaction ends with a wait for the disk, which costs more than all else in it. While one is
/// under way, further writes gather here; the next transaction takes them all. Each runs in a
/// savepoint of its own, so that a write that is refused (`versionTaken`) takes back only itself.
/// When the database fails, the whole transaction is taken back and its writes are tried again one
/// by one: a write never fails for another's sake. No write is answered when the database's file is
/// no longer in its place.
actor WriteQueue {
  /// How many writes a transaction takes at most, so that the first of them does not wait long.
  static let batchLimit = 128

  /// How many writes this queue has taken in.
  private(set) var acceptedCount = 0

  private let pool: DatabasePool
  private let file: FileIdentity
  private var waiting: [Write] = []
  private var isDraining = false

  init(pool: DatabasePool, file: FileIdentity) {
    self.pool = pool
    self.file = file
  }

  /// Runs `work` in a transaction, and returns when it is on the disk.
  func write<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      acceptedCount += 1
      waiting.append(Write(work, continuation: continuation))
      if !isDraining {
        isDraining = true
        Task { await drain() }
      }
    }
  }

  private func drain() async {
    while !waiting.isEmpty {
      let batch = Array(waiting.prefix(Self.batchLimit))
      waiting.removeFirst(batch.count)
      await commit(batch)
    }
    isDraining = false
  }

  private func commit(_ batch: [Write]) async {
    let answers: [Write.Answer]
    do {
      answers = try await pool.writeWithoutTransaction { database in
        var answers: [Write.Answer] = []
        try database.inTransaction(.immediate) {
          answers = try batch.map { try $0.run(database) }
          return .commit
        }
        return answers
      }
    } catch {
      if batch.count == 1 {
        batch[0].fail(error)
      } else {
        for write in batch { await commit([write]) }
      }
      return
    }
    do {
      try file.checkIsInPlace()
      for answer in answers { answer() }
    } catch {
      for write in batch { write.fail(error) }
    }
  }
}

/// A write that waits for its turn.
private struct Write: Sendable {
  /// Tells the caller how the write went; called once the transaction is on the disk.
  typealias Answer = @Sendable () -> Void

  /// Runs the write; throws only when the database failed, and with it the transaction.
  let run: @Sendable (Database) throws -> Answer
  let fail: @Sendable (any Error) -> Void

  init<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value,
    continuation: CheckedContinuation<Value, any Error>
  ) {
    run = { database in
      do {
        var answer: Answer = {}
        try database.inSavepoint {
          let value = try work(database)
          answer = { continuation.resume(returning: value) }
          return .commit
        }
        return answer
      } catch let refusal as StoreError {
        return { continuation.resume(throwing: refusal) }
      }
    }
    fail = { error in continuation.resume(throwing: error) }
  }
}
