/// Touches the cells of keys that a traversal is about to visit, so that the memory they are in is
/// on its way when they are read: many cells of many keys at once instead of one after the other.
///
/// Changes nothing but speed; wherever a damaged hive leads, nothing outside it is touched.
struct ReadAhead {
  /// Hives smaller than this are in the processor's caches after they were read.
  static let smallestHive = 1 << 21
  /// So many keys are looked after at once.
  static let window = 16
  /// Values of one key that are looked after.
  private static let values = 6

  /// Touches the value lists, values and data of `keys`.
  static func touch(_ keys: ArraySlice<HiveTraversal.Step>, in image: HiveImage) {
    var sum = 0
    for step in keys {
      sum &+= peek(image.word(at: step.key.start + KeyField.valueList), in: image)
      sum &+= peek(image.word(at: step.key.start + KeyField.subkeyList), in: image)
    }
    forEachValue(of: keys, in: image) { sum &+= peek($0, in: image) }
    forEachValue(of: keys, in: image) { value in
      let place = BaseBlock.size + 4 + Int(value)
      guard place + ValueField.name <= image.buffer.count,
        image.word(at: place + ValueField.dataSize) & ValueField.inlineBit == 0
      else { return }
      sum &+= peek(image.word(at: place + ValueField.data), in: image)
    }
    keep(sum)
  }

  /// Touches the cells that a list of subkeys leads to.
  static func touch(elements: Range<Int>, stride: Int, in image: HiveImage) {
    var sum = 0
    for place in Swift.stride(from: elements.lowerBound, to: elements.upperBound, by: stride) {
      // A key node is longer than a cache line, and the name is in the second.
      let key = image.word(at: place)
      sum &+= peek(key, in: image) &+ peek(key &+ UInt32(KeyField.name), in: image)
    }
    keep(sum)
  }

  @inline(__always)
  private static func forEachValue(
    of keys: ArraySlice<HiveTraversal.Step>, in image: HiveImage, _ body: (UInt32) -> Void
  ) {
    for step in keys {
      let count = min(Int(image.word(at: step.key.start + KeyField.valueCount)), values)
      let list = BaseBlock.size + 4 + Int(image.word(at: step.key.start + KeyField.valueList))
      guard count > 0, list + 4 * count <= image.buffer.count else { continue }
      for index in 0..<count { body(image.word(at: list + 4 * index)) }
    }
  }

  /// A byte of the cell at `offset`, 0 outside the hive.
  @inline(__always)
  private static func peek(_ offset: UInt32, in image: HiveImage) -> Int {
    let place = BaseBlock.size + Int(offset)
    return place < image.buffer.count ? Int(image.byte(at: place)) : 0
  }

  /// Makes the sum needed, so that touching is not optimized away; it is never negative.
  @inline(__always)
  private static func keep(_ sum: Int) {
    precondition(sum >= 0)
  }
}
