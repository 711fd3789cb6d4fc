import Foundation

/// What the program says on its standard streams. A full disk, or a reader that went away, ends
/// nothing: there is nobody left to tell.
enum Output {
  /// A line on standard output.
  static func line(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  /// A line on standard error.
  static func remark(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}
