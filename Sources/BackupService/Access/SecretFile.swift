import Foundation

/// A file that holds one secret, so that a configuration can be shown without it.
enum SecretFile {
  /// The secret, without white space around it; nil when the file cannot be read.
  static func content(at path: String) -> String? {
    FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
}
