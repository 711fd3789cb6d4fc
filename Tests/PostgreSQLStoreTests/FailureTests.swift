import Foundation
import RealPostgreSQL
import Store
import Testing

@testable import PostgreSQLStore

@Suite(
  "When the server fails PostgreSQLStore",
  .enabled(if: PostgreSQLServer.isInstalled, PostgreSQLServer.absence))
struct FailureTests {
  @Test("what was answered is there after the server crashed, and the store reconnects")
  func crash() async throws {
    try await withPostgreSQL { server in
      let store = try await PostgreSQLStore(
        address: server.address, connectionCount: 4, backOff: [.zero])
      // Writers go on until the server is gone; each notes what it was answered.
      let answered = await withTaskGroup(of: [StoredSnapshot].self) { group in
        for writer in 0..<4 {
          group.addTask { await commitUntilFailure(store, profile: "p-\(writer)") }
        }
        while await enoughIsStored(store) == false { await Task.yield() }
        await #expect(throws: Never.self) { try await server.stop(.immediate) }
        return await group.reduce(into: []) { $0 += $1 }
      }
      #expect(answered.count >= 40)
      await #expect(throws: StoreError(.unavailable, "")) { try await store.checkHealth() }

      try await server.start()
      try await store.checkHealth()
      for snapshot in answered {
        let found = try await store.snapshot(
          version: snapshot.version, of: snapshot.profile, of: .sample)
        #expect(found == snapshot)
        let digests = snapshot.manifest.components.map(\.digest)
        let held = try await store.heldComponents(
          among: digests, of: snapshot.profile, of: .sample)
        #expect(held == Set(digests))
      }
    }
  }

  @Test("a restart between two calls is not noticed")
  func restart() async throws {
    try await withPostgreSQL { server in
      let store = try await PostgreSQLStore(address: server.address, connectionCount: 2)
      let first = try await store.commit(.sample(version: 1))
      try await server.stop(.fast)
      try await server.start()
      let second = try await store.commit(.sample(version: 2))
      #expect(try await store.snapshots(of: first.profile, of: .sample) == [second, first])
    }
  }

  @Test("a server that risks data in a power cut is refused")
  func unsafeServer() async throws {
    try await withPostgreSQL { server in
      try await server.psql("ALTER SYSTEM SET fsync = off")
      try await server.psql("SELECT pg_reload_conf()")
      while try await server.psql("SHOW fsync") != "off" { await Task.yield() }
      await #expect(throws: StoreError(.unavailable, "")) {
        try await PostgreSQLStore(address: server.address)
      }
    }
  }

  @Test(
    "an address where no server is, is unavailable",
    arguments: [
      "host=/nowhere-valise", "postgresql://127.0.0.1:1/valise", "not an address",
      "host=127.0.0.1 port=99999",
    ])
  func noServer(address: String) async throws {
    await #expect(throws: StoreError(.unavailable, "")) {
      try await PostgreSQLStore(address: address, connectionCount: 1, backOff: [.zero])
    }
  }

  @Test("an address that cannot be read is refused without repeating it")
  func unreadableAddress() async throws {
    let error = await #expect(throws: StoreError.self) {
      try await PostgreSQLStore(address: "postgresql://valise:hush%hush@localhost/valise")
    }
    #expect(error?.code == .unavailable)
    #expect(error.map { "\($0) \($0.cause ?? "")".contains("hush") } == false)
  }

  @Test(
    "the server's codes become the store's",
    arguments: [
      ("53100", "store.full"), ("25006", "store.readOnly"), ("XX001", "store.corrupt"),
      ("57014", "store.unavailable"), ("40001", "store.unavailable"),
      ("28P01", "store.unavailable"), ("23505", "store.failed"), ("42601", "store.failed"),
      ("58P01", "store.corrupt"),
    ])
  func codes(state: String, code: String) {
    let failure = DatabaseFailure(state: state, message: "", sessionIsLost: false)
    #expect(StoreError(failure).code.description == code)
  }
}

/// Commits version after version until the store fails, and returns what it was answered.
private func commitUntilFailure(_ store: PostgreSQLStore, profile: String) async -> [StoredSnapshot]
{
  var answered: [StoredSnapshot] = []
  while true {
    do {
      answered.append(
        try await store.commit(.sample(version: answered.count + 1, profile: profile)))
    } catch {
      return answered
    }
  }
}

/// Whether each writer has been answered at least ten times.
private func enoughIsStored(_ store: PostgreSQLStore) async -> Bool {
  guard let profiles = try? await store.profiles(of: .sample) else { return false }
  return profiles.count == 4 && profiles.allSatisfy { $0.newestVersion > 10 }
}
