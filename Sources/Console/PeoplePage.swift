import BackupService
import Foundation
import Store

/// The table of people.
struct PeoplePage: Sendable {
  let title = "People"
  let tenant: String
  let visitor: String?
  let rows: [Row]
  let isEmpty: Bool
  /// The address of the next page; nil on the last.
  let next: String?

  struct Row: Sendable {
    let user: String
    let link: String
    let profiles: Int
    let backup: String
    let isOld: Bool
    let offer: String
    let outcome: String
  }

  /// A backup that is older than this is marked: two missed runs of the usual eight days.
  private static let old: TimeInterval = 16 * 86_400

  init(tenant: String, visitor: String?, people: [PersonSummary], hasMore: Bool, now: Date) {
    self.tenant = tenant
    self.visitor = visitor
    rows = people.map { person in
      Row(
        user: person.subject, link: Link.person(person.subject), profiles: person.profileCount,
        backup: person.lastBackupAt.map { Age.inWords(from: $0, to: now) } ?? "none",
        isOld: person.lastBackupAt.map { now.timeIntervalSince($0) > Self.old } ?? true,
        offer: person.lastOffer.map {
          "\(Words.of($0.moment.rawValue)), \(Age.inWords(from: $0.offeredAt, to: now))"
        } ?? "none",
        outcome: person.lastOffer.map { $0.outcome?.rawValue ?? "waiting for an answer" } ?? "")
    }
    isEmpty = rows.isEmpty
    next = hasMore ? people.last.map { Link.people(after: $0.subject) } : nil
  }
}
