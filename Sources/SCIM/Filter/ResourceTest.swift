import JSONText

/// A filter made ready for resources of one type: every name is found, every value is put into the
/// form in which it is compared.
public indirect enum ResourceTest: Sendable, Hashable {
  case compare(ValuePlace, Filter.Comparison, Filter.Literal)
  case present(ValuePlace)
  /// Whether one value of a complex attribute passes.
  case some(ValuePlace, ResourceTest)
  case all([ResourceTest])
  case any([ResourceTest])
  case not(ResourceTest)
  /// The value of what resources of this type do not have, compared.
  case constant(Bool)

  /// What to do about a name that the type does not have.
  public enum Unknown: Sendable {
    /// It is a mistake.
    case refused
    /// It has no value: one filter over several types (RFC 7644, section 3.4.2.1).
    case absent
  }

  /// - Throws: `invalidFilter`
  public init(
    _ filter: Filter, for type: ResourceType, unknown: Unknown = .refused
  ) throws(SCIMError) {
    try self.init(filter) { path throws(SCIMError) in
      if let place = type.resolve(path).flatMap(ValuePlace.init) { return place }
      guard unknown == .absent else { throw Self.unknownName(path, "a \(type.name)") }
      return nil
    }
  }

  /// A filter over the values of one complex attribute.
  init(_ filter: Filter, within attribute: SchemaAttribute) throws(SCIMError) {
    try self.init(filter) { path throws(SCIMError) in
      guard let found = attribute.subAttribute(path.text) else {
        throw Self.unknownName(path, attribute.name)
      }
      return ValuePlace(keys: [found.name], attribute: found)
    }
  }

  private static func unknownName(_ path: AttributePath, _ owner: String) -> SCIMError {
    .bad(.invalidFilter, "The filter names \(path.text), which \(owner) does not have.")
  }

  private init(
    _ filter: Filter, find: (AttributePath) throws(SCIMError) -> ValuePlace?
  ) throws(SCIMError) {
    switch filter {
    case .comparison(let path, let comparison, let literal):
      guard let place = try find(path)?.compared else {
        // No value: equal to null, and unequal to all else.
        self = .constant((comparison == .equal) == (literal == .null))
        if comparison != .equal, comparison != .notEqual { self = .constant(false) }
        return
      }
      self = .compare(place, comparison, try place.prepared(literal, for: comparison))
    case .present(let path):
      self = try find(path).map { .present($0) } ?? .constant(false)
    case .valuePath(let path, let inner):
      guard let place = try find(path) else {
        self = .constant(false)
        return
      }
      guard place.attribute.kind == .complex else {
        throw .bad(.invalidFilter, "\(path.text) has no parts that could be filtered by [ ].")
      }
      self = .some(place, try ResourceTest(inner, within: place.attribute))
    case .all(let filters): self = .all(try Self.tests(filters, find))
    case .any(let filters): self = .any(try Self.tests(filters, find))
    case .not(let filter): self = .not(try ResourceTest(filter, find: find))
    }
  }

  private static func tests(
    _ filters: [Filter], _ find: (AttributePath) throws(SCIMError) -> ValuePlace?
  ) throws(SCIMError) -> [ResourceTest] {
    var tests: [ResourceTest] = []
    for filter in filters { tests.append(try ResourceTest(filter, find: find)) }
    return tests
  }

  /// Whether a resource passes.
  ///
  /// - Parameter resource: as it is sent to clients, all of its attributes.
  public func passes(_ resource: [String: JSONValue]) -> Bool {
    switch self {
    case .compare(let place, let comparison, let literal):
      place.compare(comparison, literal, in: resource)
    case .present(let place): !place.values(in: resource).allSatisfy(\.isUnassigned)
    case .some(let place, let test):
      place.values(in: resource).contains { $0.object.map(test.passes) ?? false }
    case .all(let tests): tests.allSatisfy { $0.passes(resource) }
    case .any(let tests): tests.contains { $0.passes(resource) }
    case .not(let test): !test.passes(resource)
    case .constant(let constant): constant
    }
  }
}

extension JSONValue {
  /// Null and an empty list are the same as nothing (RFC 7643, section 2.5).
  var isUnassigned: Bool {
    switch self {
    case .null: true
    case .list(let list): list.isEmpty
    case .object(let object): object.isEmpty
    default: false
    }
  }
}
