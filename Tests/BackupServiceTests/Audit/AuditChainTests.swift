import Foundation
import Store
import Testing
import UserEnvironment

@testable import BackupService

/// What an attacker does to a log, and what the chain says of it.
@Suite("The chain of the audit log")
struct AuditChainTests {
  private static let tenant = TenantID(rawValue: "first")

  /// A log of so many entries, as a store keeps it.
  private func log(_ count: Int = 6, of tenant: TenantID = tenant) throws -> [LogEntry] {
    var entries: [LogEntry] = []
    for index in 0..<count {
      entries.append(
        try AuditRecord.entry(
          after: entries.last, at: TestService.start + Double(index), in: tenant,
          AuditEvent(.staffLooked, by: .service, user: "user \(index)")))
    }
    return entries
  }

  private func findings(
    _ entries: [LogEntry], checkpoints: [AuditCheckpoint] = []
  ) -> [AuditFinding] {
    var chain = AuditChain(tenant: "first", checkpoints: checkpoints)
    for entry in entries { chain.take(entry.content, sequence: entry.sequence, hash: entry.hash) }
    chain.finish()
    return chain.findings
  }

  private func checkpoint(_ entry: LogEntry) -> AuditCheckpoint {
    AuditCheckpoint(
      tenant: "first", sequence: entry.sequence, hash: entry.hash, at: entry.at)
  }

  private func changed(_ entry: LogEntry) throws -> Data {
    let text = String(decoding: entry.content, as: UTF8.self)
    return Data(text.replacing("user ", with: "nser ").utf8)
  }

  @Test("is whole when nobody has touched it, and its head is the newest entry")
  func whole() throws {
    let entries = try log()
    var chain = AuditChain(tenant: "first")
    for entry in entries { chain.take(entry.content, sequence: entry.sequence, hash: entry.hash) }
    chain.finish()
    #expect(chain.findings.isEmpty)
    #expect(chain.entryCount == 6)
    #expect(chain.head == checkpoint(entries[5]))
    #expect(findings([]).isEmpty)
  }

  @Test("tells a changed entry, wherever it stands", arguments: 0..<6)
  func change(_ index: Int) throws {
    var entries = try log()
    let entry = entries[index]
    entries[index] = LogEntry(
      sequence: entry.sequence, at: entry.at, content: try changed(entry), hash: entry.hash)
    #expect(findings(entries).map(\.kind) == [.changed])
    #expect(findings(entries).map(\.sequence) == [index + 1])
  }

  @Test("tells a changed entry whose hash was made anew, except for the newest", arguments: 0..<5)
  func rehashed(_ index: Int) throws {
    var entries = try log()
    let content = try changed(entries[index])
    entries[index] = LogEntry(
      sequence: index + 1, at: entries[index].at, content: content, hash: Digest(of: content))
    #expect(findings(entries).map(\.kind) == [.changed])
    #expect(findings(entries).map(\.sequence) == [index + 1])
  }

  @Test("tells every single byte that is changed", arguments: [2])
  func everyByte(_ index: Int) throws {
    let entries = try log()
    let entry = entries[index]
    for position in entry.content.indices {
      var content = entry.content
      content[position] ^= 1
      var damaged = entries
      damaged[index] = LogEntry(
        sequence: entry.sequence, at: entry.at, content: content, hash: entry.hash)
      #expect(!findings(damaged).isEmpty, "byte \(position)")
    }
  }

  @Test("tells removed entries, at the beginning and between", arguments: 0..<5)
  func removal(_ index: Int) throws {
    var entries = try log()
    entries.remove(at: index)
    #expect(findings(entries).map(\.kind) == [.removed])
    #expect(findings(entries).map(\.sequence) == [index + 1])
    entries.remove(at: 0)
    #expect(findings(entries).map(\.kind).first == .removed)
  }

  @Test("tells removed entries whose numbers were closed up", arguments: 1..<5)
  func closedUp(_ index: Int) throws {
    var entries = try log()
    entries.remove(at: index)
    for position in index..<entries.count {
      let entry = entries[position]
      let text = String(decoding: entry.content, as: UTF8.self)
        .replacing("\"sequence\":\(entry.sequence)", with: "\"sequence\":\(position + 1)")
      entries[position] = LogEntry(
        sequence: position + 1, at: entry.at, content: Data(text.utf8),
        hash: Digest(of: Data(text.utf8)))
    }
    #expect(findings(entries).contains { $0.kind == .changed })
  }

