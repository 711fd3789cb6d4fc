/// A value that has been checked: where it and its data are, without the hive that they are in.
///
/// Specification: "Key value".
@usableFromInline
struct ValueRecord: Sendable {
  /// The cell, from the start of the hive bins.
  let offset: UInt32
  /// Bytes of data.
  let size: UInt32
  /// Whether the data is in segments. The list of them is at `dataStart` then, and all of it has
  /// been checked; else the data itself is there.
  let isSegmented: Bool
  private(set) var dataStart: Int

  /// The first byte of the record in the file.
  @inline(__always)
  var start: Int { BaseBlock.size + 4 + Int(offset) }

  /// Reads the value at `offset` and finds its data. Its cell and that of its data are claimed,
  /// each with its size, before they are gone through.
  @inline(__always)
  init(
    at offset: UInt32, in image: HiveImage,
    claim: (UInt32, UInt32) throws(HiveError) -> Void
  ) throws(HiveError) {
    let (cell, _) = try Self.checkedName(at: offset, in: image)
    try claim(offset, UInt32(truncatingIfNeeded: cell.count + 4))
    try self.init(at: offset, cell: cell, in: image, claim: claim)
  }

  /// Reads the value at `offset` and finds its data.
  init(at offset: UInt32, in image: HiveImage) throws(HiveError) {
    try self.init(at: offset, in: image) { (_, _) in }
  }

  /// Reads the value at `offset` if it has the name; nil where it has another.
  init?(at offset: UInt32, named name: SoughtName, in image: HiveImage) throws(HiveError) {
    let (cell, stored) = try Self.checkedName(at: offset, in: image)
    guard name.matches(stored, in: image) else { return nil }
    try self.init(at: offset, cell: cell, in: image) { (_, _) in }
  }

  @inline(__always)
  private init(
    at offset: UInt32, cell: Range<Int>, in image: HiveImage,
    claim: (UInt32, UInt32) throws(HiveError) -> Void
  ) throws(HiveError) {
    self.offset = offset
    let start = cell.lowerBound
    let storedSize = image.word(at: start + ValueField.dataSize)
    size = storedSize & ~ValueField.inlineBit
    if storedSize & ValueField.inlineBit != 0 || size == 0 {
      guard size <= 4 else {
        throw Self.damaged("A value keeps more data in its own cell than fits there.", offset)
      }
      (dataStart, isSegmented) = (start + ValueField.data, false)
      return
    }
    let dataOffset = image.word(at: start + ValueField.data)
    let dataCell = try image.cell(at: dataOffset)
    try claim(dataOffset, UInt32(truncatingIfNeeded: dataCell.count + 4))
    isSegmented = size > dataCell.count
    dataStart = dataCell.lowerBound
    if isSegmented {
      dataStart = try Self.findSegments(of: offset, at: dataCell, size: Int(size), in: image)
    }
  }

  @inline(__always)
  private static func checkedName(
    at offset: UInt32, in image: HiveImage
  ) throws(HiveError) -> (cell: Range<Int>, name: StoredName) {
    let cell = try image.cell(at: offset)
    guard cell.count >= ValueField.name,
      image.halfWord(at: cell.lowerBound) == Signature.value
    else {
      throw damaged("A field leads to a value that is none.", offset)
    }
    let name = name(at: cell.lowerBound, in: image)
    guard ValueField.name + name.size <= cell.count, name.isCompressed || name.size % 2 == 0
    else {
      throw damaged("The name of a value does not fit its cell.", offset)
    }
    return (cell, name)
  }

  @inline(never)
  private static func findSegments(
    of offset: UInt32, at cell: Range<Int>, size: Int, in image: HiveImage
  ) throws(HiveError) -> Int {
    guard image.baseBlock.minorVersion > BigDataField.lastVersionWithout,
      size > BigDataField.segmentCapacity, size < image.buffer.count,
      cell.count >= BigDataField.size,
      image.halfWord(at: cell.lowerBound) == Signature.bigData
    else {
      throw damaged("The data of a value does not fit its cell.", offset)
    }
    return try BigData(at: cell.lowerBound, size: size, valueAt: offset, in: image).list
  }

  @inline(never)
  private static func damaged(_ what: String, _ offset: UInt32) -> HiveError {
    HiveError(.badValue, what + " The hive is damaged here.", cell: offset)
  }

  @inline(__always)
  private static func name(at start: Int, in image: HiveImage) -> StoredName {
    StoredName(
      start: start + ValueField.name,
      size: Int(image.halfWord(at: start + ValueField.nameSize)),
      isCompressed: image.halfWord(at: start + ValueField.flags) & ValueField.compressedName != 0)
  }

  @inline(__always)
  func name(in image: HiveImage) -> StoredName {
    Self.name(at: start, in: image)
  }

  /// Whether the value only marks the deletion of a value in the hive below this one (regf 1.6).
  @inline(__always)
  func isTombstone(in image: HiveImage) -> Bool {
    image.hasLayers && image.halfWord(at: start + ValueField.flags) & ValueField.tombstone != 0
  }
}
