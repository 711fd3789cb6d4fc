import Foundation

/// A small input, as a file that libFuzzer reads.
enum SeedFile {
  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
