import Foundation
import GRDB
import Store

/// The statement that answers who the people are: it takes the page of subjects from every table that
/// knows some, each in the order of an index, and then looks up what is shown of each.
struct PeopleStatement: Sendable {
  private(set) var arguments = StatementArguments()
  private var count = 0
  private(set) var sql = ""

  private var tenant = ""
  private var limit = ""
  /// What the subjects of a page do not come before; that of the prefix besides, and its end.
  private var (pageStart, start, end) = ("", "", "")
  /// The accounts that carry a name that is looked for, as a table; empty where none is.
  private var named = ""
  private let backup: PersonFilter.Backup
  /// The time of `noneSince`.
  private var time = ""

  private static let tables = ["profile", "offer", "sign_in"]

  init(of owner: TenantID, matching filter: PersonFilter, after: String?, limit most: Int) {
    backup = filter.backup
    tenant = bind(owner.rawValue)
    limit = bind(max(0, most))
    let subjects = NameRange(beginning: filter.subjectPrefix, after: after)
    start = bind(subjects.start)
    end = bind(subjects.end)
    if case .noneSince(let date) = backup { time = bind(StoreTime.milliseconds(date)) }
    var sources = knownPeople()
    if let directory = filter.directory {
      if directory.nameStart != nil { pageStart = bind(NameRange(after: after).start) }
      sources += people(of: directory)
    }
    sql = """
      WITH \(named) person (subject) AS (
        \(sources.map(page).joined(separator: " UNION ")) ORDER BY subject LIMIT \(limit)
      )
      SELECT person.subject, offer.id, offer.device, offer.enrollment, offer.moment,
        offer.offered_at, offer.outcome, offer.concluded_at,
        (SELECT count(*) FROM profile
          WHERE tenant = \(tenant) AND subject = person.subject) AS profile_count,
        (SELECT max(last_backup_at) FROM profile
          WHERE tenant = \(tenant) AND subject = person.subject) AS last_backup_at
      FROM person LEFT JOIN offer ON offer.tenant = \(tenant) AND offer.subject = person.subject
        AND offer.id = (SELECT id FROM offer
          WHERE tenant = \(tenant) AND subject = person.subject
          ORDER BY offered_at DESC, id DESC LIMIT 1)
      ORDER BY person.subject
      """
  }

  /// Adds a value, and returns what stands for it.
  private mutating func bind(_ value: any DatabaseValueConvertible) -> String {
    arguments += [value]
    count += 1
    return "?\(count)"
  }

  /// One source's part of the page.
  private func page(_ query: String) -> String {
    "SELECT subject FROM (\(query) ORDER BY 1 LIMIT \(limit))"
  }

  // MARK: Who is known

  /// Those who have a profile, had an offer or signed in.
  private func knownPeople() -> [String] {
    let tables = Self.tables.filter { $0 != "profile" || backup == .any }
    let others = tables.map { table in
      """
      SELECT DISTINCT subject FROM \(table) WHERE tenant = \(tenant) AND subject >= \(start)
        AND subject < \(end)\(lacksBackup("\(table).subject"))
      """
    }
    guard case .noneSince = backup else { return others }
    return others + [
      """
      SELECT subject FROM profile WHERE tenant = \(tenant) AND subject >= \(start)
        AND subject < \(end) GROUP BY subject HAVING max(last_backup_at) < \(time)
      """
    ]
  }

  /// The condition that somebody is meant by how their backups stand.
  private func lacksBackup(_ subject: String) -> String {
    let fresh =
      switch backup {
      case .any: ""
      case .none: " "
      case .noneSince: " AND fresh.last_backup_at >= \(time)"
      }
    guard !fresh.isEmpty else { return "" }
    return """
       AND NOT EXISTS (SELECT 1 FROM profile AS fresh
        WHERE fresh.tenant = \(tenant) AND fresh.subject = \(subject)\(fresh))
      """
  }

  // MARK: Whom a directory names

  private mutating func people(of directory: DirectorySource) -> [String] {
    let kind = bind(directory.kind.rawValue)
    let labels = directory.subjectLabels.map { bind($0) }
    // Where case counts for nothing, an account is listed by itself while no other spelling is known.
    let isUnknown = directory.ignoresCase ? isKnownOtherwise("account.value") : ""
    let own = labels.map { label in
      """
      SELECT DISTINCT account.value AS subject FROM record_label AS account
      WHERE account.tenant = \(tenant) AND account.subject = '' AND account.kind = \(kind)
        AND account.name = \(label) AND account.value >= \(start) AND account.value < \(end)\
      \(isUnknown)\(lacksBackup("account.value"))
      """
    }
    guard let name = directory.nameStart else { return own }
    let names = NameRange(beginning: name.value)
    let nameLabel = bind(name.name)
    let (nameStart, nameEnd) = (bind(names.start), bind(names.end))
    named = """
      named (id) AS MATERIALIZED (
        SELECT id FROM record_label WHERE tenant = \(tenant) AND subject = '' AND kind = \(kind)
          AND name = \(nameLabel) AND value >= \(nameStart) AND value < \(nameEnd)
      ),
      """
    return own
      + labels.flatMap { label in
        // From the names to the accounts, and not the other way round: who looks for a name finds few.
        let accounts = """
          account.tenant = \(tenant) AND account.subject = '' AND account.kind = \(kind)
          AND account.id = named.id AND account.name = \(label)
          """
        let byLabel = """
          SELECT DISTINCT account.value AS subject
          FROM named CROSS JOIN record_label AS account
          WHERE \(accounts) AND account.value >= \(pageStart)\
          \(isUnknown)\(lacksBackup("account.value"))
          """
        guard directory.ignoresCase else { return [byLabel] }
        return [byLabel]
          + Self.tables.map { table in
            """
            SELECT DISTINCT known.subject
            FROM named CROSS JOIN record_label AS account CROSS JOIN \(table) AS known
            WHERE \(accounts) AND known.tenant = \(tenant)
              AND lower(known.subject) = lower(account.value)
              AND known.subject >= \(pageStart)\(lacksBackup("known.subject"))
            """
          }
      }
  }

  /// The condition that nothing is stored of anybody whose subject differs from this one in case alone.
  private func isKnownOtherwise(_ subject: String) -> String {
    Self.tables.map { table in
      """
       AND NOT EXISTS (SELECT 1 FROM \(table) AS other WHERE other.tenant = \(tenant)
        AND lower(other.subject) = lower(\(subject)) AND other.subject <> \(subject))
      """
    }.joined()
  }
}
