/// A fixed number of connections, lent to one caller at a time; who finds none free waits in turn,
/// however long that takes: what others do with theirs ends (see ``Connection``), but may be much.
actor ConnectionPool {
  private var free: [Connection]
  private var waiting: [CheckedContinuation<Connection, Never>] = []

  init(address: String, count: Int, backOff: [Duration]) {
    free = (0..<max(1, count)).map { _ in Connection(address: address, backOff: backOff) }
  }

  func withConnection<Value: Sendable>(
    _ work: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    let connection = await take()
    defer { giveBack(connection) }
    return try await work(connection)
  }

  /// The connection that was used last is lent first: it is the likeliest to be alive.
  private func take() async -> Connection {
    if let connection = free.popLast() { return connection }
    return await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack(_ connection: Connection) {
    if waiting.isEmpty {
      free.append(connection)
    } else {
      waiting.removeFirst().resume(returning: connection)
    }
  }
}
