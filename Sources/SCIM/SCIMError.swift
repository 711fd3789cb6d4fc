import JSONText

/// Why a request cannot be done, as SCIM says it (RFC 7644, section 3.12).
public struct SCIMError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The keywords of the RFC's table 9 that can occur here.
  public enum Keyword: String, Sendable, Hashable, CaseIterable {
    case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget
    case invalidValue, invalidVers
  }

  /// The HTTP status.
  public let status: Int
  public let keyword: Keyword?
  /// What went wrong and what to do, in a sentence.
  public let detail: String

  public init(_ status: Int, _ keyword: Keyword? = nil, _ detail: String) {
    self.status = status
    self.keyword = keyword
    self.detail = detail
  }

  /// A request that cannot be understood.
  static func bad(_ keyword: Keyword, _ detail: String) -> SCIMError {
    SCIMError(400, keyword, detail)
  }

  public var description: String { detail }

  /// The body of the answer.
  public var document: JSONValue {
    var fields: [String: JSONValue] = [
      "schemas": [.text(SchemaID.error)], "status": .text(String(status)), "detail": .text(detail),
    ]
    if let keyword { fields["scimType"] = .text(keyword.rawValue) }
    return .object(fields)
  }
}
