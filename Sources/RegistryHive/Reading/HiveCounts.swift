/// How much there is in a hive or below a key, the key itself included.
public struct HiveCounts: Hashable, Sendable {
  /// Keys.
  public var keys = 0
  /// Values of all keys.
  public var values = 0
  /// Bytes of value data.
  public var valueBytes = 0

  /// Nothing.
  public init() {}
}
