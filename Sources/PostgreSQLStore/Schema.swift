import Store

/// The tables, as numbered steps. A step that was published never changes; a new one is added.
///
/// Names are `COLLATE "C"`: compared and ordered by their bytes, whatever the database's language.
enum Schema {
  static let migrations = [
    """
    CREATE TABLE health_check (
      name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
      count BIGINT NOT NULL
    );

    CREATE TABLE wrapped_key (
      tenant TEXT COLLATE "C" NOT NULL,
      generation BIGINT NOT NULL,
      wrapped_bytes BYTEA NOT NULL,
      PRIMARY KEY (tenant, generation)
    );

    CREATE TABLE profile (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      device TEXT COLLATE "C" NOT NULL,
      source TEXT NOT NULL,
      newest_version BIGINT NOT NULL,
      last_backup_at BIGINT NOT NULL,
      PRIMARY KEY (tenant, subject, id),
      UNIQUE (tenant, subject, device)
    );

    CREATE TABLE snapshot (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      profile TEXT COLLATE "C" NOT NULL,
      version BIGINT NOT NULL,
      manifest TEXT NOT NULL,
      stored_at BIGINT NOT NULL,
      PRIMARY KEY (tenant, subject, profile, version),
      FOREIGN KEY (tenant, subject, profile) REFERENCES profile (tenant, subject, id)
    );

    CREATE TABLE component (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      profile TEXT COLLATE "C" NOT NULL,
      digest TEXT COLLATE "C" NOT NULL,
      kind TEXT NOT NULL,
      first_version BIGINT NOT NULL,
      key_generation BIGINT NOT NULL,
      sealed_bytes BYTEA NOT NULL,
      PRIMARY KEY (tenant, subject, profile, digest),
      FOREIGN KEY (tenant, subject, profile) REFERENCES profile (tenant, subject, id)
    );
    -- Sealed bytes do not compress.
    ALTER TABLE component ALTER COLUMN sealed_bytes SET STORAGE EXTERNAL;

    CREATE TABLE offer (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      device TEXT COLLATE "C" NOT NULL,
      enrollment TEXT COLLATE "C" NOT NULL,
      moment TEXT NOT NULL,
      offered_at BIGINT NOT NULL,
      outcome TEXT,
      concluded_at BIGINT,
      PRIMARY KEY (tenant, subject, id)
    );

    CREATE UNIQUE INDEX open_offer ON offer (tenant, subject, device, enrollment, moment)
      WHERE outcome IS NULL;

    CREATE TABLE sign_in (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      device TEXT COLLATE "C" NOT NULL,
      statement BYTEA NOT NULL,
      at BIGINT NOT NULL,
      PRIMARY KEY (tenant, subject, device)
    );
    """,
    """
    -- What belongs to a tenant has no subject, what belongs to the installation no tenant either: ''.
    CREATE TABLE record (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      kind TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      revision BIGINT NOT NULL,
      labels TEXT NOT NULL,
      content BYTEA NOT NULL,
      changed_at BIGINT NOT NULL,
      expires_at BIGINT,
      PRIMARY KEY (tenant, subject, kind, id)
    );

    CREATE INDEX peoples_record ON record (tenant, kind, subject, id) WHERE subject <> '';

    CREATE INDEX expiring_record ON record (expires_at) WHERE expires_at IS NOT NULL;

    -- The labels once more, for looking up.
    CREATE TABLE record_label (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      kind TEXT COLLATE "C" NOT NULL,
      name TEXT COLLATE "C" NOT NULL,
      value TEXT COLLATE "C" NOT NULL,
      id TEXT COLLATE "C" NOT NULL,
      PRIMARY KEY (tenant, subject, kind, name, value, id)
    );

    CREATE INDEX peoples_record_label ON record_label (tenant, kind, name, value, subject, id)
      WHERE subject <> '';

    CREATE INDEX label_of_record ON record_label (tenant, subject, kind, id);

    CREATE TABLE log_entry (
      tenant TEXT COLLATE "C" NOT NULL,
      sequence BIGINT NOT NULL,
      at BIGINT NOT NULL,
      content BYTEA NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (tenant, sequence)
    );
    """,
    keysOfPeople,
    """
    -- The highest number that a version of the profile ever had: none is given twice.
    ALTER TABLE profile ADD COLUMN highest_version BIGINT NOT NULL DEFAULT 0;
    UPDATE profile SET highest_version = newest_version;
    """,
    lookups,
  ]

  /// "VALS": the lock that keeps other processes out of the migration.
  private static let lock = 0x5641_4C53

  /// The tables whose key begins with tenant and subject, besides those of profiles and offers: what is
  /// deleted with a person.
  static let otherTablesOfPeople = ["sign_in", "person_key", "record_label", "record"]

  /// Brings the tables up to date within the caller's transaction.
  static func migrate(_ session: inout Session) throws {
    try session.run(
      """
      SELECT pg_advisory_xact_lock(\(lock));
      CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY);
      """)
    let newest = try session.query(
      "SELECT coalesce(max(version), 0)::bigint AS version FROM schema_version")
    let version = try newest.first?.integer("version") ?? 0
    guard version <= migrations.count else {
      throw StoreError(
        .newerSchema,
        "The database has schema \(version); this version of Valise knows \(migrations.count). "
          + "Use the newer version, or restore a backup from before the upgrade.")
    }
    for (index, migration) in migrations.enumerated().dropFirst(version) {
      try session.run(migration)
      _ = try session.query(
        "INSERT INTO schema_version (version) VALUES ($1)", .integer(index + 1))
    }
  }
}
