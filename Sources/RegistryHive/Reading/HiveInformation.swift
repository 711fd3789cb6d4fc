/// What is known of a hive as a whole.
///
/// Specification: "Base block", "Dirty state of a hive".
public struct HiveInformation: Hashable, Sendable {
  /// The minor version of the format, 3 to 6; the major version is 1. Specification: "Base block".
  public var minorVersion: Int
  /// Whether Windows was writing the hive when the file was taken, so that the file alone lacks
  /// recent changes. Tells about the file, also where recovery has put that right.
  /// Specification: "Dirty state of a hive".
  public var isDirty: Bool
  /// What recovery did; nil where the hive was clean, had no usable logs, or recovery was off.
  public var recovery: HiveRecovery?
  /// What is missing or damaged.
  public var warnings: [HiveWarning]
  /// The primary and the secondary sequence number, as the file states them.
  /// Specification: "Base block".
  public var sequences: [UInt32]
  /// When Windows last wrote the hive. Specification: "Base block".
  public var lastWritten: FileTime
  /// The end of the path that Windows knew the file by; often empty. Specification: "Base block".
  public var fileName: String
  /// Bytes of hive bins, after recovery. Specification: "Hive bin".
  public var binsSize: Int
}

/// What applying a dirty hive's transaction logs did.
///
/// Specification: "Format of transaction log files", "Multiple transaction log files".
public struct HiveRecovery: Hashable, Sendable {
  /// One log that was looked at.
  public struct Log: Hashable, Sendable {
    /// The log's file name.
    public var name: String
    /// Entries taken from it, in the new format; 0 or 1 in the old one.
    /// Specification: "Log entries".
    public var entriesApplied: Int
  }

  /// The logs that were looked at and have usable entries, by name.
  public var logs: [Log]
  /// The sequence number of the last change that was applied. Specification: "Log entries".
  public var lastSequence: UInt32

  /// Entries taken from all logs.
  public var entriesApplied: Int {
    logs.reduce(0) { $0 + $1.entriesApplied }
  }
}

/// Something that could not be read, or may be out of date, in a hive that was read nevertheless.
public struct HiveWarning: Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing; stable.
  public enum Kind: String, Hashable, Sendable {
    /// The hive is dirty and no log brought it up to date: recent changes are missing.
    case recentChangesMissing = "hive.recentChangesMissing"
    /// The base block's checksum is wrong.
    case damagedBaseBlock = "hive.damagedBaseBlock"
    /// A part of the hive was left out.
    case partLeftOut = "hive.partLeftOut"
    /// More parts were left out than are listed.
    case more = "hive.more"
  }

  /// What kind of thing.
  public var kind: Kind
  /// What is missing or damaged, for people.
  public var message: String
  /// The error that strict reading would have thrown, where there is one.
  public var cause: HiveError?

  /// A warning of this kind.
  public init(_ kind: Kind, _ message: String, cause: HiveError? = nil) {
    self.kind = kind
    self.message = message
    self.cause = cause
  }

  /// The kind and the message, with the cell where one is concerned.
  public var description: String {
    "\(kind.rawValue): \(message)" + (cause?.place ?? "")
  }
}
