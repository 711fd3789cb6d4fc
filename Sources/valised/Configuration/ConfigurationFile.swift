import Foundation

/// The configuration file, checked before it is used: a misspelled key must not be taken for one
/// that was left out.
struct ConfigurationFile: Sendable {
  let path: String

  /// Relative paths in the file begin here.
  var folder: URL { URL(fileURLWithPath: path).deletingLastPathComponent() }

  /// - Throws: `configuration.fileNotFound`, `configuration.malformedFile`,
  ///   `configuration.unknownKey`, `configuration.invalidValue`.
  init(checking path: String) throws(ConfigurationError) {
    self.path = path
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(
        "configuration.fileNotFound",
        "The configuration \(path) cannot be read; `valised init DIR` makes one to start with.")
    }
    guard let document = try? JSONSerialization.jsonObject(with: bytes),
      let sections = document as? [String: Any]
    else {
      throw ConfigurationError(
        "configuration.malformedFile",
        "\(path) is not a JSON object; check quotes, commas and brackets.")
    }
    for (section, value) in sections.sorted(by: { $0.key < $1.key }) {
      guard let keys = value as? [String: Any] else {
        try Self.check(section, value, in: path)
        continue
      }
      for (key, value) in keys.sorted(by: { $0.key < $1.key }) {
        try Self.check(section + "." + key, value, in: path)
      }
    }
  }

  private static func check(
    _ name: String, _ value: Any, in path: String
  ) throws(ConfigurationError) {
    guard let key = ConfigurationKey.all.first(where: { $0.name == name }) else {
      let known = ConfigurationKey.all.map(\.name).joined(separator: ", ")
      throw ConfigurationError(
        "configuration.unknownKey",
        "\(path) has the key \(name), which is not known; the known ones are \(known).")
    }
    let fits =
      switch key.kind {
      case .text: value is String
      case .texts: value is [String]
      case .flag: value is Bool
      case .number(let range): (value as? Int).map(range.contains) ?? false
      case .choice(let words): (value as? String).map(words.contains) ?? false
      }
    guard fits else {
      throw ConfigurationError(
        "configuration.invalidValue", "\(name) in \(path) must be \(key.allowed).")
    }
  }
}
