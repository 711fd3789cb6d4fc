/// The names on a page of those that begin with a text, from the one that none of them comes before to
/// the one that all of them do. One bound and not two, so that a database begins there.
public struct NameRange: Hashable, Sendable {
  public let start: String
  /// The first that is past it.
  public let end: String

  /// - Parameters:
  ///   - prefix: what the names begin with, byte for byte; empty for any.
  ///   - after: the last name of the page before; nil for the first page.
  public init(beginning prefix: String = "", after: String? = nil) {
    // No character is greater than this one.
    end = prefix + "\u{10FFFF}"
    guard let after, !after.utf8.lexicographicallyPrecedes(prefix.utf8) else {
      start = prefix
      return
    }
    // No name holds a NUL, so that nothing comes between.
    start = after + "\u{1}"
  }
}
