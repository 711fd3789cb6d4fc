import BackupService
import Foundation

/// The table of people.
struct PeoplePage: Sendable {
  let title = "People"
  let frame: PageFrame
  /// What was typed.
  let query: String
  let choices: [Choice]
  let rows: [Row]
  let hasRows: Bool
  /// Nobody is there at all.
  let isEmpty: Bool
  /// Somebody may be there, and none of them fits.
  let isUnfound: Bool
  /// The page of whoever has exactly the id that was typed: also of a person of whom nothing is known.
  let exact: String?
  /// The address of the next page; nil on the last.
  let next: String?

  struct Choice: Sendable {
    let value: String
    let words: String
    let isChosen: Bool
  }

  struct Row: Sendable {
    let user: String
    /// What they are called, where the directory tells.
    let name: String
    /// Name and account in whole, where they are shortened; nil where they are not.
    let whole: String?
    /// Their user name and address, where these are something else; nil where there is nothing to say.
    let account: String?
    let link: String
    let profiles: Int
    let backup: String
    let isOld: Bool
    let offer: String
    let outcome: String
  }

  /// A backup that is older than this is marked: two missed runs of the usual eight days.
  private static let old: TimeInterval = 16 * 86_400

  init(
    frame: PageFrame, search: PeopleSearch, people: [ListedPerson], hasMore: Bool,
    now: Date
  ) {
    self.frame = frame
    query = search.text
    choices = PeopleSearch.Backup.allCases.map {
      Choice(value: $0.rawValue, words: $0.words, isChosen: $0 == search.backup)
    }
    rows = people.map { listed in
      let person = listed.summary
      let account = Words.account(
        userName: listed.userName, email: listed.email, besides: [person.subject, listed.name])
      let called = [listed.name, account].compactMap { $0 }
      return Row(
        user: person.subject,
        name: Words.name(listed.name.map(Words.shortened), isActive: listed.isActive),
        whole: called.contains { Words.shortened($0) != $0 }
          ? called.joined(separator: ", ") : nil,
        account: account.map(Words.shortened),
        link: Link.person(person.subject), profiles: person.profileCount,
        backup: person.lastBackupAt.map { Age.inWords(from: $0, to: now) } ?? "none",
        isOld: person.lastBackupAt.map { now.timeIntervalSince($0) > Self.old } ?? true,
        offer: person.lastOffer.map {
          "\(Words.of($0.moment.rawValue)), \(Age.inWords(from: $0.offeredAt, to: now))"
        } ?? "none",
        outcome: person.lastOffer.map { Words.of(outcome: $0.outcome) } ?? "")
    }
    hasRows = !rows.isEmpty
    isEmpty = rows.isEmpty && search.isEverybody
    isUnfound = rows.isEmpty && !search.isEverybody
    exact =
      search.text.isEmpty || people.contains { $0.subject == search.text }
      ? nil : Link.person(search.text)
    next = hasMore ? people.last.map { Link.people(after: $0.subject, search) } : nil
  }
}
