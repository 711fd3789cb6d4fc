/// Where the hive bins are: for every page of a hive, the end of the bin that it belongs to.
///
/// Specification: "Hive bin".
struct BinMap: Sendable {
  /// For each page of 4096 bytes, the end of its bin as a format's offset; 0 for a page in none.
  private var ends: [UInt32] = []
  /// Bytes of bins, from the start of the first to the end of the last.
  private(set) var size = 0
  /// The first thing that is wrong with the bins, where anything is.
  private(set) var problem: HiveError?

  /// The end of the bin that holds `offset`; nil outside the bins and inside a bin's header.
  @inline(__always)
  func end(ofBinWith offset: UInt32) -> Int? {
    let page = Int(offset) / BinField.pageSize
    guard page < ends.count else { return nil }
    let end = Int(ends[page])
    return Int(offset) + 4 <= end ? end : nil
  }

  /// Follows the bins in a whole hive file as far as they go.
  ///
  /// `declaredSize` is what the base block says; real bins beyond it count as well, because the
  /// number there may be out of date. Where bins before it are damaged, the rest of the hive is
  /// taken as one bin for lenient readers.
  init(of file: HiveBuffer, declaredSize: Int) {
    let available = max(0, file.count - BaseBlock.size)
    ends.reserveCapacity(available / BinField.pageSize)
    var offset = 0
    while offset + BinField.headerSize <= available {
      let start = BaseBlock.size + offset
      let binSize = Int(file.word(at: start + BinField.size))
      guard file.word(at: start) == Signature.bin,
        Int(file.word(at: start + BinField.offset)) == offset,
        binSize > 0, binSize % BinField.pageSize == 0, binSize <= available - offset
      else { break }
      append(pages: binSize / BinField.pageSize, end: offset + binSize)
      offset += binSize
    }
    size = offset
    guard offset < declaredSize else { return }
    let isCutOff = available < declaredSize
    problem = HiveError(
      isCutOff ? .truncated : .badBin,
      isCutOff
        ? "The file ends after \(file.count) bytes; the hive in it needs "
          + "\(BaseBlock.size + declaredSize). Get a complete copy, or read it leniently."
        : "The header of a hive bin is wrong. The hive is damaged here; "
          + "reading it leniently gives what is left.",
      cell: UInt32(truncatingIfNeeded: offset))
    let rest = (min(available, declaredSize) - offset) / 8 * 8
    append(
      pages: (rest + BinField.pageSize - 1) / BinField.pageSize, end: offset + max(rest, 0))
    size = offset + max(rest, 0)
  }

  /// Adds a bin at the end.
  mutating func appendBin(size binSize: Int) {
    size += binSize
    append(pages: binSize / BinField.pageSize, end: size)
  }

  private mutating func append(pages: Int, end: Int) {
    ends.append(
      contentsOf: repeatElement(UInt32(truncatingIfNeeded: end), count: max(pages, 0)))
  }
}
