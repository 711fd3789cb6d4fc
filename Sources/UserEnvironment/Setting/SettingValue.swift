import Foundation

/// A registry value as it was found: its type and its bytes, never reinterpreted. The same setting
/// has different types on different machines, so the type always travels with the data.
///
/// In JSON a value that the plain form carries without loss is readable
/// (`{"type":"dword","value":1}`); any other is `{"type":"raw","code":1,"bytes":"<base64>"}`.
public struct SettingValue: Hashable, Sendable {
  /// The registry's type number (winnt.h `REG_*`): 1 string, 2 expandable string, 3 binary,
  /// 4 little-endian 32-bit number, 7 list of strings, 11 little-endian 64-bit number.
  public let type: UInt32
  /// The stored bytes, terminators included.
  public let bytes: [UInt8]

  public init(type: UInt32, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }

  public static func string(_ text: String) -> SettingValue {
    SettingValue(type: Kind.string.rawValue, bytes: terminated(text))
  }

  public static func expandString(_ text: String) -> SettingValue {
    SettingValue(type: Kind.expandString.rawValue, bytes: terminated(text))
  }

  public static func binary(_ bytes: [UInt8]) -> SettingValue {
    SettingValue(type: Kind.binary.rawValue, bytes: bytes)
  }

  public static func dword(_ number: UInt32) -> SettingValue {
    SettingValue(type: Kind.dword.rawValue, bytes: littleEndian(number))
  }

  public static func qword(_ number: UInt64) -> SettingValue {
    SettingValue(type: Kind.qword.rawValue, bytes: littleEndian(number))
  }

  public static func multiString(_ texts: [String]) -> SettingValue {
    SettingValue(
      type: Kind.multiString.rawValue, bytes: texts.flatMap(terminated) + [0, 0])
  }

  /// The types that settings have; any other is carried raw.
  public enum Kind: UInt32, Sendable, CaseIterable {
    case string = 1
    case expandString = 2
    case binary = 3
    case dword = 4
    case multiString = 7
    case qword = 11

    /// The word in JSON and in the catalog's `types` column.
    public var word: String {
      switch self {
      case .string: "string"
      case .expandString: "expandString"
      case .binary: "binary"
      case .dword: "dword"
      case .multiString: "multiString"
      case .qword: "qword"
      }
    }

    public init?(word: String) {
      guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
      self = kind
    }
  }

  public var kind: Kind? { Kind(rawValue: type) }

  /// The text of a string type, without its terminator; nil for other types and for bytes that are
  /// not one terminated string.
  public var text: String? {
    guard kind == .string || kind == .expandString, let units = bytes.littleEndianUnits(),
      units.last == 0, !units.dropLast().contains(0)
    else { return nil }
    return Self.exactString(units.dropLast())
  }

  /// The texts of a list of strings; nil for other types and for bytes that are not a well-formed list.
  public var texts: [String]? {
    guard kind == .multiString, let units = bytes.littleEndianUnits(), units.last == 0 else {
      return nil
    }
    var texts: [String] = []
    var current: [UInt16] = []
    for unit in units.dropLast() {
      if unit != 0 {
        current.append(unit)
      } else {
        guard !current.isEmpty, let text = Self.exactString(current[...]) else { return nil }
        texts.append(text)
        current = []
      }
    }
    return current.isEmpty ? texts : nil
  }

  /// The number of a 32- or 64-bit type; nil for other types and lengths.
  public var number: UInt64? {
    switch (kind, bytes.count) {
    case (.dword, 4), (.qword, 8):
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    default: nil
    }
  }

  private static func terminated(_ text: String) -> [UInt8] {
    text.utf16.littleEndianBytes() + [0, 0]
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// The string of these units, or nil when they hold a lone surrogate, which a string cannot carry.
  private static func exactString(_ units: ArraySlice<UInt16>) -> String? {
    let text = String(decoding: units, as: UTF16.self)
    return text.utf16.elementsEqual(units) ? text : nil
  }
}

extension SettingValue: CustomStringConvertible {
  /// One line for people: the text, the number, or the bytes in hex.
  public var description: String {
    if let text { return text.isEmpty ? "(empty)" : text }
    if let texts { return texts.isEmpty ? "(none)" : texts.joined(separator: ", ") }
    if let number { return String(number) }
    if bytes.isEmpty { return "(empty)" }
    let more = bytes.count > 16 ? " … \(bytes.count) bytes" : ""
    return bytes.prefix(16).hexadecimal(separator: " ") + more
  }
}

extension SettingValue: Codable {
  private enum Key: String, CodingKey {
    case type
    case value
    case code
    case bytes
  }

  private static let rawWord = "raw"

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let word = try container.decode(String.self, forKey: .type)
    switch Kind(word: word) {
    case .string: self = .string(try container.decode(String.self, forKey: .value))
    case .expandString: self = .expandString(try container.decode(String.self, forKey: .value))
    case .binary: self = .binary([UInt8](try container.decode(Data.self, forKey: .value)))
    case .dword: self = .dword(try container.decode(UInt32.self, forKey: .value))
    case .qword: self = .qword(try container.decode(UInt64.self, forKey: .value))
    case .multiString: self = .multiString(try container.decode([String].self, forKey: .value))
    case nil:
      guard word == Self.rawWord else {
        throw DecodingError.dataCorruptedError(
          forKey: .type, in: container, debugDescription: "\(word) is not a type of value.")
      }
      self.init(
        type: try container.decode(UInt32.self, forKey: .code),
        bytes: [UInt8](try container.decode(Data.self, forKey: .bytes)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if let kind, try encodePlainly(kind, into: &container) {
      try container.encode(kind.word, forKey: .type)
    } else {
      try container.encode(Self.rawWord, forKey: .type)
      try container.encode(type, forKey: .code)
      try container.encode(Data(bytes), forKey: .bytes)
    }
  }

  /// Encodes the plain form when it reads back to the same bytes; says whether it did.
  private func encodePlainly(
    _ kind: Kind, into container: inout KeyedEncodingContainer<Key>
  ) throws -> Bool {
    switch kind {
    case .string, .expandString:
      guard let text else { return false }
      try container.encode(text, forKey: .value)
    case .multiString:
      guard let texts else { return false }
      try container.encode(texts, forKey: .value)
    case .dword, .qword:
      guard let number else { return false }
      try container.encode(number, forKey: .value)
    case .binary:
      try container.encode(Data(bytes), forKey: .value)
    }
    return true
  }
}
