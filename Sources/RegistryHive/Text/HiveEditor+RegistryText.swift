extension HiveEditor {
  /// Makes the changes of `text`, whose paths begin with `prefix`; that part of them is the root.
  ///
  /// A path that begins otherwise is an error, and nothing is changed.
  public mutating func apply(
    _ text: RegistryText, removingPrefix prefix: String, lastWritten: FileTime
  ) throws(HiveError) {
    let prefix = RegistryName.components(ofPath: prefix)
    var changed = self
    for entry in text.entries {
      switch entry {
      case .createKey(let path):
        try changed.createKey(
          at: Self.components(path, below: prefix), lastWritten: lastWritten)
      case .deleteKey(let path):
        try changed.deleteKey(
          at: Self.components(path, below: prefix), lastWritten: lastWritten)
      case .setValue(let path, let name, let type, let bytes):
        try changed.setValue(
          name, type: type, bytes: bytes, at: Self.components(path, below: prefix),
          lastWritten: lastWritten)
      case .deleteValue(let path, let name):
        try changed.deleteValue(
          name, at: Self.components(path, below: prefix), lastWritten: lastWritten)
      }
    }
    self = changed
  }

  private static func components(
    _ path: [UInt16], below prefix: [[UInt16]]
  ) throws(HiveError) -> [[UInt16]] {
    let components = path.split(separator: 0x5C).map(Array.init)
    guard components.count >= prefix.count,
      zip(components, prefix).allSatisfy({ RegistryName.isSame($0, $1) })
    else {
      throw HiveError(
        .invalidName,
        "The key \(String(decoding: path, as: UTF16.self)) is not below "
          + prefix.map { String(decoding: $0, as: UTF16.self) }.joined(separator: "\\") + ".")
    }
    return Array(components.dropFirst(prefix.count))
  }
}
