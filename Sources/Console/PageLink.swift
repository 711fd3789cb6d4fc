/// A page that the header leads to.
struct PageLink: Sendable {
  let address: String
  let words: String
  /// Whether it is the page that is looked at.
  let isCurrent: Bool
}
