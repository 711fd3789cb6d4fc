import GRDB
import Store

/// The tables, as numbered steps. A step that was published never changes; a new one is added.
enum Schema {
  /// "VALS": tells a Valise database from another program's.
  static let applicationID: Int32 = 0x5641_4C53

  static let migrations = [
    """
    CREATE TABLE health_check (
      name TEXT NOT NULL PRIMARY KEY,
      count INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE wrapped_key (
      tenant TEXT NOT NULL,
      generation INTEGER NOT NULL,
      wrapped_bytes BLOB NOT NULL,
      PRIMARY KEY (tenant, generation)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE profile (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      id TEXT NOT NULL,
      device TEXT NOT NULL,
      source TEXT NOT NULL,
      newest_version INTEGER NOT NULL,
      last_backup_at INTEGER NOT NULL,
      PRIMARY KEY (tenant, subject, id),
      UNIQUE (tenant, subject, device)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE snapshot (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      profile TEXT NOT NULL,
      version INTEGER NOT NULL,
      manifest TEXT NOT NULL,
      stored_at INTEGER NOT NULL,
      PRIMARY KEY (tenant, subject, profile, version),
      FOREIGN KEY (tenant, subject, profile) REFERENCES profile (tenant, subject, id)
    ) STRICT, WITHOUT ROWID;

    -- With row ids: SQLite keeps large values badly in a table that is its own index.
    CREATE TABLE component (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      profile TEXT NOT NULL,
      digest TEXT NOT NULL,
      kind TEXT NOT NULL,
      first_version INTEGER NOT NULL,
      key_generation INTEGER NOT NULL,
      sealed_bytes BLOB NOT NULL,
      PRIMARY KEY (tenant, subject, profile, digest),
      FOREIGN KEY (tenant, subject, profile) REFERENCES profile (tenant, subject, id)
    ) STRICT;

    CREATE TABLE offer (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      id TEXT NOT NULL,
      device TEXT NOT NULL,
      enrollment TEXT NOT NULL,
      moment TEXT NOT NULL,
      offered_at INTEGER NOT NULL,
      outcome TEXT,
      concluded_at INTEGER,
      PRIMARY KEY (tenant, subject, id)
    ) STRICT, WITHOUT ROWID;

    CREATE UNIQUE INDEX open_offer ON offer (tenant, subject, device, enrollment, moment)
      WHERE outcome IS NULL;

    CREATE TABLE sign_in (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      device TEXT NOT NULL,
      statement BLOB NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (tenant, subject, device)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- What belongs to a tenant has no subject, what belongs to the installation no tenant either: ''.
    -- With row ids, so that large contents are kept well.
    CREATE TABLE record (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      labels TEXT NOT NULL,
      content BLOB NOT NULL,
      changed_at INTEGER NOT NULL,
      expires_at INTEGER,
      PRIMARY KEY (tenant, subject, kind, id)
    ) STRICT;

    CREATE INDEX peoples_record ON record (tenant, kind, subject, id) WHERE subject <> '';

    CREATE INDEX expiring_record ON record (expires_at) WHERE expires_at IS NOT NULL;

    -- The labels once more, for looking up.
    CREATE TABLE record_label (
      tenant TEXT NOT NULL,
      subject TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      id TEXT NOT NULL,
      PRIMARY KEY (tenant, subject, kind, name, value, id)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX peoples_record_label ON record_label (tenant, kind, name, value, subject, id)
      WHERE subject <> '';

    CREATE INDEX label_of_record ON record_label (tenant, subject, kind, id);

    CREATE TABLE log_entry (
      tenant TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      at INTEGER NOT NULL,
      content BLOB NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (tenant, sequence)
    ) STRICT, WITHOUT ROWID;
    """,
    keysOfPeople,
    """
    -- The highest number that a version of the profile ever had: none is given twice.
    ALTER TABLE profile ADD COLUMN highest_version INTEGER NOT NULL DEFAULT 0;
    UPDATE profile SET highest_version = newest_version;
    """,
    lookups,
  ]

  /// The tables whose key begins with tenant and subject, besides those of profiles and offers: what is
  /// deleted with a person.
  static let otherTablesOfPeople = ["sign_in", "person_key", "record_label", "record"]

  /// Brings the tables up to date, in one transaction that keeps other processes out.
  static func migrate(_ database: Database) throws {
    try database.inTransaction(.immediate) {
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      try checkOwner(database, version: version)
      guard version <= migrations.count else {
        throw StoreError(
          .newerSchema,
          "The database has schema \(version); this version of Valise knows \(migrations.count). "
            + "Use the newer version, or restore a backup from before the upgrade.")
      }
      // What is up to date is not written, so that a store opens on a full disk.
      guard version < migrations.count else { return .commit }
      for migration in migrations.dropFirst(version) {
        try database.execute(sql: migration)
      }
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(migrations.count)")
      return .commit
    }
  }

  /// Refuses a database of another program, which has tables and not our mark.
  private static func checkOwner(_ database: Database, version: Int) throws {
    let mark = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    let isNew = mark == 0 && version == 0 && tables == 0
    guard isNew || mark == applicationID else {
      throw StoreError(
        .corrupt, "The file is a database of another program: choose another path.")
    }
  }
}
