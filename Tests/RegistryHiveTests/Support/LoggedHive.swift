@testable import RegistryHive

/// A hive that was pulled while Windows was writing it, with the logs that complete it.
struct LoggedHive {
  /// The hive before the change, marked as being written.
  var dirty: [UInt8]
  /// The hive with the change.
  let after: [UInt8]

  init(sequence: UInt32 = 10) throws {
    var before = try Samples.hive().image.bytes
    var editor = try HiveEditor(Hive(bytes: before))
    try editor.setValue(
      "late", type: .binary, bytes: Samples.bytes(9000), at: "Late\\Change",
      lastWritten: Samples.later)
    try editor.deleteKey(at: "Many", lastWritten: Samples.later)
    after = try editor.serialized()
    before.store(sequence + 1, at: BaseBlock.Field.primarySequence)
    before.store(sequence, at: BaseBlock.Field.secondarySequence)
    before.store(Samples.time.ticks, at: BaseBlock.Field.lastWritten)
    before.store(BaseBlock.checksum(of: before), at: BaseBlock.Field.checksum)
    dirty = before
  }

  /// A log in the new format with one entry for each of `sequences`; together they make the
  /// change, the pages being dealt out among them.
  func log(
    name: String = "hive.LOG1", sequences: [UInt32] = [10], of all: Int = 1, from first: Int = 0
  ) -> HiveLog {
    var log = baseBlock(type: 6)
    let pages = changedPages
    for (index, sequence) in sequences.enumerated() {
      let share = pages.indices.filter { $0 % all == first + index }.map { pages[$0] }
      log += entry(sequence: sequence, pages: share)
    }
    return HiveLog(name: name, bytes: log)
  }

  /// A log in the old format with the whole change.
  func oldLog(name: String = "hive.LOG") -> HiveLog {
    let binsSize = after.count - BaseBlock.size
    var bitmap = [UInt8](repeating: 0, count: binsSize / 4096)
    var pages: [UInt8] = []
    for page in changedPages {
      bitmap[page / 4096] = 0xFF
      pages += after[BaseBlock.size + page..<BaseBlock.size + page + 4096]
    }
    var log = baseBlock(type: 1) + Array("DIRT".utf8) + bitmap
    log.resize(to: (log.count + 511) / 512 * 512)
    return HiveLog(name: name, bytes: log + pages)
  }

  /// Pages of 4096 bytes that the change concerns, from the start of the bins.
  private var changedPages: [Int] {
    stride(from: 0, to: after.count - BaseBlock.size, by: 4096).filter { page in
      let place = BaseBlock.size + page
      return place + 4096 > dirty.count
        || dirty[place..<place + 4096] != after[place..<place + 4096]
    }
  }

  func baseBlock(type: UInt32) -> [UInt8] {
    var block = Array(dirty[..<512])
    let sequence = block.word(at: BaseBlock.Field.primarySequence)
    block.store(sequence, at: BaseBlock.Field.secondarySequence)
    block.store(type, at: BaseBlock.Field.fileType)
    block.store(UInt32(after.count - BaseBlock.size), at: BaseBlock.Field.binsSize)
    block.store(after.word(at: BaseBlock.Field.rootCell), at: BaseBlock.Field.rootCell)
    block.store(BaseBlock.checksum(of: block), at: BaseBlock.Field.checksum)
    return block
  }

  private func entry(sequence: UInt32, pages: [Int]) -> [UInt8] {
    var entry = Array("HvLE".utf8) + [UInt8](repeating: 0, count: 36)
    for page in pages {
      var reference = [UInt8](repeating: 0, count: 8)
      reference.store(UInt32(page), at: 0)
      reference.store(UInt32(4096), at: 4)
      entry += reference
    }
    for page in pages {
      entry += after[BaseBlock.size + page..<BaseBlock.size + page + 4096]
    }
    entry.resize(to: (entry.count + 511) / 512 * 512)
    entry.store(UInt32(entry.count), at: 4)
    entry.store(sequence, at: 12)
    entry.store(UInt32(after.count - BaseBlock.size), at: 16)
    entry.store(UInt32(pages.count), at: 20)
    entry.store(Marvin32.hash(entry[40...]), at: 24)
    entry.store(Marvin32.hash(entry[..<32]), at: 32)
    return entry
  }
}
