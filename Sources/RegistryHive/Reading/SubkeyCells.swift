/// The cells of a key's subkeys, in stored order, from leaves (`li`, `lf`, `lh`) and index
/// roots (`ri`).
///
/// Specification: "Index leaf", "Fast leaf", "Hash leaf", "Index root".
struct SubkeyCells {
  /// What a leaf keeps beside each subkey.
  enum LeafKind {
    case plain, hint, hash
  }

  /// Leaves of an index root that are still to be read, as a range of bytes.
  private var leaves = 0..<0
  private var elements = 0..<0
  private let readsAhead: Bool
  private var stride = 4
  private(set) var leafKind = LeafKind.plain

  /// Begins with the list at `list`, a leaf or an index root.
  init(list: UInt32, in image: HiveImage, readsAhead: Bool = false) throws(HiveError) {
    self.readsAhead = readsAhead
    try openList(list, mayBeRoot: true, in: image)
  }

  /// One subkey in a list.
  struct Element {
    /// Where in the image the reference to the subkey is.
    let place: Int
    let cell: UInt32
    /// The hint or hash beside it, in a fast or hash leaf.
    let mark: UInt32
  }

  /// The next subkey. After an error, the next call goes on behind the damaged leaf.
  mutating func next(in image: HiveImage) throws(HiveError) -> Element? {
    while elements.isEmpty {
      guard let leaf = nextLeaf(in: image) else { return nil }
      skipLeaf()
      if image.isFollowed(leaf.place) {
        try openList(leaf.cell, mayBeRoot: false, in: image)
      }
    }
    let place = elements.lowerBound
    elements = place + stride..<elements.upperBound
    return Element(
      place: place, cell: image.word(at: place),
      mark: stride == 8 ? image.word(at: place + 4) : 0)
  }

  /// The leaf that ``next(in:)`` will open, where it will open one.
  func nextLeaf(in image: HiveImage) -> (place: Int, cell: UInt32)? {
    guard elements.isEmpty, !leaves.isEmpty else { return nil }
    return (leaves.lowerBound, image.word(at: leaves.lowerBound))
  }

  /// Leaves out the leaf that ``next(in:)`` would open.
  mutating func skipLeaf() {
    guard !leaves.isEmpty else { return }
    leaves = leaves.lowerBound + 4..<leaves.upperBound
  }

  private mutating func openList(
    _ offset: UInt32, mayBeRoot: Bool, in image: HiveImage
  ) throws(HiveError) {
    let cell = try image.cell(at: offset)
    // Every cell has room for these: data begins at 4 and cells are of 8 bytes and more.
    let signature = cell.data.halfWord(at: 0)
    let count = Int(cell.data.halfWord(at: ListField.count))
    let start = cell.start + ListField.elements
    let room = cell.data.count - ListField.elements
    switch signature {
    case Signature.hashLeaf: (stride, leafKind) = (8, .hash)
    case Signature.fastLeaf: (stride, leafKind) = (8, .hint)
    case Signature.indexLeaf: (stride, leafKind) = (4, .plain)
    case Signature.indexRoot where mayBeRoot:
      guard count * 4 <= room else { throw Self.tooShort(offset) }
      leaves = start..<start + count * 4
      return
    default:
      throw HiveError(
        .badSubkeyList, "A list of subkeys is none. The hive is damaged here.", cell: offset)
    }
    guard count * stride <= room else { throw Self.tooShort(offset) }
    elements = start..<start + count * stride
    if readsAhead { ReadAhead.touch(elements: elements, stride: stride, in: image) }
  }

  @inline(never)
  private static func tooShort(_ offset: UInt32) -> HiveError {
    HiveError(
      .badSubkeyList,
      "A list of subkeys says it is longer than its cell. The hive is damaged here.",
      cell: offset)
  }
}
