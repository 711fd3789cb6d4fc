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
    let name = key.count > 64 ? key.prefix(64) + "…" : key[...]
    var path = self
    path.description += isRoot ? String(name) : "." + name
    return path
  }

  func appending(_ index: Int) -> FieldPath {
    var path = self
    path.description += "[\(index)]"
    return path
  }
}
