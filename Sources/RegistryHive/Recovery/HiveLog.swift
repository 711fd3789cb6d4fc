/// A transaction log of a hive: changes that Windows had noted but not yet written to the hive.
///
/// Specification: "Format of transaction log files".
public struct HiveLog: Sendable {
  /// The log's file name, for reports.
  public var name: String
  /// The log file's content.
  public var bytes: [UInt8]

  /// A log from its bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
