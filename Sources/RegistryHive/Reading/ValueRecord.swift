/// A value that has been checked: where it and its data are, without the hive that they are in.
///
/// Specification: "Key value".
@usableFromInline
struct ValueRecord: Sendable {
  /// The cell, from the start of the hive bins.
  let offset: UInt32
  /// Bytes of data.
  @usableFromInline let size: UInt32
  /// Whether the data is in segments. The list of them is at `dataStart` then, and all of it has
  /// been checked; else the data itself is there.
  @usableFromInline let isSegmented: Bool
  private(set) var dataStart: Int

  /// The first byte of the record in the file.
  @inline(__always)
  var start: Int { BaseBlock.size + 4 + Int(offset) }

  /// Reads the value at `offset` and finds its data.
  init(at offset: UInt32, in image: HiveImage) throws(HiveError) {
    let cell = try Self.cell(at: offset, in: image)
    try self.init(at: offset, cell: cell, in: image, dataCell: image.cell)
  }

  /// Reads the value at `offset` if it has the name; nil where it has another.
  init?(at offset: UInt32, named name: SoughtName, in image: HiveImage) throws(HiveError) {
    let cell = try Self.cell(at: offset, in: image)
    guard name.matches(Self.name(in: cell), in: image) else { return nil }
    try self.init(at: offset, cell: cell, in: image, dataCell: image.cell)
  }

  /// Reads the value in a cell that has been checked. `dataCell` gives the cell of its data.
  @inline(__always)
  init(
    at offset: UInt32, cell: HiveCell, in image: HiveImage,
    dataCell: (UInt32) throws(HiveError) -> HiveCell
  ) throws(HiveError) {
    self.offset = offset
    let storedSize = cell.data.word(at: ValueField.dataSize)
    size = storedSize & ~ValueField.inlineBit
    if storedSize & ValueField.inlineBit != 0 || size == 0 {
      guard size <= 4 else {
        throw Self.damaged("A value keeps more data in its own cell than fits there.", offset)
      }
      (dataStart, isSegmented) = (cell.start + ValueField.data, false)
      return
    }
    let data = try dataCell(cell.data.word(at: ValueField.data))
    isSegmented = size > data.data.count
    dataStart = data.start
    if isSegmented {
      dataStart = try Self.findSegments(of: offset, at: data, size: Int(size), in: image)
    }
  }

  /// The cell of the value at `offset`, with all of a value's fields and its name in it.
  @inline(__always)
  static func cell(at offset: UInt32, in image: HiveImage) throws(HiveError) -> HiveCell {
    let cell = try image.cell(at: offset)
    guard cell.data.count >= ValueField.name, cell.data.halfWord(at: 0) == Signature.value else {
      throw damaged("A field leads to a value that is none.", offset)
    }
    guard name(in: cell).fits(cell, from: ValueField.name) else {
      throw damaged("The name of a value does not fit its cell.", offset)
    }
    return cell
  }

  @inline(never)
  private static func findSegments(
    of offset: UInt32, at cell: HiveCell, size: Int, in image: HiveImage
  ) throws(HiveError) -> Int {
    guard image.baseBlock.minorVersion > BigDataField.lastVersionWithout,
      size > BigDataField.segmentCapacity, size < image.buffer.count,
      cell.data.count >= BigDataField.size,
      cell.data.halfWord(at: 0) == Signature.bigData
    else {
      throw damaged("The data of a value does not fit its cell.", offset)
    }
    return try BigData(at: cell.start, size: size, valueAt: offset, in: image).list
  }

  @inline(never)
  private static func damaged(_ what: String, _ offset: UInt32) -> HiveError {
    HiveError(.badValue, what + " The hive is damaged here.", cell: offset)
  }

  @inline(__always)
  private static func name(in cell: HiveCell) -> StoredName {
    StoredName(
      start: cell.start + ValueField.name,
      size: Int(cell.data.halfWord(at: ValueField.nameSize)),
      isCompressed: cell.data.halfWord(at: ValueField.flags) & ValueField.compressedName != 0)
  }

  @inline(__always)
  func name(in image: HiveImage) -> StoredName {
    Self.name(
      in: HiveCell(start: start, data: image.view(at: start, count: ValueField.name)))
  }

  /// Whether the value only marks the deletion of a value in the hive below this one (regf 1.6).
  @inline(__always)
  func isTombstone(in image: HiveImage) -> Bool {
    image.hasLayers && image.halfWord(at: start + ValueField.flags) & ValueField.tombstone != 0
  }
}
