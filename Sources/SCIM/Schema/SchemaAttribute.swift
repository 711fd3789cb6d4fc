import JSONText

/// What a schema says of one attribute (RFC 7643, sections 2.2 and 7).
public struct SchemaAttribute: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case string, boolean, decimal, integer, dateTime, binary, reference, complex
  }

  /// Whether a client may set it.
  public enum Mutability: String, Sendable, Hashable {
    case readOnly, readWrite, immutable, writeOnly
  }

  /// When it is part of an answer.
  public enum Returned: String, Sendable, Hashable {
    case always, never, `default`, request
  }

  public enum Uniqueness: String, Sendable, Hashable {
    case none, server, global
  }

  public let name: String
  public let kind: Kind
  public let meaning: String
  public private(set) var isMultiValued = false
  public private(set) var isRequired = false
  /// Whether `Ada` and `ada` are two values.
  public private(set) var isCaseExact = false
  public private(set) var mutability = Mutability.readWrite
  public private(set) var returned = Returned.default
  public private(set) var uniqueness = Uniqueness.none
  /// Values that are usual; others are taken, too.
  public private(set) var canonicalValues: [String] = []
  /// What a reference may lead to.
  public private(set) var referenceTypes: [String] = []
  public private(set) var subAttributes: [SchemaAttribute] = []

  init(_ name: String, _ kind: Kind = .string, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.meaning = meaning
    isCaseExact = kind == .reference || kind == .binary || kind == .dateTime
  }

  /// A sub-attribute by its name in any case.
  public func subAttribute(_ name: some StringProtocol) -> SchemaAttribute? {
    subAttributes.first { $0.isNamed(name) }
  }

  /// Names of attributes are the same in any case (RFC 7643, section 2.1).
  func isNamed(_ name: some StringProtocol) -> Bool {
    self.name.utf8.count == name.utf8.count && self.name.lowercased() == name.lowercased()
  }

  // MARK: Making one

  func many() -> Self { with { $0.isMultiValued = true } }
  func required() -> Self { with { $0.isRequired = true } }
  func caseExact() -> Self { with { $0.isCaseExact = true } }
  func unique() -> Self { with { $0.uniqueness = .server } }
  func readOnly() -> Self { with { $0.mutability = .readOnly } }
  func immutable() -> Self { with { $0.mutability = .immutable } }
  func always() -> Self { with { $0.returned = .always } }
  func usually(_ values: [String]) -> Self { with { $0.canonicalValues = values } }
  func leading(to types: String...) -> Self { with { $0.referenceTypes = types } }
  func of(_ subAttributes: [SchemaAttribute]) -> Self { with { $0.subAttributes = subAttributes } }

  private func with(_ change: (inout Self) -> Void) -> Self {
    var attribute = self
    change(&attribute)
    return attribute
  }

  // MARK: On the wire

  var document: JSONValue {
    var fields: [String: JSONValue] = [
      "name": .text(name), "type": .text(kind.rawValue), "description": .text(meaning),
      "multiValued": .boolean(isMultiValued), "required": .boolean(isRequired),
      "mutability": .text(mutability.rawValue), "returned": .text(returned.rawValue),
      "uniqueness": .text(uniqueness.rawValue), "caseExact": .boolean(isCaseExact),
    ]
    if !canonicalValues.isEmpty {
      fields["canonicalValues"] = .list(canonicalValues.map { .text($0) })
    }
    if kind == .reference {
      fields["referenceTypes"] = .list(referenceTypes.map { .text($0) })
    }
    if kind == .complex { fields["subAttributes"] = .list(subAttributes.map(\.document)) }
    return .object(fields)
  }
}
