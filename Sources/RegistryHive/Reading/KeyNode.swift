/// A key node that has been checked: where it is, without the hive that it is in.
///
/// Specification: "Key node".
struct KeyNode {
  /// The cell, from the start of the hive bins.
  let offset: UInt32
  /// The size of the cell, its size field included.
  let cellSize: UInt32

  /// The first byte of the node in the file.
  @inline(__always)
  var start: Int { BaseBlock.size + 4 + Int(offset) }

  /// Reads the key node at `offset`.
  @inline(__always)
  init(at offset: UInt32, in image: HiveImage) throws(HiveError) {
    let cell = try image.cell(at: offset)
    guard cell.data.count >= KeyField.name, cell.data.halfWord(at: 0) == Signature.keyNode else {
      throw Self.notAKey(offset)
    }
    self.offset = offset
    cellSize = cell.size
    guard Self.name(in: cell.data, at: cell.start).fits(cell, from: KeyField.name) else {
      throw Self.badName(offset)
    }
  }

  /// The fields before the name.
  @inline(__always)
  func fields(in image: HiveImage) -> HiveBytes {
    image.view(at: start, count: KeyField.name)
  }

  @inline(__always)
  func name(in image: HiveImage) -> StoredName {
    Self.name(in: fields(in: image), at: start)
  }

  @inline(__always)
  private static func name(in fields: HiveBytes, at start: Int) -> StoredName {
    let flags = HiveKey.Flags(rawValue: fields.halfWord(at: KeyField.flags))
    return StoredName(
      start: start + KeyField.name, size: Int(fields.halfWord(at: KeyField.nameSize)),
      isCompressed: flags.contains(.compressedName))
  }

  @inline(__always)
  func flags(in image: HiveImage) -> HiveKey.Flags {
    HiveKey.Flags(rawValue: image.halfWord(at: start + KeyField.flags))
  }

  @inline(__always)
  func subkeyCount(in image: HiveImage) -> Int {
    Int(image.word(at: start + KeyField.subkeyCount))
  }

  @inline(__always)
  func valueCount(in image: HiveImage) -> Int {
    let fields = fields(in: image)
    let flags = HiveKey.Flags(rawValue: fields.halfWord(at: KeyField.flags))
    return flags.contains(.predefinedHandle) ? 0 : Int(fields.word(at: KeyField.valueCount))
  }

  @inline(__always)
  func layering(in image: HiveImage) -> HiveKey.Layering {
    guard image.hasLayers else { return .merged }
    return HiveKey.Layering(rawValue: image.byte(at: start + KeyField.layering) & 3) ?? .merged
  }

  /// The cell of the key that this one is listed under.
  @inline(__always)
  func parent(in image: HiveImage) -> UInt32 {
    if image.hasDamage, let moved = image.damage.parents[offset] { return moved }
    return image.word(at: start + KeyField.parent)
  }

  @inline(__always)
  func isRoot(in image: HiveImage) -> Bool {
    offset == image.baseBlock.rootCell
  }

  /// Throws unless the node says that `key` is the one that it is listed under.
  @inline(__always)
  func checkParent(is key: KeyNode, in image: HiveImage) throws(HiveError) {
    guard parent(in: image) == key.offset, !isRoot(in: image) else {
      throw Self.wrongParent(offset)
    }
  }

  /// Whether two neighbours in a list of subkeys are in the order of names, and not the same.
  ///
  /// Upper-case tables grew from one Windows to the next. Beyond Latin-1, where they may differ, the
  /// order of the plain units is right as well.
  func isBefore(_ next: KeyNode, in image: HiveImage) -> Bool {
    let name = name(in: image)
    let nextName = next.name(in: image)
    if name.isCompressed, nextName.isCompressed {
      return name.isBefore(nextName, in: image)
    }
    var plainOrder = 0
    for index in 0..<min(name.count, nextName.count) {
      let (a, b) = (name.unit(at: index, in: image), nextName.unit(at: index, in: image))
      guard a != b else { continue }
      if plainOrder == 0, a > 0xFF || b > 0xFF { plainOrder = Int(a) - Int(b) }
      let difference = Int(RegistryName.upper(a)) - Int(RegistryName.upper(b))
      if difference != 0 { return difference < 0 || plainOrder < 0 }
    }
    return name.count < nextName.count || name.count == nextName.count && plainOrder < 0
  }
}

// MARK: - Errors

extension KeyNode {
  @inline(never)
  private static func notAKey(_ offset: UInt32) -> HiveError {
    HiveError(
      .badKey, "A field leads to a key that is none. The hive is damaged here.", cell: offset)
  }

  @inline(never)
  private static func badName(_ offset: UInt32) -> HiveError {
    HiveError(
      .badKey, "The name of a key does not fit its cell. The hive is damaged here.", cell: offset)
  }

  @inline(never)
  private static func wrongParent(_ offset: UInt32) -> HiveError {
    HiveError(
      .wrongParent,
      "A key is listed under a key that is not its parent. The hive is damaged here.",
      cell: offset)
  }

  @inline(never)
  func wrongCount(in image: HiveImage) -> HiveError {
    HiveError(
      .badSubkeyList,
      "A key says it has \(subkeyCount(in: image)) subkeys, but its list has another number. "
        + "The hive is damaged here.",
      cell: offset)
  }

  @inline(never)
  func wrongOrder() -> HiveError {
    HiveError(
      .wrongOrder,
      "A key is listed out of the order of names, or twice. The hive is damaged here.",
      cell: offset)
  }
}
