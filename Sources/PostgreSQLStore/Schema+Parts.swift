extension Schema {
  /// Something that a table must have besides its rows, and that can be made anew from them.
  struct Part: Sendable, Hashable {
    enum Kind: Sendable {
      case index
      /// A foreign key: that a row refers to one that is there.
      case reference
    }

    let kind: Kind
    let name: String
    let table: String
    /// Makes it.
    let statement: String

    /// The index of a primary key or of a promise that a value is there once.
    fileprivate static func key(_ name: String, of table: String, _ definition: String) -> Part {
      Part(
        kind: .index, name: name, table: table,
        statement: "ALTER TABLE \(table) ADD CONSTRAINT \(name) \(definition)")
    }

    fileprivate static func index(
      _ name: String, of table: String, _ definition: String, isUnique: Bool = false
    ) -> Part {
      Part(
        kind: .index, name: name, table: table,
        statement:
          "CREATE \(isUnique ? "UNIQUE " : "")INDEX \(name) ON \(table) \(definition)")
    }

    fileprivate static func reference(
      _ name: String, of table: String, _ definition: String
    ) -> Part {
      Part(
        kind: .reference, name: name, table: table,
        statement: "ALTER TABLE \(table) ADD CONSTRAINT \(name) FOREIGN KEY \(definition)")
    }
  }

  /// What the newest schema has, in an order in which all of it can be made. A test holds it against a
  /// database that the migrations made.
  static let parts: [Part] = [
    .key("health_check_pkey", of: "health_check", "PRIMARY KEY (name)"),
    .key("schema_version_pkey", of: "schema_version", "PRIMARY KEY (version)"),
    .key("wrapped_key_pkey", of: "wrapped_key", "PRIMARY KEY (tenant, generation)"),
    .key("person_key_pkey", of: "person_key", "PRIMARY KEY (tenant, subject, generation)"),
    .key("profile_pkey", of: "profile", "PRIMARY KEY (tenant, subject, id)"),
    .key(
      "profile_tenant_subject_device_key", of: "profile", "UNIQUE (tenant, subject, device)"),
    .index("profile_in_any_case", of: "profile", "(tenant, lower(subject))"),
    .index("profile_of_device", of: "profile", "(tenant, device)"),
    .key("snapshot_pkey", of: "snapshot", "PRIMARY KEY (tenant, subject, profile, version)"),
    .key("component_pkey", of: "component", "PRIMARY KEY (tenant, subject, profile, digest)"),
    .key("offer_pkey", of: "offer", "PRIMARY KEY (tenant, subject, id)"),
    .index("offer_in_any_case", of: "offer", "(tenant, lower(subject))"),
    .index(
      "open_offer", of: "offer",
      "(tenant, subject, device, enrollment, moment) WHERE outcome IS NULL", isUnique: true),
    .key("sign_in_pkey", of: "sign_in", "PRIMARY KEY (tenant, subject, device)"),
    .index("sign_in_in_any_case", of: "sign_in", "(tenant, lower(subject))"),
    .index("sign_in_of_device", of: "sign_in", "(tenant, device)"),
    .key("record_pkey", of: "record", "PRIMARY KEY (tenant, subject, kind, id)"),
    .index(
      "peoples_record", of: "record", "(tenant, kind, subject, id) WHERE subject <> ''"),
    .index("expiring_record", of: "record", "(expires_at) WHERE expires_at IS NOT NULL"),
    .key(
      "record_label_pkey", of: "record_label",
      "PRIMARY KEY (tenant, subject, kind, name, value, id)"),
    .index(
      "peoples_record_label", of: "record_label",
      "(tenant, kind, name, value, subject, id) WHERE subject <> ''"),
    .index("label_of_record", of: "record_label", "(tenant, subject, kind, id)"),
    .key("log_entry_pkey", of: "log_entry", "PRIMARY KEY (tenant, sequence)"),
    .reference(
      "person_key_tenant_tenant_generation_fkey", of: "person_key",
      "(tenant, tenant_generation) REFERENCES wrapped_key (tenant, generation)"),
    .reference(
      "snapshot_tenant_subject_profile_fkey", of: "snapshot",
      "(tenant, subject, profile) REFERENCES profile (tenant, subject, id)"),
    .reference(
      "component_tenant_subject_profile_fkey", of: "component",
      "(tenant, subject, profile) REFERENCES profile (tenant, subject, id)"),
  ]

  /// All tables, each once.
  static let tables = Set(parts.map(\.table)).sorted()
}
