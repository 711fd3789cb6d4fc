import JSONText

/// A filter as a client wrote it (RFC 7644, section 3.4.2.2).
public indirect enum Filter: Sendable, Hashable {
  /// `userName eq "ada"`
  case comparison(AttributePath, Comparison, Literal)
  /// `title pr`
  case present(AttributePath)
  /// `emails[type eq "work" and value co "@example.com"]`
  case valuePath(AttributePath, Filter)
  case all([Filter])
  case any([Filter])
  case not(Filter)

  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "eq"
    case notEqual = "ne"
    case contains = "co"
    case startsWith = "sw"
    case endsWith = "ew"
    case greater = "gt"
    case greaterOrEqual = "ge"
    case less = "lt"
    case lessOrEqual = "le"
  }

  /// What an attribute is compared with.
  public enum Literal: Sendable, Hashable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
  }

  /// - Throws: `invalidFilter`, which names the place.
  public init(_ text: String) throws(SCIMError) {
    var parser = try FilterParser(text)
    self = try parser.wholeFilter()
  }
}
