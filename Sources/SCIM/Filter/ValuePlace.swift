import Foundation
import JSONText

/// Where in a resource a value stands, and what it is.
public struct ValuePlace: Sendable, Hashable {
  /// The keys that lead to it: `["emails", "value"]`.
  public let keys: [String]
  let attribute: SchemaAttribute

  init(keys: [String], attribute: SchemaAttribute) {
    self.keys = keys
    self.attribute = attribute
  }

  /// Nil for an extension as a whole.
  init?(_ path: ResolvedPath) {
    guard let attribute = path.attribute else { return nil }
    keys =
      (path.schema.map { [$0.id] } ?? []) + [attribute.name]
      + (path.subAttribute.map { [$0.name] } ?? [])
    self.attribute = path.subAttribute ?? attribute
  }

  /// A complex attribute is compared by its `value`, where it has one.
  var compared: ValuePlace? {
    guard attribute.kind == .complex, let value = attribute.subAttribute("value") else {
      return self
    }
    return ValuePlace(keys: keys + ["value"], attribute: value)
  }

  /// All values that stand here; lists on the way are gone into.
  func values(in resource: [String: JSONValue]) -> [JSONValue] {
    var values: [JSONValue] = [.object(resource)]
    for key in keys {
      values = values.flatMap { value -> [JSONValue] in
        guard let found = value.object?[key] else { return [] }
        return found.list ?? [found]
      }
    }
    return values
  }

  // MARK: Comparing

  /// A literal in the form in which it is compared.
  ///
  /// - Throws: `invalidFilter` when the two cannot be compared so.
  func prepared(
    _ literal: Filter.Literal, for comparison: Filter.Comparison
  ) throws(SCIMError) -> Filter.Literal {
    let isEquality = comparison == .equal || comparison == .notEqual
    switch (attribute.kind, literal) {
    case (_, .null) where isEquality: return .null
    case (.complex, _):
      throw .bad(.invalidFilter, "\(name) can only be compared by one of its parts.")
    case (.boolean, .boolean) where isEquality: return literal
    // Microsoft Entra ID writes "True".
    case (.boolean, .text(let text)) where isEquality && Bool(text.lowercased()) != nil:
      return .boolean(text.lowercased() == "true")
    case (.boolean, _):
      throw .bad(.invalidFilter, "\(name) is compared with true or false, by eq or ne.")
    case (.integer, .number), (.decimal, .number): return literal
    case (.integer, _), (.decimal, _):
      throw .bad(.invalidFilter, "\(name) is compared with a number.")
    case (.dateTime, .text(let text)) where !comparison.looksInside:
      guard let date = DateText.read(text) else {
        throw .bad(.invalidFilter, "\(name) is compared with a date such as 2026-11-22T08:00:00Z.")
      }
      return .number(date.timeIntervalSince1970)
    case (.binary, .text) where !isEquality:
      throw .bad(.invalidFilter, "\(name) can only be compared by eq and ne.")
    case (_, .text(let text)): return .text(attribute.isCaseExact ? text : text.lowercased())
    case (_, _): throw .bad(.invalidFilter, "\(name) is compared with text in quotes.")
    }
  }

  private var name: String { keys.joined(separator: ".") }

  func compare(
    _ comparison: Filter.Comparison, _ literal: Filter.Literal, in resource: [String: JSONValue]
  ) -> Bool {
    let values = values(in: resource).filter { !$0.isUnassigned }
    if literal == .null { return values.isEmpty == (comparison == .equal) }
    if values.isEmpty { return comparison == .notEqual }
    return values.contains { compare($0, comparison, literal) }
  }

  private func compare(
    _ value: JSONValue, _ comparison: Filter.Comparison, _ literal: Filter.Literal
  ) -> Bool {
    switch (value, literal) {
    case (.boolean(let value), .boolean(let literal)):
      return (value == literal) == (comparison == .equal)
    case (.number(let value), .number(let literal)):
      return comparison.holds(value, literal)
    case (.text(let value), .number(let literal)):
      guard let date = DateText.read(value) else { return false }
      return comparison.holds(date.timeIntervalSince1970, literal)
    case (.text(let value), .text(let literal)):
      return comparison.holds(attribute.isCaseExact ? value : value.lowercased(), literal)
    default: return comparison == .notEqual
    }
  }
}

extension Filter.Comparison {
  /// Whether it looks for a part of a text.
  var looksInside: Bool { self == .contains || self == .startsWith || self == .endsWith }

  fileprivate func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .contains, .startsWith, .endsWith: false
    }
  }

  /// Texts are compared by their bytes, so that every store and every page gives one order.
  fileprivate func holds(_ left: String, _ right: String) -> Bool {
    switch self {
    case .equal: left.utf8.elementsEqual(right.utf8)
    case .notEqual: !left.utf8.elementsEqual(right.utf8)
    case .contains: right.isEmpty || left.utf8.firstRange(of: right.utf8) != nil
    case .startsWith: left.utf8.starts(with: right.utf8)
    case .endsWith: left.utf8.reversed().starts(with: right.utf8.reversed())
    case .greater: right.utf8.lexicographicallyPrecedes(left.utf8)
    case .greaterOrEqual: !left.utf8.lexicographicallyPrecedes(right.utf8)
    case .less: left.utf8.lexicographicallyPrecedes(right.utf8)
    case .lessOrEqual: !right.utf8.lexicographicallyPrecedes(left.utf8)
    }
  }
}
