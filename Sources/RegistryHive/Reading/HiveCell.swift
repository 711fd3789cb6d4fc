/// The data of an allocated cell of a hive, for reading.
///
/// Specification: "Cell".
struct HiveCell {
  /// The first byte of the data in the file.
  let start: Int
  /// The data, without the cell's size.
  let data: HiveBytes

  /// Bytes of the cell, its size field included.
  @inline(__always)
  var size: UInt32 { UInt32(truncatingIfNeeded: data.count + 4) }
}
