import Foundation

/// The grammar of JSON (RFC 8259), to the letter. Foundation's parsers accept a comma too many and
/// a key twice, and do not say where a document is broken.
public struct JSONSyntax {
  /// The first thing in a document that is not JSON.
  public struct Fault: Error, Hashable {
    /// Both counted from 1; columns in bytes.
    public let line: Int
    public let column: Int
    public let reason: String
  }

  private static let deepest = 128
  private static let longestShownKey = 64
  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private let bytes: [UInt8]
  private var index = 0

  /// Nil when the document is JSON in UTF-8.
  public static func fault(in document: some Sequence<UInt8>) -> Fault? {
    var syntax = JSONSyntax(bytes: Array(document))
    do throws(Fault) {
      guard String(validating: syntax.bytes, as: UTF8.self) != nil else {
        throw syntax.fault("it is not UTF-8")
      }
      try syntax.value(depth: 0)
      syntax.skipSpace()
      guard syntax.current == nil else { throw syntax.fault("nothing may follow here") }
      return nil
    } catch {
      return error
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func value(depth: Int) throws(Fault) {
    guard depth < Self.deepest else { throw fault("it is nested too deeply") }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case UInt8(ascii: "-"): try number()
    case let digit? where Self.digits.contains(digit): try number()
    case nil: throw fault("the document ends here")
    default: throw fault("a value is expected")
    }
  }

  private mutating func object(depth: Int) throws(Fault) {
    index += 1
    var keys: Set<[UInt8]> = []
    skipSpace()
    if take("}") { return }
    repeat {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw fault("a key in quotes is expected") }
      let start = index
      let key = Self.unescaped(try string())
      guard keys.insert(key).inserted else {
        index = start
        throw fault("the key \"\(Self.shown(key))\" is there twice")
      }
      skipSpace()
      guard take(":") else { throw fault("a colon is expected") }
      try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw fault("a comma or } is expected") }
  }

  private mutating func array(depth: Int) throws(Fault) {
    index += 1
    skipSpace()
    if take("]") { return }
    repeat {
      try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("]") else { throw fault("a comma or ] is expected") }
  }

  /// Reads a string and gives its bytes without the quotes, escapes as they stand.
  private mutating func string() throws(Fault) -> ArraySlice<UInt8> {
    index += 1
    let start = index
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        defer { index += 1 }
        return bytes[start..<index]
      case UInt8(ascii: "\\"):
        index += 1
        try escape()
      case 0..<0x20:
        throw fault("a control character must be escaped")
      default:
        index += 1
      }
    }
    throw fault("the document ends inside quotes")
  }

  /// A key as it is read: `"\u0061"` is the key `a`.
  private static func unescaped(_ key: ArraySlice<UInt8>) -> [UInt8] {
    guard key.contains(UInt8(ascii: "\\")) else { return Array(key) }
    let quote = [UInt8(ascii: "\"")]
    let text = try? JSONDecoder().decode(String.self, from: Data(quote + key + quote))
    return text.map { Array($0.utf8) } ?? Array(key)
  }

  /// A key in a sentence: the sender's own words, so they are kept short, and move no cursor.
  private static func shown(_ key: [UInt8]) -> String {
    var text = String(decoding: key, as: UTF8.self).unicodeScalars
    let isLong = text.count > longestShownKey
    if isLong { text = String.UnicodeScalarView(text.prefix(longestShownKey)) }
    let plain = text.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
    return String(String.UnicodeScalarView(plain)) + (isLong ? "…" : "")
  }

  private mutating func escape() throws(Fault) {
    guard let byte = current, "\"\\/bfnrtu".utf8.contains(byte) else {
      throw fault("this is no escape")
    }
    index += 1
    guard byte == UInt8(ascii: "u") else { return }
    for _ in 0..<4 {
      guard let digit = current, Character(UnicodeScalar(digit)).isHexDigit else {
        throw fault("four hexadecimal digits are expected")
      }
      index += 1
    }
  }

  private mutating func number() throws(Fault) {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      try digits()
    }
  }

  private mutating func digits() throws(Fault) {
    let start = index
    while let byte = current, Self.digits.contains(byte) { index += 1 }
    guard index > start else { throw fault("a digit is expected") }
  }

  private mutating func word(_ word: String) throws(Fault) {
    for byte in word.utf8 {
      guard current == byte else { throw fault("a value is expected") }
      index += 1
    }
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      index += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private func fault(_ reason: String) -> Fault {
    let before = bytes[..<index]
    let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    return Fault(
      line: before.count { $0 == 0x0a } + 1, column: index - lineStart + 1, reason: reason)
  }
}
