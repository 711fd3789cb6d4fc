import JSONText

/// What is asked of a list of resources, by the query or by the body of a `.search`
/// (RFC 7644, sections 3.4.2 and 3.4.3).
public struct SearchRequest: Sendable, Hashable {
  /// The most resources in one answer; `ServiceProviderConfig` says so.
  public static let mostResults = 200
  static let usualResults = 100

  public let filter: Filter?
  /// The number of the first resource, from 1.
  public let startIndex: Int
  /// 0 to ``mostResults``; with 0 only the number of resources is asked for.
  public let count: Int
  public let projection: Projection

  /// - Parameter query: the parameters by name; names are the same in any case.
  /// - Throws: `invalidFilter`, `invalidValue`
  public init(query: [(name: String, value: String)]) throws(SCIMError) {
    func value(_ name: String) -> String? {
      query.last { $0.name.lowercased() == name.lowercased() }?.value
    }
    func names(_ name: String) -> [String] {
      let list = value(name) ?? ""
      return list.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }
    func number(_ name: String) throws(SCIMError) -> Int? {
      guard let text = value(name) else { return nil }
      guard let number = Int(text.trimmed[...]) else { throw Self.noNumber(name) }
      return number
    }
    try self.init(
      filter: value("filter"), startIndex: try number("startIndex"), count: try number("count"),
      attributes: names("attributes"), excluded: names("excludedAttributes"))
  }

  /// - Parameter body: a message of the schema `SearchRequest`.
  /// - Throws: `invalidSyntax`, `invalidFilter`, `invalidValue`
  public init(body: JSONValue) throws(SCIMError) {
    guard let fields = body.object else {
      throw .bad(.invalidSyntax, "The body must be a JSON object.")
    }
    func value(_ name: String) -> JSONValue? {
      fields.first { $0.key.lowercased() == name.lowercased() }?.value
    }
    guard let schemas = value("schemas")?.texts,
      schemas.contains(where: { $0.lowercased() == SchemaID.search.lowercased() })
    else { throw .bad(.invalidSyntax, "The attribute schemas must name \(SchemaID.search).") }
    func names(_ name: String) throws(SCIMError) -> [String] {
      guard let value = value(name), value != .null else { return [] }
      guard let texts = value.texts else {
        throw .bad(.invalidValue, "\(name) must be a list of names.")
      }
      return texts
    }
    func number(_ name: String) throws(SCIMError) -> Int? {
      guard let value = value(name), value != .null else { return nil }
      guard let number = value.number.flatMap({ Int(exactly: $0) }) else {
        throw Self.noNumber(name)
      }
      return number
    }
    let filter = value("filter") ?? .null
    guard filter == .null || filter.text != nil else {
      throw .bad(.invalidValue, "filter must be text.")
    }
    try self.init(
      filter: filter.text, startIndex: try number("startIndex"), count: try number("count"),
      attributes: try names("attributes"), excluded: try names("excludedAttributes"))
  }

  private init(
    filter: String?, startIndex: Int?, count: Int?, attributes: [String], excluded: [String]
  ) throws(SCIMError) {
    // What is too small counts as the smallest (RFC 7644, section 3.4.2.4).
    self.startIndex = max(1, startIndex ?? 1)
    self.count = min(max(0, count ?? Self.usualResults), Self.mostResults)
    if let filter { self.filter = try Filter(filter) } else { self.filter = nil }
    projection = Projection(attributes: attributes, excluded: excluded)
  }

  private static func noNumber(_ name: String) -> SCIMError {
    .bad(.invalidValue, "\(name) must be a whole number.")
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
