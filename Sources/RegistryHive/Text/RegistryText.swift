/// Registry Editor 5.00 text: what `.reg` files hold, a list of changes to keys and values.
public struct RegistryText: Hashable, Sendable {
  /// One change. Key paths are as written, such as `HKEY_CURRENT_USER\Software`.
  public enum Entry: Hashable, Sendable {
    /// The key is created if it is missing; the value entries behind it are in it.
    case createKey(path: [UInt16])
    /// The key is deleted with all below it.
    case deleteKey(path: [UInt16])
    /// A value of the key at `path` is set; the default value has an empty name.
    case setValue(path: [UInt16], name: [UInt16], type: RegistryValueType, bytes: [UInt8])
    /// A value of the key at `path` is deleted.
    case deleteValue(path: [UInt16], name: [UInt16])
  }

  /// The changes, in order.
  public var entries: [Entry]

  /// A text with these changes.
  public init(entries: [Entry] = []) {
    self.entries = entries
  }

  /// Reads the bytes of a `.reg` file: UTF-16LE with a byte order mark, or UTF-8 with or without.
  public init(parsing bytes: [UInt8]) throws(RegistryTextError) {
    var parser = try RegistryTextParser(bytes)
    entries = try parser.entries()
  }

  /// The text that makes `key` and all below it, with paths that begin with `prefix`, such as
  /// `HKEY_CURRENT_USER`.
  public static func exporting(
    _ key: HiveKey, prefix: String
  ) throws(HiveError) -> RegistryText {
    var entries: [Entry] = []
    try key.export(prefix: prefix) { entries.append($0) }
    return RegistryText(entries: entries)
  }

  /// The text as UTF-8, with CRLF line ends and no byte order mark. Names with lone surrogates
  /// cannot be told in UTF-8; use ``utf16()`` where every name must survive.
  public func utf8() -> [UInt8] {
    var writer = RegistryTextWriter()
    for entry in entries { writer.write(entry) }
    return Array(String(decoding: writer.units, as: UTF16.self).utf8)
  }

  /// The text as UTF-16LE with a byte order mark and CRLF line ends: what `regedit` and `reg.exe`
  /// write and read.
  public func utf16() -> [UInt8] {
    var writer = RegistryTextWriter()
    for entry in entries { writer.write(entry) }
    return [0xFF, 0xFE] + writer.units.littleEndianBytes
  }
}
