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
    var key: KeyNode
    var level: Int
  }

  /// Visits `top` and all below it, each key with its values.
  mutating func run(
    from top: KeyNode, _ visit: (HiveKey, HiveValues) throws(HiveError) -> Void
  ) throws(HiveError) {
    var values = HiveValues(image: image)
    var subkeys: [KeyNode] = []
    var steps = [Step(key: top, level: 0)]
    // Steps from here on have been touched.
    var touched = 1
    try claims.claim(top.offset, in: image)
    while let step = steps.last {
      if steps.count <= touched, readsAhead {
        touched = max(0, steps.count - ReadAhead.window)
        ReadAhead.touch(steps[touched...], in: image)
      }
      steps.removeLast()
      if !values.isEmpty { values.records.removeAll(keepingCapacity: true) }
      if !subkeys.isEmpty { subkeys.removeAll(keepingCapacity: true) }
      try claimDetails(of: step.key)
      try collectValues(of: step.key, into: &values.records)
      try visit(HiveKey(image: image, node: step.key), values)
      try collectSubkeys(of: step.key, into: &subkeys)
      guard !subkeys.isEmpty else { continue }
      guard step.level < Self.deepestLevel else {
        try report(Self.tooDeep(step.key), step.key.start + KeyField.subkeyList)
        continue
      }
      for subkey in subkeys.reversed() {
        steps.append(Step(key: subkey, level: step.level + 1))
      }
      touched = steps.count
    }
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

  private mutating func collectValues(
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
    for place in stride(from: list.lowerBound, to: list.upperBound, by: 4)
    where image.isFollowed(place) {
      do {
        let value = try ValueRecord(at: image.word(at: place), in: image) {
          (cell, size) throws(HiveError) in try claims.claim(cell, size: size)
        }
        if value.isSegmented { try claims.claimSegments(of: value, in: image) }
        if !value.isTombstone(in: image) { values.append(value) }
      } catch {
        try report(error, place)
      }
    }
  }

  private mutating func collectSubkeys(
    of key: KeyNode, into subkeys: inout [KeyNode]
  ) throws(HiveError) {
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
    while true {
      let leaf = cells.nextLeaf(in: image)
      do {
        if let leaf, image.isFollowed(leaf.place) { try claims.claim(leaf.cell, in: image) }
        guard let element = try cells.next(in: image) else { break }
        listed += 1
        guard image.isFollowed(element.place) else { continue }
        try collectSubkey(element, of: key, into: &subkeys)
      } catch {
        // Where claiming failed, the leaf is still the next one.
        if let leaf, leaf.place == cells.nextLeaf(in: image)?.place { cells.skipLeaf() }
        try report(error, leaf?.place)
      }
    }
    if listed != declared { try report(key.wrongCount(in: image), nil) }
  }

  private mutating func collectSubkey(
    _ element: SubkeyCells.Element, of key: KeyNode, into subkeys: inout [KeyNode]
  ) throws(HiveError) {
    let subkey: KeyNode
    do {
      subkey = try KeyNode(at: element.cell, in: image)
      try claims.claim(element.cell, size: subkey.cellSize)
      try adopt(subkey, under: key)
    } catch {
      return try report(error, element.place)
    }
    if let last = subkeys.last, !last.isBefore(subkey, in: image) {
      try report(subkey.wrongOrder(), nil)
    }
    if visitsLayerMarks || subkey.layering(in: image) == .merged { subkeys.append(subkey) }
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
