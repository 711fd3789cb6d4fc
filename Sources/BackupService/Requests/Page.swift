import Hummingbird
import Store

/// Which part of a list a request asks for: `?after=ID&limit=N`.
struct Page: Sendable, Hashable {
  static let defaultLimit = 100
  static let largestLimit = 500

  /// The list begins after this id; nil for its beginning.
  let after: String?
  let limit: Int

  /// So many are asked of the store: the one more tells whether there is a next page.
  var lookahead: Int { limit + 1 }

  /// The page's part of what the store gave, and where the next page begins: nil on the last.
  func cut<Item>(_ found: [Item], id: (Item) -> String) -> (items: [Item], next: String?) {
    let items = Array(found.prefix(limit))
    return (items, found.count > limit ? items.last.map(id) : nil)
  }
}

extension ServiceRequest {
  /// - Throws: `request.invalidParameter`.
  func page() throws(ServiceProblem) -> Page {
    let after = try queryText("after")
    let limit = try queryNumber("limit", in: 1...Page.largestLimit) ?? Page.defaultLimit
    return Page(after: after, limit: limit)
  }

  /// A page of a list whose items are numbered, where `after` is a number.
  ///
  /// - Throws: `request.invalidParameter`.
  func numberedPage() throws(ServiceProblem) -> (after: Int?, page: Page) {
    let after = try queryNumber("after", in: 0...Int.max)
    return (after, try page())
  }

  /// A text in the query; nil when it is not there.
  func queryText(_ name: String) throws(ServiceProblem) -> String? {
    let values = request.uri.queryParameters.getAll(name)
    guard let value = values.first else { return nil }
    guard values.count == 1, Identifier.isValid(value) else {
      throw ServiceProblem(
        .invalidParameter,
        "The query parameter \(name) must be there once, and be \(Identifier.rule).")
    }
    return value
  }

  /// A whole number in the query; nil when it is not there.
  func queryNumber(
    _ name: String, in range: ClosedRange<Int>
  ) throws(ServiceProblem) -> Int? {
    let values = request.uri.queryParameters.getAll(name)
    guard let value = values.first else { return nil }
    guard values.count == 1, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(value), range.contains(number)
    else {
      throw ServiceProblem(
        .invalidParameter,
        "The query parameter \(name) must be a number from \(range.lowerBound) to \(range.upperBound)."
      )
    }
    return number
  }
}
