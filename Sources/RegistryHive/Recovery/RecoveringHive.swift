/// A dirty hive on its way to what Windows would have made of it at the next boot.
///
/// Works on a copy in memory. Whatever the logs hold, the result is either the hive as it was or
/// the hive with a whole number of checked changes applied.
/// Specification: "Dirty state of a hive", "Multiple transaction log files".
struct RecoveringHive {
  private(set) var bytes: [UInt8]
  private(set) var baseBlock: BaseBlock
  /// What was done; nil while nothing was.
  private(set) var report: HiveRecovery?
  /// Logs may let the hive grow by the pages they bring, and some: a number in a damaged log must
  /// not cost memory.
  private var largestSize: Int

  init(bytes: [UInt8], baseBlock: BaseBlock) {
    self.bytes = bytes
    self.baseBlock = baseBlock
    largestSize = bytes.count
  }

  /// A log in the new format whose entries are undamaged.
  private struct EntryLog {
    var log: HiveLog
    var entries: [LogEntry]
    var applied = 0
  }

  /// Whether the hive's own base block can be relied on.
  private var hasGoodBaseBlock: Bool {
    baseBlock.hasSignature && baseBlock.hasRightChecksum && bytes.count >= BaseBlock.size
  }

  /// Applies those of the logs that fit.
  mutating func apply(_ logs: [HiveLog]) {
    largestSize = 2 * (bytes.count + logs.reduce(0) { $0 + $1.bytes.count })
    let entryLogs = logs.compactMap { log -> EntryLog? in
      guard let block = BaseBlock(log.bytes), block.hasSignature, block.hasRightChecksum,
        block.fileType == BaseBlock.FileType.newLog.rawValue
      else { return nil }
      let entries = LogEntry.entries(in: log.bytes)
      return entries.isEmpty ? nil : EntryLog(log: log, entries: entries)
    }
    if entryLogs.isEmpty {
      applyDirtyPages(of: logs)
    } else {
      applyEntries(of: entryLogs)
    }
  }

  // MARK: New format

  private mutating func applyEntries(of found: [EntryLog]) {
    var logs = found.sorted { $0.entries[0].sequence < $1.entries[0].sequence }
    var expected: UInt32?
    if hasGoodBaseBlock {
      let first = baseBlock.secondarySequence
      for index in logs.indices {
        logs[index].entries.removeAll { $0.sequence < first }
      }
    } else {
      // The base block comes from the log with the latest changes, and only that log fits it.
      guard
        let latest = logs.max(by: { $0.entries.lastSequence < $1.entries.lastSequence }),
        restoreBaseBlock(from: latest.log.bytes)
      else { return }
      logs = [latest]
    }
    for index in logs.indices {
      for entry in logs[index].entries {
        guard expected == nil || entry.sequence == expected,
          BaseBlock.size + entry.binsSize <= largestSize
        else { break }
        apply(entry, from: logs[index].log.bytes)
        logs[index].applied += 1
        expected = entry.sequence &+ 1
      }
    }
    guard let expected else { return }
    report = HiveRecovery(
      logs: logs.map { HiveRecovery.Log(name: $0.log.name, entriesApplied: $0.applied) }
        .sorted { $0.name < $1.name },
      lastSequence: expected &- 1)
    finish(sequence: expected &- 1)
  }

  private mutating func apply(_ entry: LogEntry, from log: [UInt8]) {
    bytes.resize(to: max(bytes.count, BaseBlock.size + entry.binsSize))
    for page in entry.pages {
      let target = BaseBlock.size + page.offset
      bytes.replaceSubrange(target..<target + page.source.count, with: log[page.source])
    }
    bytes.store(UInt32(entry.binsSize), at: BaseBlock.Field.binsSize)
    bytes[BaseBlock.Field.flags] =
      bytes[BaseBlock.Field.flags] & ~1 | UInt8(truncatingIfNeeded: entry.flags & 1)
  }

  // MARK: Old format

  private mutating func applyDirtyPages(of logs: [HiveLog]) {
    let lastWritten: FileTime
    if hasGoodBaseBlock {
      lastWritten = baseBlock.lastWritten
    } else {
      guard bytes.count >= BaseBlock.size + BinField.headerSize,
        bytes.word(at: BaseBlock.size) == Signature.bin
      else { return }
      lastWritten = FileTime(
        ticks: bytes.doubleWord(at: BaseBlock.size + BinField.lastWritten))
    }
    for log in logs {
      guard let pages = DirtyPageLog(log.bytes), pages.baseBlock.lastWritten == lastWritten,
        pages.hasRightBins(in: log.bytes),
        BaseBlock.size + Int(pages.baseBlock.binsSize) <= largestSize
      else { continue }
      if !hasGoodBaseBlock, !restoreBaseBlock(from: log.bytes) { continue }
      pages.apply(from: log.bytes, to: &bytes)
      bytes.store(pages.baseBlock.binsSize, at: BaseBlock.Field.binsSize)
      report = HiveRecovery(
        logs: [HiveRecovery.Log(name: log.name, entriesApplied: 1)],
        lastSequence: pages.baseBlock.primarySequence)
      finish(sequence: pages.baseBlock.primarySequence)
      return
    }
  }

  // MARK: Base block

  /// Puts the log's copy of the base block in the place of the hive's.
  private mutating func restoreBaseBlock(from log: [UInt8]) -> Bool {
    guard bytes.count >= BaseBlock.size else { return false }
    bytes.replaceSubrange(0..<BaseBlock.sectorSize, with: log[0..<BaseBlock.sectorSize])
    bytes.store(BaseBlock.FileType.primary.rawValue, at: BaseBlock.Field.fileType)
    return true
  }

  private mutating func finish(sequence: UInt32) {
    bytes.store(sequence, at: BaseBlock.Field.primarySequence)
    bytes.store(sequence, at: BaseBlock.Field.secondarySequence)
    bytes.store(BaseBlock.checksum(of: bytes), at: BaseBlock.Field.checksum)
    if let block = BaseBlock(bytes) { baseBlock = block }
  }
}

extension [LogEntry] {
  fileprivate var lastSequence: UInt32 { last?.sequence ?? 0 }
}
