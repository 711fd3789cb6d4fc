import Foundation
import GRDB

/// A way to damage what is stored of one person, in SQL on the store's file, and the code under which
/// it must be found.
struct InjectedFault: Sendable, CustomStringConvertible {
  let description: String
  /// Any of these is right: some damage is seen from two sides.
  let codes: Set<String>
  /// Statements over `:tenant`, `:subject` and `:other`, somebody else in the tenant.
  let statements: [String]

  init(_ description: String, _ codes: String..., by statements: String...) {
    self.description = description
    self.codes = Set(codes)
    self.statements = statements
  }

  func inject(into database: Database, subject: String, other: String) throws {
    for statement in statements {
      let names: [String: (any DatabaseValueConvertible)?] = [
        "tenant": "first", "subject": subject, "other": other,
      ]
      try database.execute(
        sql: statement,
        arguments: StatementArguments(names.filter { statement.contains(":" + $0.key) }))
      guard database.changesCount > 0 else { throw NothingChanged(statement: statement) }
    }
  }

  struct NothingChanged: Error {
    let statement: String
  }

  private static let mine = "tenant = :tenant AND subject = :subject"
  private static let theirs = "tenant = :tenant AND subject = :other"
  /// The settings of the first version, of which every person has one.
  private static let settings = "\(mine) AND kind = 'settings' AND first_version = 1"
  private static let apps = "\(mine) AND kind = 'apps' AND first_version = 1"

  /// Replaces one byte of a blob, at a position counted from 1, by its complement.
  private static func flipped(_ column: String, at position: String) -> String {
    """
    CAST(substr(\(column), 1, \(position) - 1)
      || CASE WHEN substr(\(column), \(position), 1) = x'55' THEN x'AA' ELSE x'55' END
      || substr(\(column), \(position) + 1) AS BLOB)
    """
  }

  private static func component(_ set: String, _ place: String = settings) -> String {
    "UPDATE component SET \(set) WHERE \(place)"
  }

  /// The digest that the first version's manifest names at a place.
  private static func named(_ index: Int) -> String {
    """
    (SELECT json_extract(manifest, '$.components[\(index)].digest') FROM snapshot AS s
      WHERE s.tenant = :tenant AND s.subject = :subject AND s.version = 1)
    """
  }

  private static func manifest(_ set: String, version: Int = 1) -> String {
    "UPDATE snapshot SET manifest = \(set) WHERE \(mine) AND version = \(version)"
  }

  static let ofPeople: [InjectedFault] = [
    sealedBytes, components, manifests, versions, keys, beside,
  ].flatMap { $0 }

  private static let sealedBytes: [InjectedFault] = [
    InjectedFault(
      "a byte of the ciphertext", "component.doesNotOpen",
      by: component("sealed_bytes = \(flipped("sealed_bytes", at: "20"))")),
    InjectedFault(
      "a byte of the nonce", "component.doesNotOpen",
      by: component("sealed_bytes = \(flipped("sealed_bytes", at: "5"))")),
    InjectedFault(
      "the last byte of the tag", "component.doesNotOpen",
      by: component("sealed_bytes = \(flipped("sealed_bytes", at: "length(sealed_bytes)"))")),
    InjectedFault(
      "the format of another key's seal", "component.doesNotOpen",
      by: component("sealed_bytes = CAST(x'01' || substr(sealed_bytes, 2) AS BLOB)")),
    InjectedFault(
      "a format that is not known", "component.format",
      by: component("sealed_bytes = CAST(x'09' || substr(sealed_bytes, 2) AS BLOB)")),
    InjectedFault(
      "sealed bytes cut by one", "component.size",
      by: component("sealed_bytes = substr(sealed_bytes, 1, length(sealed_bytes) - 1)")),
    InjectedFault(
      "sealed bytes cut to the nonce", "component.size",
      by: component("sealed_bytes = substr(sealed_bytes, 1, 13)")),
    InjectedFault(
      "a byte too many", "component.size",
      by: component("sealed_bytes = CAST(sealed_bytes || x'00' AS BLOB)")),
    InjectedFault("no sealed bytes", "component.format", by: component("sealed_bytes = x''")),
    InjectedFault(
      "sealed bytes of zeros", "component.format",
      by: component("sealed_bytes = zeroblob(length(sealed_bytes))")),
    InjectedFault(
      "random bytes in a known format", "component.doesNotOpen",
      by: component(
        "sealed_bytes = CAST(x'02' || randomblob(length(sealed_bytes) - 1) AS BLOB)")),
    InjectedFault(
      "the seal of another kind", "component.size", "component.doesNotOpen",
      by: component(
        """
        sealed_bytes = (SELECT sealed_bytes FROM component AS c WHERE c.tenant = :tenant
          AND c.subject = :subject AND c.kind = 'apps' AND c.first_version = 1)
        """)),
    InjectedFault(
      "the seal of an earlier version", "component.size", "component.doesNotOpen",
      by: """
        UPDATE component SET sealed_bytes = (SELECT sealed_bytes FROM component WHERE \(settings))
        WHERE \(mine) AND kind = 'settings' AND first_version = 2
        """),
    InjectedFault(
      "another person's seal", "component.doesNotOpen",
      by: component(
        """
        sealed_bytes = (SELECT sealed_bytes FROM component AS c WHERE c.tenant = :tenant
          AND c.subject = :other AND c.kind = 'settings' AND c.first_version = 1)
        """)),
  ]

