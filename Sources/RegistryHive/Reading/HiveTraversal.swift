/// The way through a hive or a part of it: every key once, parents before children, siblings in
/// stored order, with all that belongs to a key checked.
///
/// Each byte of the hive is used once at most: a key reached twice, a cell inside another or data
/// shared by two values is a problem. That bounds time and memory by the size of the hive,
/// whatever its bytes say.
struct HiveTraversal {
  /// Keys may be nested this deeply. Windows' own limit is 512 levels.
  static let deepestLevel = 512

  /// What happens with a problem and, where there is one, the place in the image of the reference
  /// that must not be followed because of it: strict reading throws the problem.
  typealias Report = (HiveError, Int?) throws(HiveError) -> Void

  private let image: HiveImage
  private let report: Report
  /// What has been read so far.
  let claims: CellClaims
  /// Keys whose parent field is wrong and that are read where they are listed nevertheless.
  private(set) var movedKeys: [UInt32: UInt32] = [:]
  private let adoptsMovedKeys: Bool
  private let visitsLayerMarks: Bool
  private let readsAhead: Bool

  /// `visitsLayerMarks` is for those who must know of every cell: keys that only mark a change of
  /// another hive are visited as well.
  init(
    of image: HiveImage, adoptsMovedKeys: Bool = false, visitsLayerMarks: Bool = false,
    report: @escaping Report
  ) {
    self.image = image
    self.visitsLayerMarks = visitsLayerMarks
    self.adoptsMovedKeys = adoptsMovedKeys
    self.report = report
    readsAhead = image.buffer.count >= ReadAhead.smallestHive
    claims = CellClaims(size: image.buffer.count - BaseBlock.size)
  }

  /// A key that is to be visited.
  struct Step {
    let key: KeyNode
    let level: Int
    /// Whether the memory that its cells are in is on its way.
    var isTouched = false
  }

  /// Visits `top` and all below it, each key with its values.
  mutating func run(
    from top: KeyNode, _ visit: (HiveKey, HiveValues) throws(HiveError) -> Void
  ) throws(HiveError) {
    var values = HiveValues(image: image)
    var steps = [Step(key: top, level: 0)]
    try claims.claim(top.offset, in: image)
    while let step = steps.last {
      if readsAhead, !step.isTouched { touchNext(of: &steps) }
      steps.removeLast()
      if !values.isEmpty { values.records.removeAll(keepingCapacity: true) }
      try claimDetails(of: step.key)
      try collectValues(of: step.key, into: &values.records)
      try visit(HiveKey(image: image, node: step.key), values)
      let visited = steps.count
      try collectSubkeys(of: step, into: &steps)
      guard steps.count > visited else { continue }
      guard step.level < Self.deepestLevel else {
        steps.removeLast(steps.count - visited)
        try report(Self.tooDeep(step.key), step.key.start + KeyField.subkeyList)
        continue
      }
      // The last step is the next: the first subkey.
      steps.withUnsafeMutableBufferPointer { $0[visited...].reverse() }
    }
  }

  /// Touches the cells of the steps that come next.
  private func touchNext(of steps: inout [Step]) {
    var first = steps.count
    while first > 0, steps.count - first < ReadAhead.window, !steps[first - 1].isTouched {
      first -= 1
      steps[first].isTouched = true
    }
    ReadAhead.touch(steps[first...], in: image)
  }

  private static func tooDeep(_ key: KeyNode) -> HiveError {
    HiveError(
      .tooDeep, "Keys are nested deeper than \(deepestLevel) levels. The hive is damaged here.",
      cell: key.offset)
  }

  // MARK: What belongs to a key

