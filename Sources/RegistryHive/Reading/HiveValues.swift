/// The values of a key, in stored order: that of their creation.
///
/// A view into the hive; values are made when they are asked for. Specification: "Key values list".
public struct HiveValues: RandomAccessCollection, Sendable {
  @usableFromInline let image: HiveImage
  @usableFromInline var records: [ValueRecord] = []

  init(image: HiveImage) {
    self.image = image
  }

  /// 0, as in an array.
  @inlinable
  public var startIndex: Int { 0 }
  /// How many values there are.
  @inlinable
  public var endIndex: Int { records.count }

  /// The value at a position from 0 on.
  @inlinable
  public subscript(position: Int) -> HiveValue {
    HiveValue(image: image, record: records[position])
  }
}
