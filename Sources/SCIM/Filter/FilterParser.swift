import Foundation
import JSONText

/// Reads a filter: `not` binds closest, then `and`, then `or`.
struct FilterParser {
  /// How deep parentheses and brackets may stand in each other.
  static let deepest = 16
  /// How many comparisons a filter may have.
  static let mostTerms = 256

  private let tokens: [(token: FilterToken, place: Int)]
  private var index = 0
  private var terms = 0

  init(_ text: String) throws(SCIMError) {
    tokens = try FilterTokens(text).tokens
  }

  mutating func wholeFilter() throws(SCIMError) -> Filter {
    let filter = try alternatives(depth: 0)
    guard current == nil else { throw fault("nothing may follow here") }
    return filter
  }

  /// The path of a PATCH operation: `members[value eq "2819"].display` (RFC 7644, figure 7).
  mutating func patchPath() throws(SCIMError) -> PatchPath {
    let path = try attributePath()
    guard take(.openBracket) else {
      guard current == nil else { throw fault("nothing may follow here") }
      return PatchPath(attribute: path, filter: nil, subAttribute: nil)
    }
    let filter = try alternatives(depth: 1)
    guard take(.closeBracket) else { throw fault("a ] is expected") }
    guard case .word(let word)? = current else {
      guard current == nil else { throw fault("nothing may follow here") }
      return PatchPath(attribute: path, filter: filter, subAttribute: nil)
    }
    index += 1
    guard word.hasPrefix("."), AttributePath("a" + word) != nil, current == nil else {
      index -= 1
      throw fault("a dot and the name of a sub-attribute are expected")
    }
    return PatchPath(attribute: path, filter: filter, subAttribute: String(word.dropFirst()))
  }

  // MARK: The grammar

  private mutating func alternatives(depth: Int) throws(SCIMError) -> Filter {
    var filters = [try conjunction(depth: depth)]
    while takeWord("or") { filters.append(try conjunction(depth: depth)) }
    return filters.count == 1 ? filters[0] : .any(filters)
  }

  private mutating func conjunction(depth: Int) throws(SCIMError) -> Filter {
    var filters = [try term(depth: depth)]
    while takeWord("and") { filters.append(try term(depth: depth)) }
    return filters.count == 1 ? filters[0] : .all(filters)
  }

  private mutating func term(depth: Int) throws(SCIMError) -> Filter {
    guard depth <= Self.deepest else { throw fault("it is nested too deeply") }
    if take(.open) {
      let filter = try alternatives(depth: depth + 1)
      guard take(.close) else { throw fault("a ) is expected") }
      return filter
    }
    if isWord("not"), next == .open {
      index += 2
      let filter = try alternatives(depth: depth + 1)
      guard take(.close) else { throw fault("a ) is expected") }
      return .not(filter)
    }
    terms += 1
    guard terms <= Self.mostTerms else {
      throw fault("it has more than \(Self.mostTerms) comparisons")
    }
    return try comparison(depth: depth)
  }

  private mutating func comparison(depth: Int) throws(SCIMError) -> Filter {
    let path = try attributePath()
    if take(.openBracket) {
      let filter = try alternatives(depth: depth + 1)
      guard take(.closeBracket) else { throw fault("a ] is expected") }
      return .valuePath(path, filter)
    }
    if takeWord("pr") { return .present(path) }
    guard case .word(let word)? = current,
      let comparison = Filter.Comparison(rawValue: word.lowercased())
    else {
      throw fault(
        "an operator is expected, one of eq, ne, co, sw, ew, gt, ge, lt, le and pr")
    }
    index += 1
    return .comparison(path, comparison, try literal())
  }

  private mutating func attributePath() throws(SCIMError) -> AttributePath {
    guard case .word(let word)? = current, let path = AttributePath(word) else {
      throw fault("the name of an attribute is expected")
    }
    index += 1
    return path
  }

  private mutating func literal() throws(SCIMError) -> Filter.Literal {
    switch current {
    case .string(let text):
      index += 1
      return .text(text)
    case .word(let word):
      guard let literal = Self.literal(word) else { break }
      index += 1
      return literal
    default: break
    }
    throw fault("a value is expected: text in quotes, a number, true, false or null")
  }

  private static func literal(_ word: String) -> Filter.Literal? {
    switch word.lowercased() {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    default:
      guard case .number(let number)? = JSONValue(strict: Data(word.utf8)) else { return nil }
      return .number(number)
    }
  }

  // MARK: The tokens

  private var current: FilterToken? { index < tokens.count ? tokens[index].token : nil }
  private var next: FilterToken? { index + 1 < tokens.count ? tokens[index + 1].token : nil }

  private func isWord(_ word: String) -> Bool {
    guard case .word(let found)? = current else { return false }
    return found.lowercased() == word
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard isWord(word) else { return false }
    index += 1
    return true
  }

  private mutating func take(_ token: FilterToken) -> Bool {
    guard current == token else { return false }
    index += 1
    return true
  }

  private func fault(_ what: String) -> SCIMError {
    guard index < tokens.count else {
      return .bad(.invalidFilter, "The filter ends too early: \(what).")
    }
    return .bad(
      .invalidFilter, "The filter cannot be read at character \(tokens[index].place): \(what).")
  }
}
