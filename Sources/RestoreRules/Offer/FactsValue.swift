import Foundation

/// A value that the facts format knows how to read and how to describe when it cannot.
protocol FactsValue {
  /// What may stand here, as the end of the sentence "it must be ...".
  static var allowed: String { get }
  static func read(from decoder: any Decoder) throws -> Self
}

extension FactsValue where Self: Decodable {
  static func read(from decoder: any Decoder) throws -> Self { try Self(from: decoder) }
}

extension FactsValue where Self: CaseIterable & RawRepresentable<String> {
  static var allowed: String { "one of \(allCases.map(\.rawValue).joined(separator: ", "))" }
}

extension String: FactsValue {
  static var allowed: String { "text in quotes" }
}

extension Bool: FactsValue {
  static var allowed: String { "true or false" }
}

extension Int: FactsValue {
  static var allowed: String { "a whole number" }
}

extension WindowsBuild: FactsValue {
  static var allowed: String { "a build such as \"26100.7922\"" }
}

extension Date: FactsValue {
  static var allowed: String { "a date and time such as \"2026-11-22T08:00:00Z\" (RFC 3339)" }

  static func read(from decoder: any Decoder) throws -> Date {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let date = Timestamp.date(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no date"))
    }
    return date
  }
}

extension Array: FactsValue where Element: FactsValue {
  static var allowed: String { "a list in [ ]" }

  static func read(from decoder: any Decoder) throws -> [Element] {
    var list = try decoder.unkeyedContainer()
    var elements: [Element] = []
    while !list.isAtEnd {
      elements.append(try FactsReading.value(Element.self, from: try list.superDecoder()))
    }
    return elements
  }
}

extension Moment: FactsValue {}
extension Outcome: FactsValue {}
extension RequirementSet: FactsValue {}
