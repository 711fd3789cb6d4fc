/// The values of a key, in stored order: that of their creation.
///
/// A view into the hive; values are made when they are asked for.
public struct HiveValues: RandomAccessCollection, Sendable {
  let image: HiveImage
  var records: [ValueRecord] = []

  /// 0, as in an array.
  public var startIndex: Int { 0 }
  /// How many values there are.
  public var endIndex: Int { records.count }

  /// The value at a position from 0 on.
  public subscript(position: Int) -> HiveValue {
    HiveValue(image: image, record: records[position])
  }
}
