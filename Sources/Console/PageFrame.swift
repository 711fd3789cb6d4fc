import BackupService
import Identity

/// What the header of a page shows: whose people these are, who looks, and where else they may go.
struct PageFrame: Sendable {
  /// Nil where the page is no tenant's.
  let tenant: String?
  let visitor: String?
  let links: [PageLink]
  let hasLinks: Bool

  /// - Parameter page: the page itself; nil where it is none of those that can be gone to.
  init(tenant: String?, on page: ConsolePage?, in context: ServiceContext) {
    self.tenant = tenant
    visitor = context.visitor
    links = [(ConsolePage.people, "People"), (.audit, "Audit log")]
      .filter { $0.0.isAllowed(context.caller) }
      .map { PageLink(address: $0.0.rawValue, words: $0.1, isCurrent: $0.0 == page) }
    hasLinks = !links.isEmpty
  }
}
