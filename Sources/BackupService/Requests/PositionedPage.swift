import Foundation
import Store

/// Which part of a list a request asks for, where the order is not that of ids: `?after=NEXT&limit=N`,
/// where NEXT is what the page before gave. A position may hold any character, so it is one word that
/// means nothing to the client.
struct PositionedPage<Position: PagePosition>: Sendable, Hashable {
  let after: Position?
  let limit: Int

  /// So many are asked of the store: the one more tells whether there is a next page.
  var lookahead: Int { limit + 1 }

  /// The page's part of what the store gave, and where the next page begins: nil on the last.
  func cut<Item>(
    _ found: [Item], position: (Item) -> Position
  ) -> (items: [Item], next: String?) {
    let items = Array(found.prefix(limit))
    return (items, found.count > limit ? items.last.map { position($0).word } : nil)
  }
}

/// Where something stands in a list, as one word.
protocol PagePosition: Sendable, Hashable {
  var word: String { get }
  /// Nil for a word that no page gave.
  init?(word: String)
}

/// A list over the people of a tenant.
typealias PeoplesPage = PositionedPage<PersonRecordPosition>
/// A list in the order of time.
typealias TimedPage = PositionedPage<TimedPosition>

extension PersonRecordPosition: PagePosition {
  var word: String { PageWord.encoded(subject) + "." + PageWord.encoded(id) }

  init?(word: String) {
    let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let subject = PageWord.decoded(parts[0]),
      let id = PageWord.decoded(parts[1])
    else { return nil }
    self.init(subject: subject, id: id)
  }
}

extension TimedPosition: PagePosition {
  var word: String { "\(StoreTime.milliseconds(time)).\(PageWord.encoded(id))" }

  init?(word: String) {
    let parts = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let milliseconds = Int64(parts[0]), let id = PageWord.decoded(parts[1])
    else { return nil }
    self.init(time: StoreTime.date(milliseconds: milliseconds), id: id)
  }
}

/// Any name, as letters, digits, `-` and `_`.
private enum PageWord {
  static func encoded(_ text: String) -> String {
    Data(text.utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static func decoded(_ text: Substring) -> String? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let base64 = String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let bytes = Data(base64Encoded: base64),
      let decoded = String(data: bytes, encoding: .utf8), Identifier.isValid(decoded)
    else { return nil }
    return decoded
  }
}

extension Versioned {
  /// Where a person's record stands among those of the tenant's people.
  var position: PersonRecordPosition {
    let subject = if case .person(let person) = owner { person.subject } else { "" }
    return PersonRecordPosition(subject: subject, id: id)
  }
}

extension ServiceRequest {
  /// - Throws: `request.invalidParameter`.
  func peoplesPage() throws(ServiceProblem) -> PeoplesPage { try positionedPage() }

  /// - Throws: `request.invalidParameter`.
  func timedPage() throws(ServiceProblem) -> TimedPage { try positionedPage() }

  private func positionedPage<Position>() throws(ServiceProblem) -> PositionedPage<Position> {
    let limit = try queryNumber("limit", in: 1...Page.largestLimit) ?? Page.defaultLimit
    let words = request.uri.queryParameters.getAll("after")
    guard let word = words.first else { return PositionedPage(after: nil, limit: limit) }
    guard words.count == 1, let position = Position(word: word) else {
      throw ServiceProblem(
        .invalidParameter,
        "The query parameter after must be what the page before gave as next, or be left out.")
    }
    return PositionedPage(after: position, limit: limit)
  }

  /// A time in the query; nil when it is not there.
  func queryTime(_ name: String) throws(ServiceProblem) -> Date? {
    let values = request.uri.queryParameters.getAll(name)
    guard let value = values.first else { return nil }
    guard values.count == 1, let time = WireDate.read(value) else {
      throw ServiceProblem(
        .invalidParameter,
        "The query parameter \(name) must be there once, and be a date and time such as 2026-11-22T08:00:00Z (RFC 3339)."
      )
    }
    return time
  }

  /// A member of an enumeration, from the query; nil when it is not there.
  func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
    query name: String, of type: Choice.Type
  ) throws(ServiceProblem) -> Choice? {
    guard !request.uri.queryParameters.getAll(name).isEmpty else { return nil }
    return try choice(query: name, of: type)
  }
}
