/// Where the subjects of a list of people come from, as queries that SQLite and PostgreSQL read alike:
/// every table that knows some, each in the order of an index. A store makes a page of them, and looks
/// up what is shown of each.
public struct PeopleSources: Sendable {
  /// What stands in a query for itself.
  public enum Value: Sendable {
    case text(String)
    case integer(Int64)
  }

  /// The values of the queries, in the order of their numbers.
  public private(set) var values: [Value] = []
  /// Each gives subjects, `subject`, of which those of a page are to be taken in the order of their bytes.
  public private(set) var queries: [String] = []
  /// A common table expression that the queries refer to, with a comma behind it; empty where none does.
  public private(set) var named = ""
  /// What stands for the tenant and for the page's length.
  public private(set) var (tenant, limit) = ("", "")

  /// What comes before the number of a value.
  private let placeholder: String
  private let backup: PersonFilter.Backup
  /// What the subjects of a page do not come before; that of the prefix besides, and its end.
  private var (pageStart, start, end) = ("", "", "")
  /// The time of `noneSince`.
  private var time = ""

  private static let tables = ["profile", "offer", "sign_in"]

  /// - Parameter placeholder: what the database has before the number of a value: `?` or `$`.
  public init(
    of owner: TenantID, matching filter: PersonFilter, after: String?, limit most: Int,
    placeholder: String
  ) {
    self.placeholder = placeholder
    backup = filter.backup
    tenant = bind(.text(owner.rawValue))
    limit = bind(.integer(Int64(max(0, most))))
    let subjects = NameRange(beginning: filter.subjectPrefix, after: after)
    start = bind(.text(subjects.start))
    end = bind(.text(subjects.end))
    if case .noneSince(let date) = backup { time = bind(.integer(StoreTime.milliseconds(date))) }
    queries = knownPeople()
    if let directory = filter.directory {
      if directory.nameStart != nil { pageStart = bind(.text(NameRange(after: after).start)) }
      queries += people(of: directory)
    }
  }

  /// Adds a value, and returns what stands for it.
  private mutating func bind(_ value: Value) -> String {
    values.append(value)
    return "\(placeholder)\(values.count)"
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
    let kind = bind(.text(directory.kind.rawValue))
    let labels = directory.subjectLabels.map { bind(.text($0)) }
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
    let nameLabel = bind(.text(name.name))
    let (nameStart, nameEnd) = (bind(.text(names.start)), bind(.text(names.end)))
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
