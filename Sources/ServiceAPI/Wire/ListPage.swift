/// A part of a list that the service gives out page by page.
public protocol ListPage: Sendable {
  /// Where the next page begins; nil after the last.
  var next: String? { get }
}

extension ListPage {
  /// Reads a list to its end.
  ///
  /// - Parameters:
  ///   - items: what of a page belongs to the list.
  ///   - read: reads the page that begins after a place; nil is the first.
  public static func all<Item>(
    _ items: (Self) -> [Item],
    _ read: (_ after: String?) async throws(ServiceError) -> Self
  ) async throws(ServiceError) -> [Item] {
    var all: [Item] = []
    var after: String?
    repeat {
      let page = try await read(after)
      all += items(page)
      after = page.next
    } while after != nil
    return all
  }
}
