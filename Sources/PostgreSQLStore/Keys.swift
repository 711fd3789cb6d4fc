import Store

extension PostgreSQLStore {
  public func wrappedKeys(of tenant: TenantID) async throws(StoreError) -> [WrappedKey] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT generation, wrapped_bytes FROM wrapped_key WHERE tenant = $1 ORDER BY generation
        """, .text(tenant.rawValue)
      ).map(WrappedKey.init(row:))
    }
  }

  public func insert(
    _ key: WrappedKey, for tenant: TenantID
  ) async throws(StoreError) -> WrappedKey {
    try StoreName.check(tenant.rawValue)
    return try await transaction { session in
      _ = try session.query(
        """
        INSERT INTO wrapped_key (tenant, generation, wrapped_bytes) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING
        """, .text(tenant.rawValue), .integer(key.generation), .bytes(key.wrappedBytes))
      return try session.query(
        "SELECT generation, wrapped_bytes FROM wrapped_key WHERE tenant = $1 AND generation = $2",
        .text(tenant.rawValue), .integer(key.generation)
      ).first.map(WrappedKey.init(row:)).asWritten()
    }
  }
}

extension WrappedKey {
  fileprivate init(row: Row) throws {
    self.init(
      generation: try row.integer("generation"), wrappedBytes: try row.bytes("wrapped_bytes"))
  }
}

extension Optional {
  /// A row that this transaction has just written; that it is not there is damage.
  func asWritten() throws(StoreError) -> Wrapped {
    guard let self else {
      throw StoreError(.corrupt, "What was written to the database could not be read back.")
    }
    return self
  }
}
