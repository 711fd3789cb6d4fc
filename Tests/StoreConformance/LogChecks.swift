import Foundation
import Store
import UserEnvironment

extension StoreCheck {
  static let logs = [
    StoreCheck("a log is empty at first") { store in
      let owner = LogOwner.tenant(Sample().tenant)
      try expect(try await store.newestLogEntry(of: owner), equals: nil)
      try expect(try await store.logEntries(of: owner, after: 0, limit: 9), equals: [])
    },
    StoreCheck("entries are numbered from 1 and come oldest first, in pages") { store in
      let tenant = Sample().tenant
      var written: [LogEntry] = []
      for _ in 0..<5 { written.append(try await store.append(logAppend(to: tenant))) }
      try expect(written.map(\.sequence), equals: [1, 2, 3, 4, 5])
      let owner = LogOwner.tenant(tenant)
      try expect(try await store.logEntries(of: owner, after: 0, limit: 9), equals: written)
      try expect(
        try await store.logEntries(of: owner, after: 2, limit: 2), equals: Array(written[2...3]))
      try expect(try await store.newestLogEntry(of: owner), equals: written.last)
    },
    StoreCheck("each entry is made knowing the one before, however many come at once") { store in
      let tenant = Sample().tenant
      let answers = await atOnce(40) { _ async throws(StoreError) in
        try await store.append(logAppend(to: tenant))
      }
      for answer in answers { _ = try answer.get() }
      let entries = try await store.logEntries(of: .tenant(tenant), after: 0, limit: 99)
      try expect(entries.map(\.sequence), equals: Array(1...40))
      for (one, next) in zip(entries, entries.dropFirst()) {
        try expect(next.content, equals: Data(one.hash.description.utf8), "what follows")
      }
    },
    StoreCheck("an entry that is not the next one is refused") { store in
      let tenant = Sample().tenant
      _ = try await store.append(logAppend(to: tenant))
      for sequence in [0, 1, 3] {
        try await expect(.failed) { () async throws(StoreError) in
          try await store.append(
            LogAppend(to: .tenant(tenant)) { _ in
              LogEntry(
                sequence: sequence, at: Sample.time(1), content: Data(),
                hash: Digest(of: Data()))
            })
        }
      }
      try expect(
        try await store.newestLogEntry(of: .tenant(tenant))?.sequence, equals: 1)
    },
    StoreCheck("the logs of two tenants are two") { store in
      let (one, other) = (Sample().tenant, Sample().tenant)
      _ = try await store.append(logAppend(to: one))
      try expect(try await store.newestLogEntry(of: .tenant(other)), equals: nil)
      try expect(try await store.append(logAppend(to: other)).sequence, equals: 1)
    },
  ]
}

/// An entry that says the hash of the one before, as a chain does.
func logAppend(to tenant: TenantID) -> LogAppend {
  LogAppend(to: .tenant(tenant)) { newest in
    let content = Data((newest?.hash.description ?? "first").utf8)
    let sequence = (newest?.sequence ?? 0) + 1
    return LogEntry(
      sequence: sequence, at: Sample.time(Double(sequence)), content: content,
      hash: Digest(of: content + Data("\(sequence)".utf8)))
  }
}
