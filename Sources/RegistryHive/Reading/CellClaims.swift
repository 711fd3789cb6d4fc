/// Which bytes of a hive something has been read from, so that nothing is read twice.
final class CellClaims {
  /// One bit for every eight bytes, the units that cells are made of.
  private let bits: UnsafeMutableBufferPointer<UInt64>
  /// Security descriptors that have been claimed.
  private var shared = PlaceSet()
  private var lastShared = noCell

  init(size: Int) {
    // A word more than needed, so that there always is a next one.
    bits = .allocate(capacity: (max(size, 0) + 511) / 512 + 1)
    bits.initialize(repeating: 0)
  }

  deinit {
    bits.deallocate()
  }

  /// Claims the `size` bytes of a cell that has been checked.
  @inline(__always)
  func claim(_ offset: UInt32, size: UInt32) throws(HiveError) {
    let word = Int(offset >> 9)
    let shift = UInt64(offset >> 3 & 63)
    let count = UInt64(size >> 3)
    // Most cells are in one word or two; both cases are one, for which is hard to foretell.
    guard count &- 1 < 64, word + 1 < bits.count else { return try claimLong(offset, size: size) }
    let units = UInt64.max &>> (64 &- count)
    let (first, second) = (units &<< shift, (units &>> 1) &>> (63 &- shift))
    guard bits[word] & first | bits[word + 1] & second == 0 else { throw Self.overlap(offset) }
    bits[word] |= first
    bits[word + 1] |= second
  }

  /// Claims a cell that may be in many words. What comes before a conflict stays claimed, so
  /// that however often a long cell is claimed in vain, it is gone through once.
  @inline(never)
  private func claimLong(_ offset: UInt32, size: UInt32) throws(HiveError) {
    let isFree = forEachWord(of: Int(offset) / 8..<(Int(offset) + Int(size)) / 8) { index, mask in
      guard bits[index] & mask == 0 else { return false }
      bits[index] |= mask
      return true
    }
    if !isFree { throw Self.overlap(offset) }
  }

  /// Claims the cell at `offset`.
  func claim(_ offset: UInt32, in image: HiveImage) throws(HiveError) {
    try claim(offset, size: image.cell(at: offset).size)
  }

  /// Reads the cell at `offset` and claims it.
  @inline(never)
  func claimedCell(at offset: UInt32, in image: HiveImage) throws(HiveError) -> HiveCell {
    let cell = try image.cell(at: offset)
    try claim(offset, size: cell.size)
    return cell
  }

  /// Reads the cell of the value at `offset` and claims it.
  @inline(never)
  func claimedValueCell(at offset: UInt32, in image: HiveImage) throws(HiveError) -> HiveCell {
    let cell = try ValueRecord.cell(at: offset, in: image)
    try claim(offset, size: cell.size)
    return cell
  }

  /// Reads the key at `offset` and claims its cell.
  @inline(never)
  func claimedKey(at offset: UInt32, in image: HiveImage) throws(HiveError) -> KeyNode {
    let key = try KeyNode(at: offset, in: image)
    try claim(offset, size: key.cellSize)
    return key
  }

  /// Claims a security descriptor, which any number of keys may share.
  @inline(__always)
  func claimShared(_ offset: UInt32, in image: HiveImage) throws(HiveError) {
    if offset != lastShared { try claimOtherShared(offset, in: image) }
  }

  private func claimOtherShared(_ offset: UInt32, in image: HiveImage) throws(HiveError) {
    lastShared = noCell
    // The set knows places of cells alone: one beside such a place is none of these.
    if offset & 7 != 0 || !shared.contains(Int(offset)) {
      _ = try image.securityDescriptor(at: offset)
      try claim(offset, in: image)
      shared.insert(Int(offset))
    }
    lastShared = offset
  }

  /// Claims a list of segments of data, and the segments.
  @inline(never)
  func claimSegments(of value: ValueRecord, in image: HiveImage) throws(HiveError) {
    let list = value.dataStart
    try claim(UInt32(list - 4 - BaseBlock.size), in: image)
    for segment in BigData.segments(list: list, size: Int(value.size), in: image) {
      try claim(UInt32(segment.lowerBound - 4 - BaseBlock.size), in: image)
    }
  }

  /// Whether nothing has been read from the `size` bytes at `offset`.
  func isUnclaimed(_ offset: Int, size: Int) -> Bool {
    forEachWord(of: offset / 8..<(offset + size) / 8) { index, mask in bits[index] & mask == 0 }
  }

  /// Calls `body` with each word of `bits` that `units` are in, and which bits of it they are, as
  /// long as it gives true; false where it did not.
  @inline(__always)
  private func forEachWord(of units: Range<Int>, _ body: (Int, UInt64) -> Bool) -> Bool {
    precondition(units.lowerBound >= 0 && units.upperBound <= bits.count * 64)
    var unit = units.lowerBound
    while unit < units.upperBound {
      let count = min(64 - unit % 64, units.upperBound - unit)
      guard body(unit / 64, (UInt64.max >> UInt64(64 - count)) << UInt64(unit % 64)) else {
        return false
      }
      unit += count
    }
    return true
  }

  @inline(never)
  private static func overlap(_ offset: UInt32) -> HiveError {
    HiveError(
      .overlappingCells,
      "Two parts of the hive claim the same bytes. The hive is damaged here.", cell: offset)
  }
}