  private static let components: [InjectedFault] = [
    InjectedFault(
      "a component deleted", "component.missing", by: "DELETE FROM component WHERE \(settings)"),
    InjectedFault(
      "all components deleted", "component.missing", by: "DELETE FROM component WHERE \(mine)"),
    InjectedFault(
      "a digest of another content", "component.missing", "component.orphaned",
      by: component("digest = 'sha256:' || lower(hex(randomblob(32)))")),
    InjectedFault(
      "a digest that is none", "component.unreadable", by: component("digest = 'sha256:beef'")),
    InjectedFault(
      "digests of two components swapped", "component.doesNotOpen", "component.origin",
      by: component("digest = 'x'", apps),
      component("digest = \(named(1))"),
      component("digest = \(named(0))", apps)),
    InjectedFault("another kind", "component.origin", by: component("kind = 'startPins'")),
    InjectedFault("a kind that is none", "component.unreadable", by: component("kind = 'music'")),
    InjectedFault("another first version", "component.origin", by: component("first_version = 2")),
    InjectedFault(
      "a first version that never was", "component.origin", by: component("first_version = 70")),
    InjectedFault(
      "another generation", "component.keyMissing", by: component("key_generation = 9")),
    InjectedFault("generation zero", "component.keyMissing", by: component("key_generation = 0")),
    InjectedFault(
      "a component moved to a profile that is not there", "component.missing",
      by: component("profile = 'p-nowhere'")),
    InjectedFault(
      "a component that nobody names", "component.orphaned",
      by: """
        INSERT INTO component SELECT tenant, subject, profile, 'sha256:' || lower(hex(zeroblob(32))),
          kind, first_version, key_generation, sealed_bytes FROM component WHERE \(settings)
        """),
  ]

  private static let manifests: [InjectedFault] = [
    InjectedFault(
      "a manifest cut in half", "snapshot.manifest",
      by: manifest("substr(manifest, 1, length(manifest) / 2)")),
    InjectedFault(
      "a manifest cut by one character", "snapshot.manifest",
      by: manifest("substr(manifest, 1, length(manifest) - 1)")),
    InjectedFault("an empty manifest", "snapshot.manifest", by: manifest("''")),
    InjectedFault("a manifest of something else", "snapshot.manifest", by: manifest("'{}'")),
    InjectedFault("a manifest with a space", "snapshot.manifest", by: manifest("manifest || ' '")),
    InjectedFault(
      "a manifest without components", "snapshot.manifest",
      by: manifest("json_set(manifest, '$.components', json('[]'))")),
    InjectedFault(
      "a wrong size", "component.size",
      by: manifest("json_set(manifest, '$.components[0].size', 7)")),
    InjectedFault(
      "a size below zero", "snapshot.manifest",
      by: manifest("json_set(manifest, '$.components[0].size', -7)")),
    InjectedFault(
      "a wrong number of items", "component.content",
      by: manifest("json_set(manifest, '$.components[0].itemCount', 77)")),
    InjectedFault(
      "a wrong digest", "component.missing",
      by: manifest(
        "json_set(manifest, '$.components[0].digest', 'sha256:' || lower(hex(randomblob(32))))")),
    InjectedFault(
      "the manifests of two versions swapped", "component.origin", "profile.source",
      by: manifest(
        """
        (SELECT manifest FROM snapshot AS s
          WHERE s.tenant = :tenant AND s.subject = :subject AND s.version = 2)
        """)),
  ]

