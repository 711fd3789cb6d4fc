/// The bytes of a hive and what was learned when it was opened; shared by all keys and values.
///
/// Everything that reads a hive goes through the checked accessors here. Offsets called `offset`
/// are the format's (from the start of the hive bins); places called `start` and `end` count from
/// the start of the file.
@usableFromInline
final class HiveImage: Sendable {
  /// The base block and the hive bins.
  let buffer: HiveBuffer
  /// The same for reading, at hand without a detour.
  private let view: HiveBytes
  let baseBlock: BaseBlock
  let bins: BinMap
  let isLenient: Bool
  /// What lenient reading leaves out or reads otherwise; empty in strict reading.
  let damage: HiveDamage
  /// Whether a reference may have to be left out: false in all undamaged hives.
  let hasDamage: Bool
  /// Whether the version has keys and values that only mark changes of another hive.
  let hasLayers: Bool

  init(
    buffer: HiveBuffer, baseBlock: BaseBlock, bins: BinMap, isLenient: Bool,
    damage: HiveDamage = HiveDamage()
  ) {
    self.buffer = buffer
    view = buffer.view
    self.baseBlock = baseBlock
    self.bins = bins
    self.isLenient = isLenient
    self.damage = damage
    hasDamage = !damage.isEmpty
    hasLayers = baseBlock.minorVersion >= 6
  }

  /// A copy of the whole file.
  var bytes: [UInt8] { buffer.bytes }

  /// A range of the file; good as long as the image lives.
  @inline(__always)
  func bytes(in range: Range<Int>) -> UnsafeRawBufferPointer {
    view[range]
  }

  /// A view of a part of the file.
  @inline(__always)
  func view(at start: Int, count: Int) -> HiveBytes {
    view.view(at: start, count: count)
  }

  @inline(__always)
  func byte(at place: Int) -> UInt8 {
    view.byte(at: place)
  }

  @inline(__always)
  func halfWord(at place: Int) -> UInt16 {
    view.halfWord(at: place)
  }

  @inline(__always)
  func word(at place: Int) -> UInt32 {
    view.word(at: place)
  }

  @inline(__always)
  func doubleWord(at place: Int) -> UInt64 {
    view.doubleWord(at: place)
  }

  /// Whether the reference at `place` leads somewhere that may be read.
  @inline(__always)
  func isFollowed(_ place: Int) -> Bool {
    !hasDamage || !damage.rejected.contains(place)
  }

  /// The allocated cell at `offset`.
  @inline(__always)
  func cell(at offset: UInt32) throws(HiveError) -> HiveCell {
    let start = BaseBlock.size + Int(offset)
    guard offset & 7 == 0, let end = bins.end(ofBinWith: offset) else {
      throw Self.outside(offset)
    }
    let size = -Int(Int32(bitPattern: word(at: start)))
    guard size >= 8, size & 7 == 0, Int(offset) + size <= end else {
      throw Self.badSize(offset, size: -size)
    }
    return HiveCell(start: start + 4, data: view(at: start + 4, count: size - 4))
  }

  @inline(never)
  private static func outside(_ offset: UInt32) -> HiveError {
    HiveError(
      .badCell, "A field leads to a place that no cell can be at. The hive is damaged here.",
      cell: offset)
  }

  @inline(never)
  private static func badSize(_ offset: UInt32, size: Int) -> HiveError {
    HiveError(
      .badCell,
      size > 0
        ? "A field leads to a free cell. The hive is damaged here."
        : "A cell has the impossible size \(size). The hive is damaged here.",
      cell: offset)
  }

  /// More values than this cannot be in the hive: each needs a cell of its own.
  var largestPossibleValueCount: Int {
    (buffer.count - BaseBlock.size) / (ValueField.name + 4)
  }

  /// More keys than this cannot be in the hive: each needs a cell of its own.
  var largestPossibleKeyCount: Int {
    (buffer.count - BaseBlock.size) / (KeyField.name + 4)
  }
}
