/// A version of the format that new hives can have.
///
/// Specification: "Base block", minor version; "Big data".
public enum HiveVersion: UInt32, Hashable, Sendable {
  /// Large values in one piece, lists with hints; `NTUSER.DAT` often has it.
  case regf13 = 3
  /// Large values in segments, lists with hashes.
  case regf15 = 5
}
