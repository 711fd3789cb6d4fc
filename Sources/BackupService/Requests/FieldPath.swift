/// Where a field stands in a JSON document, as people write it: `manifest.components[0].digest`.
struct FieldPath: Sendable, Hashable, CustomStringConvertible {
  private(set) var description = ""

  init() {}

  init(_ codingPath: [any CodingKey]) {
    for key in codingPath {
      self = key.intValue.map(appending) ?? appending(key.stringValue)
    }
  }

  /// Whether this is the document itself.
  var isRoot: Bool { description.isEmpty }

  func appending(_ key: String) -> FieldPath {
    // The sender's own words, so they are kept short.
    let isLong = key.utf8.count > 64
    let name = isLong ? String(decoding: key.utf8.prefix(64), as: UTF8.self) + "…" : key
    var path = self
    path.description += isRoot ? name : "." + name
    return path
  }

  func appending(_ index: Int) -> FieldPath {
    var path = self
    path.description += "[\(index)]"
    return path
  }
}
