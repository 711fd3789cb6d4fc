/// One entry of a transaction log in the new format: pages of the hive as they should be.
///
/// Specification: "Log entries".
struct LogEntry {
  private enum Field {
    static let signature: UInt32 = 0x454C_7648  // HvLE
    static let size = 4
    static let flags = 8
    static let sequence = 12
    static let binsSize = 16
    static let pageCount = 20
    static let hash = 24
    static let headerHash = 32
    static let pages = 40
  }

  /// One run of bytes to be written.
  struct Page {
    /// Where it goes, from the start of the hive bins.
    let offset: Int
    /// Where it is in the log.
    let source: Range<Int>
  }

  let flags: UInt32
  let sequence: UInt32
  let binsSize: Int
  let pages: [Page]

  /// The entries in `log`, up to the first that is damaged.
  ///
  /// Entries begin at multiples of 512 bytes and follow each other. A remnant of an older round
  /// may follow the last one; its sequence number tells it apart.
  static func entries(in log: [UInt8]) -> [LogEntry] {
    var entries: [LogEntry] = []
    var offset = BaseBlock.sectorSize
    while let (entry, size) = LogEntry.read(at: offset, in: log) {
      if let last = entries.last, entry.sequence != last.sequence &+ 1 { break }
      entries.append(entry)
      offset += size
    }
    return entries
  }

  private static func read(at start: Int, in log: [UInt8]) -> (LogEntry, size: Int)? {
    guard start + Field.pages <= log.count else { return nil }
    let fields = log
    guard fields.word(at: start) == Field.signature else { return nil }
    let size = Int(fields.word(at: start + Field.size))
    guard size >= Field.pages, size % BaseBlock.sectorSize == 0, size <= log.count - start,
      Marvin32.hash(log[start + Field.pages..<start + size])
        == fields.doubleWord(at: start + Field.hash),
      Marvin32.hash(log[start..<start + Field.headerHash])
        == fields.doubleWord(at: start + Field.headerHash)
    else { return nil }

    let binsSize = Int(fields.word(at: start + Field.binsSize))
    guard binsSize > 0, binsSize % BinField.pageSize == 0 else { return nil }
    let count = Int(fields.word(at: start + Field.pageCount))
    guard count <= (size - Field.pages) / 8 else { return nil }
    var source = start + Field.pages + 8 * count
    var pages: [Page] = []
    pages.reserveCapacity(count)
    for index in 0..<count {
      let reference = start + Field.pages + 8 * index
      let offset = Int(fields.word(at: reference))
      let pageSize = Int(fields.word(at: reference + 4))
      guard pageSize <= start + size - source, offset + pageSize <= binsSize else { return nil }
      pages.append(Page(offset: offset, source: source..<source + pageSize))
      source += pageSize
    }
    let entry = LogEntry(
      flags: fields.word(at: start + Field.flags),
      sequence: fields.word(at: start + Field.sequence), binsSize: binsSize, pages: pages)
    return (entry, size)
  }
}