  @Test("tells an inserted entry", arguments: 1..<6)
  func insertion(_ index: Int) throws {
    var entries = try log()
    entries.insert(
      try AuditRecord.entry(
        after: entries[index - 1], at: TestService.start, in: Self.tenant,
        AuditEvent(.staffLooked, by: .service, user: "mallory")), at: index)
    #expect(findings(entries).contains { $0.kind == .inserted && $0.sequence == index + 1 })
  }

  @Test("tells entries that changed places", arguments: 0..<5)
  func order(_ index: Int) throws {
    var entries = try log()
    entries.swapAt(index, index + 1)
    #expect(findings(entries).map(\.kind) == [.moved])
    // As rows: each stands under the other's number.
    var rows = try log()
    let (one, other) = (rows[index], rows[index + 1])
    rows[index] = LogEntry(
      sequence: one.sequence, at: other.at, content: other.content, hash: other.hash)
    rows[index + 1] = LogEntry(
      sequence: other.sequence, at: one.at, content: one.content, hash: one.hash)
    #expect(Set(findings(rows).map(\.kind)) == [.moved])
  }

  @Test("tells a tail that was cut off, against a checkpoint and only so", arguments: 0..<6)
  func truncation(_ length: Int) throws {
    let entries = try log()
    let cut = Array(entries.prefix(length))
    #expect(findings(cut).isEmpty)
    let kept = [checkpoint(entries[5])]
    #expect(findings(cut, checkpoints: kept).map(\.kind) == [.truncated])
    #expect(findings(entries, checkpoints: kept).isEmpty)
  }

  @Test("tells a log that was written anew, against a checkpoint and only so")
  func rewriting() throws {
    let entries = try log()
    var forged = Array(entries.prefix(2))
    for _ in 2..<6 {
      forged.append(
        try AuditRecord.entry(
          after: forged.last, at: TestService.start + 9, in: Self.tenant,
          AuditEvent(.staffLooked, by: .service, user: "nobody")))
    }
    #expect(findings(forged).isEmpty)
    let kept = entries.map(checkpoint)
    #expect(findings(forged, checkpoints: kept).map(\.sequence) == [3, 4, 5, 6])
    #expect(findings(forged, checkpoints: [kept[1]]).isEmpty)
  }

  @Test("tells a log that was put in another's place")
  func foreign() throws {
    let entries = try log(of: TenantID(rawValue: "other"))
    #expect(Set(findings(entries).map(\.kind)) == [.foreign])
    let other = AuditCheckpoint(tenant: "other", sequence: 9, hash: entries[0].hash, at: nil)
    #expect(findings(try log(), checkpoints: [other]).isEmpty)
  }

  @Test(
    "tells what is no entry at all", arguments: ["", "{}", "null", "\u{0}", "{\"sequence\":3}"])
  func unreadable(_ text: String) throws {
    var entries = try log()
    let content = Data(text.utf8)
    entries[2] = LogEntry(
      sequence: 3, at: entries[2].at, content: content, hash: Digest(of: content))
    #expect(findings(entries).map(\.kind) == [.unreadable])
  }

  @Test("never goes back in time, whatever the clock does")
  func time() throws {
    let first = try AuditRecord.entry(
      after: nil, at: TestService.start + 100.7, in: Self.tenant,
      AuditEvent(.staffLooked, by: .service))
    let second = try AuditRecord.entry(
      after: first, at: TestService.start, in: Self.tenant,
      AuditEvent(.staffLooked, by: .service))
    #expect(second.at == first.at)
    #expect(first.at == TestService.start + 100)
    #expect(findings([first, second]).isEmpty)
  }

  @Test("of any damaged bytes says something, and never traps")
  func damage() throws {
    let entries = try log(3)
    for length in 0...entries[1].content.count {
      var damaged = entries
      damaged[1] = LogEntry(
        sequence: 2, at: entries[1].at, content: entries[1].content.prefix(length),
        hash: entries[1].hash)
      #expect(findings(damaged).isEmpty == (length == entries[1].content.count))
    }
  }
}
