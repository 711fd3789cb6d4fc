import Store

extension PostgreSQLStore {
  /// Looks whether all indexes and references are there and in use, and has PostgreSQL's extension
  /// `amcheck` check indexes and tables, where an administrator has made it available. Where it is
  /// not, each index is held against its table.
  ///
  /// - Parameter reindex: makes what is missing, and all indexes anew.
  public func checkDatabase(reindex: Bool) async throws(StoreError) -> DatabaseCheck {
    var faults: [String] = []
    if reindex {
      for part in try await missingParts() {
        faults += try await finding { session in try session.run(part.statement) }
      }
      for table in Schema.tables {
        faults += try await finding { session in try session.run("REINDEX TABLE \(table)") }
      }
    }
    faults += try await missingParts().map { part in
      switch part.kind {
      case .index: "the index \(part.name) of the table \(part.table) is missing"
      case .reference: "the reference \(part.name) of the table \(part.table) is missing"
      }
    }
    faults += try await idleIndexes().map { "the index \($0) is not in use: it is invalid" }
    let unchecked: String?
    switch try await amcheck() {
    case .usable(let functions):
      faults += try await check(with: functions)
      unchecked = functions.checksTables ? nil : Self.tablesUnchecked
    case .unusable(let why):
      let comparison = try await compareIndexes()
      faults += comparison.faults
      let skipped = comparison.skipped.map { "the index \($0); " }.joined()
      unchecked = skipped + "PostgreSQL's tables, and how its indexes are built: \(why)"
    }
    return DatabaseCheck(faults: faults, unchecked: unchecked, isReindexed: reindex)
  }

  private static let tablesUnchecked = "PostgreSQL's tables: its amcheck knows how from 14 on"

  /// Runs what may take long, in one transaction.
  ///
  /// - Throws: `store.corrupt` also for what is damage only when somebody looks for it.
  func checking<Value: Sendable>(
    _ work: @escaping @Sendable (inout Session) throws -> Value
  ) async throws(StoreError) -> Value {
    try await transaction { session in
      try session.run("SET LOCAL statement_timeout = 0")
      do {
        return try work(&session)
      } catch let failure as DatabaseFailure where failure.isDamage {
        throw StoreError(
          .corrupt, "The database is damaged.", cause: "PostgreSQL: \(failure.message)")
      }
    }
  }

  /// Runs what fails where something is damaged.
  ///
  /// - Returns: what is, in a sentence, or nothing.
  private func finding(
    _ work: @escaping @Sendable (inout Session) throws -> Void
  ) async throws(StoreError) -> [String] {
    do {
      try await checking(work)
      return []
    } catch {
      guard error.code == .corrupt else { throw error }
      return [error.cause ?? error.message]
    }
  }

  // MARK: What is there

  private func missingParts() async throws(StoreError) -> [Schema.Part] {
    let names = try await statement { session in
      try session.query(
        """
        SELECT index.relname::text AS name FROM pg_index
        JOIN pg_class AS index ON index.oid = pg_index.indexrelid
        WHERE index.relnamespace = current_schema()::regnamespace
        UNION ALL SELECT conname::text FROM pg_constraint
        WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
        """
      ).map { row in try row.text("name") }
    }
    return Schema.parts.filter { !names.contains($0.name) }
  }

  /// Indexes that PostgreSQL leaves alone, as one is that was not made to its end.
  private func idleIndexes() async throws(StoreError) -> [String] {
    try await statement { session in
      try session.query(
        """
        SELECT index.relname::text AS name FROM pg_index
        JOIN pg_class AS index ON index.oid = pg_index.indexrelid
        WHERE index.relnamespace = current_schema()::regnamespace
          AND NOT (indisvalid AND indisready AND indislive) ORDER BY 1
        """
      ).map { row in try row.text("name") }
    }
  }

  // MARK: amcheck

  private enum Amcheck: Sendable {
    case usable(Functions)
    case unusable(why: String)

    struct Functions: Sendable {
      /// Where the extension is.
      let schema: String
      let checksTables: Bool
    }
  }

  private func amcheck() async throws(StoreError) -> Amcheck {
    try await statement { session in
      let found = try session.query(
        """
        SELECT quote_ident(nspname) AS schema,
          (SELECT count(*) FROM pg_proc WHERE pronamespace = pg_namespace.oid
            AND proname = 'verify_heapam') AS table_checks,
          (SELECT count(*) FROM pg_proc WHERE pronamespace = pg_namespace.oid
            AND (proname = 'bt_index_check' AND pronargs = 2 OR proname = 'verify_heapam')
            AND NOT has_function_privilege(oid, 'EXECUTE')) AS denied
        FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
        WHERE extname = 'amcheck'
        """)
      guard let row = found.first else {
        return .unusable(
          why: "its extension amcheck is not there (CREATE EXTENSION amcheck)")
      }
      guard try row.integer("denied") == 0 else {
        return .unusable(
          why:
            "this role may not use its extension amcheck (GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean), verify_heapam)"
        )
      }
      return .usable(
        Amcheck.Functions(
          schema: try row.text("schema"), checksTables: try row.integer("table_checks") > 0))
    }
  }

  private func check(with functions: Amcheck.Functions) async throws(StoreError) -> [String] {
    var faults: [String] = []
    for index in try await indexes() {
      faults += try await finding { session in
        _ = try session.query(
          "SELECT \(functions.schema).bt_index_check(quote_ident($1)::regclass, true)",
          .text(index.name))
      }
    }
    guard functions.checksTables else { return faults }
    for table in Schema.tables {
      faults += try await finding { session in
        let found = try session.query(
          """
          SELECT msg FROM \(functions.schema).verify_heapam(quote_ident($1)::regclass)
          LIMIT 1
          """, .text(table))
        guard let fault = try found.first?.text("msg") else { return }
        throw StoreError(
          .corrupt, "The table is damaged.", cause: "PostgreSQL: the table \(table): \(fault)")
      }
    }
    return faults
  }
}

extension DatabaseFailure {
  /// Whether what an index or a reference promises does not hold: a value that must be there once is
  /// there twice (23505), or what a row refers to is not there (23503); or PostgreSQL stumbled over
  /// what cannot be (XX000), as a length that no value has.
  fileprivate var isDamage: Bool { ["23505", "23503", "XX000"].contains(state) }
}
