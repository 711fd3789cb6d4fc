/// A transaction log in the old format: a bitmap of the hive's dirty pages, and the pages.
///
/// Specification: "Old format".
struct DirtyPageLog {
  private static let signature: UInt32 = 0x5452_4944  // DIRT
  private static let pageSize = 512

  let baseBlock: BaseBlock
  /// Each dirty page: where it goes, from the start of the hive bins, and where it is in the log.
  let pages: [(offset: Int, source: Int)]

  /// Reads the log; nil where it is no complete, undamaged log of this format.
  init?(_ log: [UInt8]) {
    guard let block = BaseBlock(log), block.hasSignature, block.hasRightChecksum,
      block.fileType == BaseBlock.FileType.oldLog.rawValue
        || block.fileType == BaseBlock.FileType.oldLogVariant.rawValue,
      block.primarySequence == block.secondarySequence,
      block.binsSize > 0, Int(block.binsSize) % BinField.pageSize == 0
    else { return nil }
    let bitmap = BaseBlock.sectorSize + 4
    let bitmapSize = Int(block.binsSize) / Self.pageSize / 8
    guard bitmap + bitmapSize <= log.count,
      log.word(at: BaseBlock.sectorSize) == Self.signature
    else { return nil }

    var pages: [(offset: Int, source: Int)] = []
    var source = (bitmap + bitmapSize + Self.pageSize - 1) / Self.pageSize * Self.pageSize
    for bit in 0..<bitmapSize * 8 where log[bitmap + bit / 8] & 1 << UInt8(bit % 8) != 0 {
      guard source + Self.pageSize <= log.count else { return nil }
      pages.append((bit * Self.pageSize, source))
      source += Self.pageSize
    }
    baseBlock = block
    self.pages = pages
  }

  /// Whether every hive bin whose first page is in the log begins as it must.
  func hasRightBins(in log: [UInt8]) -> Bool {
    pages.allSatisfy { page in
      let fields = log
      guard fields.word(at: page.source) == Signature.bin else { return true }
      // Data may look like the start of a bin; only one at its own place counts as one.
      guard Int(fields.word(at: page.source + BinField.offset)) == page.offset else { return true }
      let size = Int(fields.word(at: page.source + BinField.size))
      return size >= BinField.pageSize && size % BinField.pageSize == 0
    }
  }

  /// Writes the pages into a hive.
  func apply(from log: [UInt8], to bytes: inout [UInt8]) {
    bytes.resize(to: max(bytes.count, BaseBlock.size + Int(baseBlock.binsSize)))
    for page in pages {
      let target = BaseBlock.size + page.offset
      bytes.replaceSubrange(
        target..<target + Self.pageSize, with: log[page.source..<page.source + Self.pageSize])
    }
  }
}

extension [UInt8] {
  /// Cuts the bytes off, or fills them up with zeros, to a number.
  mutating func resize(to size: Int) {
    if size < count {
      removeLast(count - size)
    } else {
      append(contentsOf: repeatElement(0, count: size - count))
    }
  }
}
