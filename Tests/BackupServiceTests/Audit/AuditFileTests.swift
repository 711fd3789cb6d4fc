import Foundation
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("An exported audit log")
struct AuditFileTests {
  private static let tenant = TenantID(rawValue: "first")

  /// A service whose first tenant's log has so many entries, one a minute.
  private func service(entries: Int) async throws -> TestService {
    let service = try TestService()
    for index in 0..<entries {
      try await service.services.audit.note(
        AuditEvent(
          .staffLooked, by: .service, user: "Ren\u{E9} \"\(index)\" / \\ \u{1F511} \u{7F}",
          details: ["page": "/console"]),
        in: Self.tenant)
      service.moveClock(by: 60)
    }
    return service
  }

  private func export(
    _ service: TestService, since: Date? = nil, until: Date? = nil
  ) async throws -> Data {
    var file = Data()
    try await service.services.audit.export(Self.tenant, since: since, until: until) { file += $0 }
    return file
  }

  private func verify(_ file: Data, _ checkpoints: [AuditCheckpoint] = []) -> AuditChain {
    var verification = AuditFile.Verification(checkpoints: checkpoints)
    var rest = file[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      verification.take(line: Data(rest[..<end]))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { verification.take(line: Data(rest), isWhole: false) }
    verification.finish()
    return verification.chain
  }

  private func lines(_ file: Data) -> [Data] {
    file.split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }

  private func joined(_ lines: [Data]) -> Data {
    lines.reduce(into: Data()) { $0 += $1 + [UInt8(ascii: "\n")] }
  }

  @Test("proves itself, and is held against a checkpoint of the store")
  func whole() async throws {
    let service = try await service(entries: 1100)
    let checkpoint = try await service.services.audit.checkpoint(of: Self.tenant)
    let chain = verify(try await export(service), [checkpoint])
    #expect(chain.findings.isEmpty)
    #expect(chain.entryCount == 1100)
    #expect(chain.head == checkpoint)
  }

  @Test("of a part of the time has the entries of that time, and proves itself")
  func part() async throws {
    let service = try await service(entries: 20)
    for (since, until, expected) in [
      (5, 9, 6...9), (0, 20, 1...20), (19, 99, 20...20), (3, 4, 4...4),
    ] {
      let file = try await export(
        service, since: TestService.start + Double(since * 60),
        until: TestService.start + Double(until * 60))
      let chain = verify(file)
      #expect(chain.findings.isEmpty, "\(since) to \(until)")
      #expect(chain.first == expected.lowerBound)
      #expect(chain.head?.sequence == expected.upperBound)
    }
    let none = verify(try await export(service, since: TestService.start + 99_999))
    #expect(none.findings.isEmpty)
    #expect(none.entryCount == 0)
    #expect(verify(try await export(try await self.service(entries: 0))).findings.isEmpty)
  }

  @Test("that was cut off anywhere is not taken for whole")
  func truncation() async throws {
    let file = try await export(try await service(entries: 3))
    for length in 0..<file.count {
      #expect(
        verify(file.prefix(length)).findings.contains { $0.kind == .truncated }, "\(length) bytes")
    }
  }

  @Test("in which any byte was changed is not taken for good")
  func damage() async throws {
    let file = try await export(try await service(entries: 3))
    for position in file.indices {
      var damaged = file
      damaged[position] ^= 1
      #expect(!verify(damaged).findings.isEmpty, "byte \(position)")
    }
  }

  @Test("tells lines that were removed, inserted, moved and doubled")
  func tampering() async throws {
    let file = try await export(try await service(entries: 6))
    let whole = lines(file)
    for index in 0..<6 {
      var removed = whole
      removed.remove(at: index)
      #expect(!verify(joined(removed)).findings.isEmpty, "removed \(index)")
      var doubled = whole
      doubled.insert(whole[index], at: index)
      #expect(
        verify(joined(doubled)).findings.contains { $0.kind == .inserted }, "doubled \(index)")
    }
    for index in 0..<5 {
      var swapped = whole
      swapped.swapAt(index, index + 1)
      #expect(verify(joined(swapped)).findings.contains { $0.kind == .moved }, "swapped \(index)")
    }
    var longer = whole
    longer.append(whole[0])
    #expect(verify(joined(longer)).findings.contains { $0.kind == .inserted })
    #expect(!verify(joined(Array(whole.suffix(1)))).findings.isEmpty)
  }

  @Test("is proven by another program, which docs/audit.md has in full")
  func independent() async throws {
    let program = try Self.publishedProgram()
    let file = try await export(try await service(entries: 5))
    let good = try Self.python(program, file)
    #expect(good.status == 0, "\(good.output)")
    #expect(good.output.contains("5 entries"))
    let whole = lines(file)
    var cases = [file.prefix(file.count - 10), joined(Array(whole.dropLast()))]
    for index in 0..<5 {
      var removed = whole
      removed.remove(at: index)
      cases.append(joined(removed))
      var changed = whole
      changed[index] = Data(
        String(decoding: whole[index], as: UTF8.self).replacing("looked", with: "lookud").utf8)
      cases.append(joined(changed))
    }
    for (index, damaged) in cases.enumerated() {
      #expect(try Self.python(program, damaged).status != 0, "case \(index)")
      #expect(!verify(damaged).findings.isEmpty, "case \(index)")
    }
  }

  /// The Python program in the documentation.
  private static func publishedProgram() throws -> String {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/audit.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let block = try #require(text.split(separator: "```python\n").dropFirst().first)
    return try String(#require(block.split(separator: "```").first))
  }

  private static func python(
    _ program: String, _ input: Data
  ) throws -> (status: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("audit-" + UUID().uuidString)
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program, file.path]
    let output = Pipe()
    process.standardError = output
    process.standardOutput = output
    try process.run()
    let words = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: words, as: UTF8.self))
  }
}