  private static let versions: [InjectedFault] = [
    InjectedFault(
      "a version deleted", "snapshot.missing",
      by: "DELETE FROM snapshot WHERE \(mine) AND version = 1"),
    InjectedFault(
      "the newest version deleted", "profile.newestVersion",
      by: "DELETE FROM snapshot WHERE \(mine) AND version = 2"),
    InjectedFault(
      "a version renumbered", "snapshot.missing", "profile.newestVersion",
      by: "UPDATE snapshot SET version = 5 WHERE \(mine) AND version = 2"),
    InjectedFault(
      "a profile deleted", "snapshot.withoutProfile", by: "DELETE FROM profile WHERE \(mine)"),
    InjectedFault(
      "a wrong newest version", "profile.newestVersion",
      by: "UPDATE profile SET newest_version = 3 WHERE \(mine)"),
    InjectedFault(
      "a damaged description of the PC", "profile.unreadable",
      by: "UPDATE profile SET source = substr(source, 2) WHERE \(mine)"),
    InjectedFault(
      "the description of another PC", "profile.source",
      by: "UPDATE profile SET source = json_set(source, '$.name', 'ELSEWHERE') WHERE \(mine)"),
    InjectedFault(
      "a last backup before the newest version", "profile.time",
      by: "UPDATE profile SET last_backup_at = 5 WHERE \(mine)"),
  ]

  private static let keys: [InjectedFault] = [
    InjectedFault(
      "the key deleted", "component.keyMissing", by: "DELETE FROM person_key WHERE \(mine)"),
    InjectedFault(
      "a byte of the key", "key.doesNotOpen",
      by:
        "UPDATE person_key SET wrapped_bytes = \(flipped("wrapped_bytes", at: "30")) WHERE \(mine)"),
    InjectedFault(
      "a key cut short", "key.doesNotOpen",
      by: "UPDATE person_key SET wrapped_bytes = substr(wrapped_bytes, 1, 20) WHERE \(mine)"),
    InjectedFault(
      "another person's key", "key.doesNotOpen",
      by: """
        UPDATE person_key SET wrapped_bytes = (SELECT wrapped_bytes FROM person_key WHERE \(theirs))
        WHERE \(mine)
        """),
    InjectedFault(
      "a key renumbered", "key.missing",
      by: "UPDATE person_key SET generation = 4 WHERE \(mine)"),
    InjectedFault(
      "a key under another key of the tenant", "key.tenantKeyMissing",
      by: "UPDATE person_key SET tenant_generation = 8 WHERE \(mine)"),
    InjectedFault(
      "a count of seals set back", "key.count",
      by: "UPDATE person_key SET seals_reserved = 1 WHERE \(mine)"),
  ]

  private static let beside: [InjectedFault] = [
    InjectedFault(
      "an outcome that is none", "offer.unreadable",
      by: "UPDATE offer SET outcome = 'perhaps' WHERE \(mine)"),
    InjectedFault(
      "an outcome without its time", "offer.unreadable",
      by: "UPDATE offer SET concluded_at = NULL WHERE \(mine)"),
    InjectedFault(
      "a moment that is none", "offer.unreadable",
      by: "UPDATE offer SET moment = 'noon' WHERE \(mine)"),
    InjectedFault(
      "a sign-in cut short", "signIn.unreadable",
      by: "UPDATE sign_in SET statement = substr(statement, 1, 40) WHERE \(mine)"),
    InjectedFault(
      "a record that is no JSON", "record.damaged",
      by: "UPDATE record SET content = CAST('{\"a\":' AS BLOB) WHERE \(mine)"),
    InjectedFault(
      "a record's label lost", "record.damaged", by: "DELETE FROM record_label WHERE \(mine)"),
    InjectedFault(
      "a record's labels changed", "record.damaged",
      by: "UPDATE record SET labels = '[]' WHERE \(mine)"),
  ]
}
