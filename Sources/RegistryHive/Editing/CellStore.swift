/// The bytes of a hive that is being edited, and which of its cells are free.
///
/// Cells that an edit does not concern stay where they are, byte for byte. The hive has been
/// checked as a whole before (see ``HiveEditor``), so offsets found in it lead to cells.
struct CellStore {
  private(set) var bytes: [UInt8]
  private var bins: BinMap
  private var free = FreeCells()

  /// `bytes` is the base block and whole bins, `bins` where these are, `claims` what keys and
  /// values have been read from.
  init(bytes: [UInt8], bins: BinMap, claims: CellClaims) {
    self.bytes = bytes
    self.bins = bins
    findFreeCells(besides: claims)
  }

  /// Bytes of hive bins.
  var binsSize: Int { bins.size }

  var binMap: BinMap { bins }

  private mutating func findFreeCells(besides claims: CellClaims) {
    var bin = 0
    while bin < bins.size, let end = bins.end(ofBinWith: UInt32(bin)) {
      var offset = bin + BinField.headerSize
      while offset + 8 <= end {
        let size = Int(Int32(bitPattern: bytes.word(at: BaseBlock.size + offset)))
        // A bin with a damaged chain of cells: what is behind the damage is not used again.
        guard size != 0, abs(size) % 8 == 0, offset + abs(size) <= end else { break }
        // A damaged hive may have live cells inside what its bins call free.
        if size > 0, claims.isUnclaimed(offset, size: size) {
          free.insert(UInt32(offset), size: size)
        }
        offset += abs(size)
      }
      bin = end
    }
  }

  // MARK: Fields

  /// The place of a cell's data in `bytes`.
  func start(of cell: UInt32) -> Int {
    BaseBlock.size + 4 + Int(cell)
  }

  /// How many bytes of data a cell has room for.
  func capacity(of cell: UInt32) -> Int {
    -Int(Int32(bitPattern: bytes.word(at: BaseBlock.size + Int(cell)))) - 4
  }

  func halfWord(_ cell: UInt32, _ field: Int) -> UInt16 {
    bytes.halfWord(at: start(of: cell) + field)
  }

  func word(_ cell: UInt32, _ field: Int) -> UInt32 {
    bytes.word(at: start(of: cell) + field)
  }

  mutating func set(_ cell: UInt32, _ field: Int, _ value: UInt16) {
    bytes.store(value, at: start(of: cell) + field)
  }

  mutating func set(_ cell: UInt32, _ field: Int, _ value: UInt32) {
    bytes.store(value, at: start(of: cell) + field)
  }

  mutating func set(_ cell: UInt32, _ field: Int, _ value: UInt64) {
    bytes.store(value, at: start(of: cell) + field)
  }

  /// Writes `content` into a cell from `field` on.
  mutating func set(_ cell: UInt32, _ field: Int, _ content: some Collection<UInt8>) {
    let place = start(of: cell) + field
    bytes.replaceSubrange(place..<place + content.count, with: content)
  }

  /// Changes the base block or another part outside cells.
  mutating func setHeader(_ change: (inout [UInt8]) -> Void) {
    change(&bytes)
  }

  // MARK: Cells

  /// A new cell with room for `size` bytes, all zero.
  mutating func allocate(_ size: Int) throws(HiveError) -> UInt32 {
    let needed = (size + 4 + 7) / 8 * 8
    if let (cell, found) = free.take(atLeast: needed) {
      return place(needed, at: cell, of: found)
    }
    let binSize =
      (needed + BinField.headerSize + BinField.pageSize - 1) / BinField.pageSize
      * BinField.pageSize
    let bin = bins.size
    guard bin + binSize <= Int(Int32.max) else {
      throw HiveError(.tooLarge, "The hive would become larger than 2 GB. Remove something first.")
    }
    bytes.resize(to: BaseBlock.size + bin + binSize)
    bytes.store(Signature.bin, at: BaseBlock.size + bin)
    bytes.store(UInt32(bin), at: BaseBlock.size + bin + BinField.offset)
    bytes.store(UInt32(binSize), at: BaseBlock.size + bin + BinField.size)
    bins.appendBin(size: binSize)
    return place(
      needed, at: UInt32(bin + BinField.headerSize), of: binSize - BinField.headerSize)
  }

  /// Makes the first `size` bytes of a free stretch a cell and leaves the rest free.
  private mutating func place(_ size: Int, at cell: UInt32, of available: Int) -> UInt32 {
    let start = BaseBlock.size + Int(cell)
    bytes.replaceSubrange(
      start + 4..<start + size, with: repeatElement(0, count: size - 4))
    bytes.store(UInt32(bitPattern: -Int32(size)), at: start)
    if available > size {
      setFree(cell + UInt32(size), size: available - size)
    }
    return cell
  }

  /// Frees a cell, and joins it with free neighbours in the same bin.
  mutating func release(_ cell: UInt32) {
    var cell = cell
    var size = -Int(Int32(bitPattern: bytes.word(at: BaseBlock.size + Int(cell))))
    let end = bins.end(ofBinWith: cell) ?? 0
    if Int(cell) + size < end, let next = free.remove(at: cell + UInt32(size)) {
      size += next
    }
    if let (previous, previousSize) = free.remove(endingAt: cell),
      bins.end(ofBinWith: previous) == end
    {
      cell = previous
      size += previousSize
    }
    setFree(cell, size: size)
  }

  private mutating func setFree(_ cell: UInt32, size: Int) {
    bytes.store(UInt32(size), at: BaseBlock.size + Int(cell))
    free.insert(cell, size: size)
  }
}

extension CellStore {
  /// Whether there is an allocated cell at `cell`, as far as can be told from there.
  func isAllocated(_ cell: UInt32) -> Bool {
    guard cell & 7 == 0, let end = bins.end(ofBinWith: cell) else { return false }
    let size = capacity(of: cell) + 4
    return size >= 8 && size % 8 == 0 && Int(cell) + size <= end
  }
}
