import JSONText

/// A page of resources, as SCIM sends it (RFC 7644, section 3.4.2).
public struct ListResponse: Sendable, Hashable {
  /// How many resources there are in all.
  public let total: Int
  /// The number of the first, from 1.
  public let startIndex: Int
  public let resources: [[String: JSONValue]]

  public init(total: Int, startIndex: Int, resources: [[String: JSONValue]]) {
    self.total = total
    self.startIndex = startIndex
    self.resources = resources
  }

  public var document: JSONValue {
    [
      "schemas": [.text(SchemaID.list)], "totalResults": .number(Double(total)),
      "startIndex": .number(Double(startIndex)),
      "itemsPerPage": .number(Double(resources.count)),
      "Resources": .list(resources.map { .object($0) }),
    ]
  }
}
