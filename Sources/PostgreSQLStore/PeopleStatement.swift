import Store

/// The statement that answers who the people are: the page of subjects, and what is shown of each.
struct PeopleStatement: Sendable {
  let values: [Value?]
  let sql: String

  init(of tenant: TenantID, matching filter: PersonFilter, after: String?, limit: Int) {
    let sources = PeopleSources(
      of: tenant, matching: filter, after: after, limit: limit, placeholder: "$")
    values = sources.values.map { value in
      switch value {
      case .text(let text): .text(text)
      case .integer(let number): .integer(number)
      }
    }
    let pages = sources.queries.map { "(\($0) ORDER BY 1 LIMIT \(sources.limit))" }
    sql = """
      WITH \(sources.named) person (subject) AS (
        \(pages.joined(separator: " UNION ")) ORDER BY subject LIMIT \(sources.limit)
      )
      SELECT person.subject, newest.*,
        (SELECT count(*) FROM profile
          WHERE tenant = \(sources.tenant) AND subject = person.subject) AS profile_count,
        (SELECT max(last_backup_at) FROM profile
          WHERE tenant = \(sources.tenant) AND subject = person.subject) AS last_backup_at
      FROM person LEFT JOIN LATERAL (
        SELECT id, device, enrollment, moment, offered_at, outcome, concluded_at FROM offer
        WHERE tenant = \(sources.tenant) AND subject = person.subject
        ORDER BY offered_at DESC, id DESC LIMIT 1
      ) AS newest ON true
      ORDER BY person.subject
      """
  }
}
