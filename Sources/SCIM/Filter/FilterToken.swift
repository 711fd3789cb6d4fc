import Foundation

/// A piece of a filter.
enum FilterToken: Hashable {
  /// A path, an operator, `true`, a number: whatever stands between spaces and brackets.
  case word(String)
  /// A JSON string, without its quotes and escapes.
  case string(String)
  case open, close
  case openBracket, closeBracket
}

/// Cuts a filter into its pieces. Every access is inside the text, whatever it holds.
struct FilterTokens {
  /// The longest filter that is read, in bytes of UTF-8.
  static let longest = 8192

  /// The pieces, with the byte (counted from 1) at which each begins.
  private(set) var tokens: [(token: FilterToken, place: Int)] = []
  private let bytes: [UInt8]
  private var index = 0

  /// - Throws: `invalidFilter`
  init(_ text: String) throws(SCIMError) {
    bytes = Array(text.utf8)
    guard bytes.count <= Self.longest else {
      throw .bad(.invalidFilter, "The filter is longer than \(Self.longest) bytes.")
    }
    while let byte = current {
      let place = index + 1
      switch byte {
      case UInt8(ascii: " "): index += 1
      case UInt8(ascii: "("): add(.open, at: place)
      case UInt8(ascii: ")"): add(.close, at: place)
      case UInt8(ascii: "["): add(.openBracket, at: place)
      case UInt8(ascii: "]"): add(.closeBracket, at: place)
      case UInt8(ascii: "\""): tokens.append((.string(try string()), place))
      case _ where Self.isWord(byte): tokens.append((.word(word()), place))
      default: throw fault("this character cannot stand here", at: place)
      }
    }
  }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func add(_ token: FilterToken, at place: Int) {
    tokens.append((token, place))
    index += 1
  }

  private mutating func word() -> String {
    let start = index
    while let byte = current, Self.isWord(byte) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// A string with JSON's escapes, which the JSON library reads.
  private mutating func string() throws(SCIMError) -> String {
    let start = index
    index += 1
    while let byte = current, byte != UInt8(ascii: "\"") {
      index += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard current != nil else { throw fault("the quotes are not closed", at: start + 1) }
    index += 1
    guard
      let text = try? JSONDecoder().decode(String.self, from: Data(bytes[start..<index]))
    else { throw fault("this is no JSON string", at: start + 1) }
    return text
  }

  /// What may stand in a path or a number: `urn:a:2.0:User:name.$ref`, `-1.5e+3`.
  private static func isWord(_ byte: UInt8) -> Bool {
    AttributePath.isPart(byte) || byte == UInt8(ascii: "+")
  }

  private func fault(_ what: String, at place: Int) -> SCIMError {
    .bad(.invalidFilter, "The filter cannot be read at character \(place): \(what).")
  }
}
