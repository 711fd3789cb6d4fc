import Foundation
import Testing

@testable import RegistryHive

@Suite("Recovery of dirty hives")
struct RecoveryTests {
  private func isRecovered(_ hive: Hive) throws -> Bool {
    try hive.key(at: "Late\\Change")?.value(named: "late")?.size == 9000
      && hive.key(at: "Many") == nil
  }

  @Test("entries in the new format are applied across both logs, whatever order they come in")
  func entriesAcrossLogs() throws {
    let pair = try LoggedHive()
    let first = pair.log(name: "h.LOG1", sequences: [12, 13], of: 3, from: 1)
    let second = pair.log(name: "h.LOG2", sequences: [11], of: 3, from: 0)
    for logs in [[first, second], [second, first]] {
      let hive = try Hive(bytes: pair.dirty, logs: logs)
      let report = try #require(hive.information.recovery)
      #expect(try isRecovered(hive))
      #expect(report.logs.map(\.name) == ["h.LOG1", "h.LOG2"])
      #expect(report.logs.map(\.entriesApplied) == [2, 1])
      #expect(report.lastSequence == 13)
      #expect(hive.information.isDirty)
      #expect(hive.information.warnings.isEmpty)
      #expect(hive.image.bytes[BaseBlock.size...] == pair.after[BaseBlock.size...])
      #expect(BaseBlock(hive.image.bytes)?.isDirty == false)
    }
  }

  @Test("entries older than the hive's secondary sequence number are not applied")
  func olderEntries() throws {
    let pair = try LoggedHive(sequence: 100)
    let hive = try Hive(bytes: pair.dirty, logs: [pair.log(sequences: [98, 99], of: 2)])
    #expect(hive.information.recovery == nil)
    #expect(hive.information.warnings.map(\.kind) == [.recentChangesMissing])
    #expect(try hive.key(at: "Many") != nil)
  }

  @Test("a gap in the sequence ends recovery, and what came before it stays applied")
  func gaps() throws {
    let pair = try LoggedHive()
    let whole = pair.log(name: "h.LOG1", sequences: [20])
    let late = pair.log(name: "h.LOG2", sequences: [22])
    let hive = try Hive(bytes: pair.dirty, logs: [whole, late])
    let report = try #require(hive.information.recovery)
    #expect(report.logs.map(\.entriesApplied) == [1, 0])
    #expect(report.lastSequence == 20)
    #expect(try isRecovered(hive))
  }

  @Test("an old-format log is applied where its time is the hive's")
  func oldFormat() throws {
    var pair = try LoggedHive()
    let log = pair.oldLog()
    let hive = try Hive(bytes: pair.dirty, logs: [log])
    #expect(try isRecovered(hive))
    #expect(hive.information.recovery?.entriesApplied == 1)

    pair.dirty.store(Samples.later.ticks, at: BaseBlock.Field.lastWritten)
    pair.dirty.store(BaseBlock.checksum(of: pair.dirty), at: BaseBlock.Field.checksum)
    let unfit = try Hive(bytes: pair.dirty, logs: [log])
    #expect(unfit.information.recovery == nil)
    #expect(try unfit.key(at: "Many") != nil)
  }

  @Test("a damaged base block is taken from a log", arguments: [true, false])
  func damagedBaseBlock(newFormat: Bool) throws {
    var pair = try LoggedHive()
    let log = newFormat ? pair.log() : pair.oldLog()
    pair.dirty.store(UInt32(1), at: BaseBlock.Field.minorVersion)
    // The bin keeps the time that the base block had.
    pair.dirty.store(Samples.time.ticks, at: BaseBlock.size + BinField.lastWritten)
    #expect(throws: HiveError.self) { try Hive(bytes: pair.dirty) }
    let hive = try Hive(bytes: pair.dirty, logs: [log])
    #expect(try isRecovered(hive))
    #expect(hive.information.minorVersion == 5)
  }

  @Test("logs with a wrong signature, checksum or type are not used")
  func unusableLogs() throws {
    let pair = try LoggedHive()
    for place in [0, 508, BaseBlock.Field.fileType, BaseBlock.Field.lastWritten] {
      for log in [pair.log(), pair.oldLog()] {
        var damaged = log
        damaged.bytes[place] ^= 0x40
        let hive = try Hive(bytes: pair.dirty, logs: [damaged])
        #expect(hive.information.recovery == nil)
        #expect(hive.information.warnings.map(\.kind) == [.recentChangesMissing])
      }
    }
  }

  @Test("a clean hive ignores its logs, and recovery can be turned off")
  func ignoredLogs() throws {
    var pair = try LoggedHive()
    let log = pair.log()
    let off = try Hive(bytes: pair.dirty, logs: [log], options: .init(recovery: .off))
    #expect(off.information.recovery == nil)
    #expect(off.information.isDirty)
    pair.dirty.store(UInt32(10), at: BaseBlock.Field.primarySequence)
    pair.dirty.store(BaseBlock.checksum(of: pair.dirty), at: BaseBlock.Field.checksum)
    let clean = try Hive(bytes: pair.dirty, logs: [log])
    #expect(!clean.information.isDirty)
    #expect(clean.information.recovery == nil)
    #expect(clean.information.warnings.isEmpty)
    #expect(try clean.key(at: "Many") != nil)
  }

  @Test("a dirty hive without logs is read with a warning that recent changes are missing")
  func missingLogs() throws {
    let pair = try LoggedHive()
    let hive = try Hive(bytes: pair.dirty)
    #expect(hive.information.warnings.map(\.kind) == [.recentChangesMissing])
    #expect(try hive.root.counts().keys > 1)
  }

  // MARK: Files

  @Test(
    "logs beside the file are found in any case, and files are not written",
    arguments: [
      ("NTUSER.DAT", "NTUSER.DAT.LOG1"), ("NTUSER.DAT", "ntuser.dat.log1"),
      ("ntuser.dat", "NTUSER.DAT.LOG2"), ("NTUSER.DAT", "NTUSER.DAT.log2"),
      ("aa", "aa.LOG1"),
    ])
  func discovery(name: String, logName: String) throws {
    let pair = try LoggedHive()
    try Samples.withTemporaryFolder { folder in
      let path = folder.appending(path: name).path
      let logPath = folder.appending(path: logName).path
      let log = pair.log().bytes
      try Data(pair.dirty).write(to: URL(fileURLWithPath: path))
      try Data(log).write(to: URL(fileURLWithPath: logPath))
      try Data().write(to: folder.appending(path: name + ".LOG"))
      let hive = try Hive(contentsOf: path)
      #expect(try isRecovered(hive))
      #expect(hive.information.recovery?.logs.map(\.name) == [logName])
      #expect(FileManager.default.contents(atPath: path).map(Array.init) == pair.dirty)
      #expect(FileManager.default.contents(atPath: logPath).map(Array.init) == log)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    }
  }

  @Test("where logs have exactly the hive's name, those of another spelling do not count")
  func exactNamesWin() throws {
    let pair = try LoggedHive()
    try Samples.withTemporaryFolder { folder in
      let path = folder.appending(path: "Hive").path
      try Data(pair.dirty).write(to: URL(fileURLWithPath: path))
      try Data().write(to: folder.appending(path: "Hive.LOG1"))
      try Data(pair.log().bytes).write(to: folder.appending(path: "HIVE.LOG1"))
      #expect(try Hive(contentsOf: path).information.recovery == nil)
    }
  }
}
