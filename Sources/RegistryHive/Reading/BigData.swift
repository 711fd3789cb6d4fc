/// Data that is kept in segments, because it is larger than 16344 bytes.
///
/// Specification: "Big data".
struct BigData {
  /// Where the list of segments begins in the image.
  let list: Int

  /// Checks the record at `start` and every segment of it.
  init(at start: Int, size: Int, valueAt offset: UInt32, in image: HiveImage) throws(HiveError) {
    let count = Int(image.halfWord(at: start + BigDataField.segmentCount))
    let cell = try image.cell(at: image.word(at: start + BigDataField.segmentList))
    guard count == Self.segmentCount(of: size), count * 4 <= cell.data.count else {
      throw Self.damaged(offset)
    }
    list = cell.start
    for index in 0..<count {
      let segment = try image.cell(at: image.word(at: list + 4 * index))
      guard Self.segmentSize(index, of: size) <= segment.data.count else {
        throw Self.damaged(offset)
      }
    }
  }

  /// The segments of a record that was checked, as places in the image.
  static func segments(list: Int, size: Int, in image: HiveImage) -> some Sequence<Range<Int>> {
    (0..<segmentCount(of: size)).lazy.map { index in
      let start = BaseBlock.size + 4 + Int(image.word(at: list + 4 * index))
      return start..<start + segmentSize(index, of: size)
    }
  }

  static func segmentCount(of size: Int) -> Int {
    (size + BigDataField.segmentCapacity - 1) / BigDataField.segmentCapacity
  }

  private static func segmentSize(_ index: Int, of size: Int) -> Int {
    min(BigDataField.segmentCapacity, size - index * BigDataField.segmentCapacity)
  }

  @inline(never)
  private static func damaged(_ offset: UInt32) -> HiveError {
    HiveError(
      .badBigData,
      "The segments of a large value do not make up its size. The hive is damaged here.",
      cell: offset)
  }
}
