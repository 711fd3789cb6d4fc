import Store

extension PostgreSQLStore {
  public func eraseBackups(
    of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> Erasure {
    try StoreName.check(person.tenant.rawValue, person.subject)
    if let entry { try StoreName.check(entry.owner) }
    return try await transaction { session in
      // The keys first: commits that used one are waited for here, and later ones find none.
      let keys = try session.remove("person_key", of: person)
      let underTenantKey = try session.query(
        """
        SELECT count(*) AS count FROM component
        WHERE tenant = $1 AND subject = $2 AND substr(sealed_bytes, 1, 1) = '\\x01'
        """, .text(person.tenant.rawValue), .text(person.subject))
      // A commit that brought no new component is waited for by its profile.
      _ = try session.query(
        "SELECT id FROM profile WHERE tenant = $1 AND subject = $2 ORDER BY id FOR UPDATE",
        .text(person.tenant.rawValue), .text(person.subject))
      let snapshots = try session.remove("snapshot", of: person)
      let components = try session.remove("component", of: person)
      let profiles = try session.remove("profile", of: person)
      if let entry { _ = try session.append(entry) }
      return Erasure(
        keys: keys, profiles: profiles, snapshots: snapshots,
        components: components,
        componentsUnderTenantKey: try underTenantKey.first?.integer("count") ?? 0)
    }
  }

  public func eraseKeys(
    of tenant: TenantID, logging entry: LogAppend?
  ) async throws(StoreError) -> Int {
    try StoreName.check(tenant.rawValue)
    if let entry { try StoreName.check(entry.owner) }
    return try await transaction { session in
      // Who makes a person's key under one of these has it locked, and is waited for here.
      _ = try session.query(
        "SELECT generation FROM wrapped_key WHERE tenant = $1 ORDER BY generation FOR UPDATE",
        .text(tenant.rawValue))
      let inUse = try session.query(
        """
        SELECT EXISTS (SELECT 1 FROM person_key WHERE tenant = $1)::int::bigint
          + EXISTS (SELECT 1 FROM component WHERE tenant = $1)::int::bigint AS count
        """, .text(tenant.rawValue))
      guard try inUse.first?.integer("count") == 0 else { throw StoreError.keyInUse }
      let count = try session.query(
        "DELETE FROM wrapped_key WHERE tenant = $1 RETURNING generation", .text(tenant.rawValue)
      ).count
      if let entry { _ = try session.append(entry) }
      return count
    }
  }

  /// `VACUUM` passes over what other transactions may still see; the next automatic one gets it.
  public func purge() async throws(StoreError) -> Bool {
    try await statement { session in
      // It cannot be run in a transaction, so the session gets its limit back by hand.
      try session.run("SET statement_timeout = 0")
      defer { try? session.run(Connection.limits) }
      for table in Schema.tables { try session.run("VACUUM \(table)") }
      return true
    }
  }
}

extension Session {
  fileprivate mutating func remove(_ table: String, of person: PersonID) throws -> Int {
    let removed = try query(
      """
      WITH removed AS (DELETE FROM \(table) WHERE tenant = $1 AND subject = $2 RETURNING 1)
      SELECT count(*) AS count FROM removed
      """, .text(person.tenant.rawValue), .text(person.subject))
    return try removed.first?.integer("count") ?? 0
  }
}
