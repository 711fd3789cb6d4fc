import Store

/// Holds an index against its table without any help but a query: both are walked from end to end, and
/// must have the same rows, the index's in their order.
///
/// That finds entries that are missing, too many or wrong. It does not find an index that is whole and
/// whose inner pages lead astray: for that there is `amcheck`.
struct IndexComparison: Sendable {
  struct Index: Sendable, Hashable {
    let name: String
    let table: String
    /// Its columns, or what it reckons of them, as they stand in a query.
    let columns: String
    /// Which rows are in it.
    let condition: String
  }

  enum Finding: Sendable, Hashable {
    case equal
    /// A sentence.
    case different(String)
    /// PostgreSQL would not walk through this index.
    case skipped
  }

  let index: Index

  func run(in session: inout Session) throws -> Finding {
    // Both walks must see the same rows.
    try session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    try session.run(
      """
      SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_bitmapscan = off;
      SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off
      """)
    let table = try walked(by: "its table", in: &session)
    try session.run(
      """
      SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on;
      SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off;
      SET LOCAL enable_incremental_sort = off
      """)
    guard try usesIndex(in: &session) else { return .skipped }
    let found = try walked(by: "itself", in: &session)
    if found.count != table.count {
      return .different(
        "the index \(index.name) has \(found.count) rows of the \(table.count) that it should have")
    }
    if found.sum != table.sum {
      return .different("the index \(index.name) has other rows than the table \(index.table)")
    }
    if found.misplaced > 0 { return .different("the index \(index.name) is not in its order") }
    return .equal
  }

  private struct Walk {
    let count: Int
    /// The sum of the rows' hashes, which does not depend on their order.
    let sum: String
    /// Rows before which a greater one came.
    let misplaced: Int
  }

  private func walked(by way: String, in session: inout Session) throws -> Walk {
    // A text of its own for each: a statement that was prepared keeps the plan that it began with.
    let rows = try session.query("\(walk) /* by \(way) */")
    guard let row = rows.first else { return Walk(count: 0, sum: "0", misplaced: 0) }
    return Walk(
      count: try row.integer("count"), sum: try row.text("sum"),
      misplaced: try row.integer("misplaced"))
  }

  private func usesIndex(in session: inout Session) throws -> Bool {
    let plan = try session.query("EXPLAIN (FORMAT JSON) \(walk)")
    return try plan.contains { row in
      try row.text("QUERY PLAN").contains("\"Index Name\": \"\(index.name)\"")
    }
  }

  private var walk: String {
    """
    SELECT count(*) AS count,
      coalesce(sum(hashtextextended(present::text, 0)), 0)::text AS sum,
      count(*) FILTER (WHERE previous > present) AS misplaced
    FROM (
      SELECT ROW(\(index.columns)) AS present,
        lag(ROW(\(index.columns))) OVER (ORDER BY \(index.columns)) AS previous
      FROM \(index.table) WHERE \(index.condition)
    ) AS walked
    """
  }
}

extension PostgreSQLStore {
  /// The indexes that are in use.
  func indexes() async throws(StoreError) -> [IndexComparison.Index] {
    try await statement { session in
      try session.query(
        """
        SELECT index.relname::text AS name, owner.relname::text AS table_name,
          coalesce(pg_get_expr(indpred, indrelid), 'true') AS condition,
          (SELECT string_agg(pg_get_indexdef(indexrelid, place, false), ', ' ORDER BY place)
            FROM generate_series(1, indnkeyatts::int) AS place) AS columns
        FROM pg_index
        JOIN pg_class AS index ON index.oid = indexrelid
        JOIN pg_class AS owner ON owner.oid = indrelid
        JOIN pg_am ON pg_am.oid = index.relam
        WHERE owner.relnamespace = current_schema()::regnamespace AND owner.relkind = 'r'
          AND amname = 'btree' AND indisvalid AND indisready AND indislive ORDER BY 1
        """
      ).map { row in
        IndexComparison.Index(
          name: try row.text("name"), table: try row.text("table_name"),
          columns: try row.text("columns"), condition: try row.text("condition"))
      }
    }
  }

  /// Holds every index against its table.
  ///
  /// - Returns: what does not fit, and the indexes that could not be walked.
  func compareIndexes() async throws(StoreError) -> (faults: [String], skipped: [String]) {
    var faults: [String] = []
    var skipped: [String] = []
    for index in try await indexes() {
      do {
        let finding = try await checking { session in
          try IndexComparison(index: index).run(in: &session)
        }
        switch finding {
        case .equal: break
        case .different(let fault): faults.append(fault)
        case .skipped: skipped.append(index.name)
        }
      } catch {
        guard error.code == .corrupt else { throw error }
        faults.append(error.cause ?? error.message)
      }
    }
    return (faults, skipped)
  }
}