  private mutating func claimDetails(of key: KeyNode) throws(HiveError) {
    let className = image.word(at: key.start + KeyField.className)
    if className != noCell, image.halfWord(at: key.start + KeyField.classNameSize) > 0 {
      do {
        try claims.claim(className, in: image)
        _ = try HiveKey(image: image, node: key).classNameUnits
      } catch {
        try report(error, key.start + KeyField.className)
      }
    }
    let security = image.word(at: key.start + KeyField.security)
    if security != noCell {
      do {
        try claims.claimShared(security, in: image)
      } catch {
        try report(error, key.start + KeyField.security)
      }
    }
  }

  private func collectValues(
    of key: KeyNode, into values: inout [ValueRecord]
  ) throws(HiveError) {
    let listPlace = key.start + KeyField.valueList
    guard key.valueCount(in: image) > 0, image.isFollowed(listPlace) else { return }
    let list: Range<Int>
    do {
      let (elements, cellSize) = try image.valueList(of: key)
      try claims.claim(image.word(at: listPlace), size: cellSize)
      list = elements
    } catch {
      return try report(error, listPlace)
    }
    var place = list.lowerBound
    while place < list.upperBound {
      if image.isFollowed(place) {
        do {
          let offset = image.word(at: place)
          let cell = try claims.claimedValueCell(at: offset, in: image)
          let value = try ValueRecord(at: offset, cell: cell, in: image) {
            (data) throws(HiveError) in try claims.claimedCell(at: data, in: image)
          }
          if value.isSegmented { try claims.claimSegments(of: value, in: image) }
          if !value.isTombstone(in: image) { values.append(value) }
        } catch {
          try report(error, place)
        }
      }
      place += 4
    }
  }

  private mutating func collectSubkeys(
    of step: Step, into steps: inout [Step]
  ) throws(HiveError) {
    let key = step.key
    let listPlace = key.start + KeyField.subkeyList
    let declared = key.subkeyCount(in: image)
    guard declared > 0, image.isFollowed(listPlace) else { return }
    var cells: SubkeyCells
    do {
      let list = image.word(at: listPlace)
      try claims.claim(list, in: image)
      cells = try SubkeyCells(list: list, in: image, readsAhead: readsAhead)
    } catch {
      return try report(error, listPlace)
    }
    var listed = 0
    var last: KeyNode?
    while true {
      let leaf = cells.nextLeaf(in: image)
      do {
        if let leaf, image.isFollowed(leaf.place) { try claims.claim(leaf.cell, in: image) }
        guard let element = try cells.next(in: image) else { break }
        listed += 1
        guard image.isFollowed(element.place) else { continue }
        guard let subkey = try subkey(element, of: key) else { continue }
        if let last, !last.isBefore(subkey, in: image) { try report(subkey.wrongOrder(), nil) }
        guard visitsLayerMarks || subkey.layering(in: image) == .merged else { continue }
        steps.append(Step(key: subkey, level: step.level + 1))
        last = subkey
      } catch {
        // Where claiming failed, the leaf is still the next one.
        if let leaf, leaf.place == cells.nextLeaf(in: image)?.place { cells.skipLeaf() }
        try report(error, leaf?.place)
      }
    }
    if listed != declared { try report(key.wrongCount(in: image), nil) }
  }

  /// The subkey that an element of a list leads to; nil where its problem was reported.
  @inline(__always)
  private mutating func subkey(
    _ element: SubkeyCells.Element, of key: KeyNode
  ) throws(HiveError) -> KeyNode? {
    do {
      let subkey = try claims.claimedKey(at: element.cell, in: image)
      try adopt(subkey, under: key)
      return subkey
    } catch {
      try report(error, element.place)
      return nil
    }
  }

  /// Checks that a key belongs where it is listed; one with a wrong parent field may be taken for
  /// a subkey of the key that lists it nevertheless.
  private mutating func adopt(_ subkey: KeyNode, under key: KeyNode) throws(HiveError) {
    do {
      try subkey.checkParent(is: key, in: image)
    } catch {
      guard adoptsMovedKeys, !subkey.isRoot(in: image) else { throw error }
      try report(error, nil)
      movedKeys[subkey.offset] = key.offset
    }
  }
}
