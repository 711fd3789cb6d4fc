import GRDB
import Store
import UserEnvironment

extension SQLiteStore {
  public func drop(
    _ versions: [Int], of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> Int {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await write { database in
      let dropped = try versions.reduce(0) { count, version in
        try count + database.drop(version, of: profile, of: person)
      }
      if dropped > 0 { try database.dropUnnamedComponents(of: profile, of: person) }
      return dropped
    }
  }
}

extension Database {
  /// - Returns: how many versions went: 1, or 0 for the newest one and for one that is not there.
  fileprivate func drop(
    _ version: Int, of profile: ProfileID, of person: PersonID
  ) throws -> Int {
    try run(
      """
      DELETE FROM snapshot WHERE tenant = ?1 AND subject = ?2 AND profile = ?3 AND version = ?4
        AND version < (SELECT newest_version FROM profile
          WHERE tenant = ?1 AND subject = ?2 AND id = ?3)
      """, person.tenant.rawValue, person.subject, profile.rawValue, version)
    return changesCount
  }

  /// Removes the components that no version of the profile names any more.
  fileprivate func dropUnnamedComponents(of profile: ProfileID, of person: PersonID) throws {
    let manifests: [SnapshotManifest] = try fetchAll(
      "SELECT manifest FROM snapshot WHERE tenant = ? AND subject = ? AND profile = ?",
      person.tenant.rawValue, person.subject, profile.rawValue
    ) { row in try row.json("manifest") }
    let named = Set(manifests.flatMap(\.components).map(\.digest))
    let held = try fetchAll(
      "SELECT digest FROM component WHERE tenant = ? AND subject = ? AND profile = ?",
      person.tenant.rawValue, person.subject, profile.rawValue
    ) { row in try row.digest("digest") }
    for digest in held where !named.contains(digest) {
      try run(
        "DELETE FROM component WHERE tenant = ? AND subject = ? AND profile = ? AND digest = ?",
        person.tenant.rawValue, person.subject, profile.rawValue, digest.description)
    }
  }
}
