/// How a hive is opened.
public struct HiveReadingOptions: Hashable, Sendable {
  /// Whether the transaction logs of a dirty hive are applied, in memory.
  /// Specification: "Dirty state of a hive".
  public enum Recovery: Hashable, Sendable {
    /// Logs are applied where the hive is dirty and they fit; the source is never written.
    case automatic
    /// The hive is read as it lies there.
    case off
  }

  /// What happens where a part of the hive is damaged.
  public enum Strictness: Hashable, Sendable {
    /// Reaching a damaged part throws. Opening looks at the base block and the bins alone.
    case strict
    /// Damaged parts are left out and become warnings. Opening walks the whole hive to find them.
    case lenient
  }

  /// Whether logs are applied; they are by default.
  public var recovery: Recovery
  /// What happens where a part of the hive is damaged; strict by default.
  public var strictness: Strictness

  /// Strict reading with automatic recovery, where nothing else is said.
  public init(recovery: Recovery = .automatic, strictness: Strictness = .strict) {
    self.recovery = recovery
    self.strictness = strictness
  }
}
