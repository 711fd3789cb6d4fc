import GRDB
import Store

/// The statement that answers who the people are: the page of subjects, and what is shown of each.
struct PeopleStatement: Sendable {
  let arguments: StatementArguments
  let sql: String

  init(of tenant: TenantID, matching filter: PersonFilter, after: String?, limit: Int) {
    let sources = PeopleSources(
      of: tenant, matching: filter, after: after, limit: limit, placeholder: "?")
    arguments = StatementArguments(
      sources.values.map { value -> any DatabaseValueConvertible in
        switch value {
        case .text(let text): text
        case .integer(let number): number
        }
      })
    let pages = sources.queries.map {
      "SELECT subject FROM (\($0) ORDER BY 1 LIMIT \(sources.limit))"
    }
    sql = """
      WITH \(sources.named) person (subject) AS (
        \(pages.joined(separator: " UNION ")) ORDER BY subject LIMIT \(sources.limit)
      )
      SELECT person.subject, offer.id, offer.device, offer.enrollment, offer.moment,
        offer.offered_at, offer.outcome, offer.concluded_at,
        (SELECT count(*) FROM profile
          WHERE tenant = \(sources.tenant) AND subject = person.subject) AS profile_count,
        (SELECT max(last_backup_at) FROM profile
          WHERE tenant = \(sources.tenant) AND subject = person.subject) AS last_backup_at
      FROM person LEFT JOIN offer
        ON offer.tenant = \(sources.tenant) AND offer.subject = person.subject
        AND offer.id = (SELECT id FROM offer
          WHERE tenant = \(sources.tenant) AND subject = person.subject
          ORDER BY offered_at DESC, id DESC LIMIT 1)
      ORDER BY person.subject
      """
  }
}
