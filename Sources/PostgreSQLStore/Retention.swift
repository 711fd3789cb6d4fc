import Store
import UserEnvironment

extension PostgreSQLStore {
  public func drop(
    _ versions: [Int], of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> Int {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await transaction { session in
      // A commit that counts on a component waits here, or this waits for the commit.
      _ = try session.query(
        """
        SELECT id FROM profile WHERE tenant = $1 AND subject = $2 AND id = $3 FOR UPDATE
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue))
      var dropped = 0
      for version in versions {
        dropped += try session.drop(version, of: profile, of: person)
      }
      if dropped > 0 { try session.dropUnnamedComponents(of: profile, of: person) }
      return dropped
    }
  }
}

extension Session {
  /// - Returns: how many versions went: 1, or 0 for the newest one and for one that is not there.
  fileprivate mutating func drop(
    _ version: Int, of profile: ProfileID, of person: PersonID
  ) throws -> Int {
    try query(
      """
      DELETE FROM snapshot WHERE tenant = $1 AND subject = $2 AND profile = $3 AND version = $4
        AND version < (SELECT newest_version FROM profile
          WHERE tenant = $1 AND subject = $2 AND id = $3)
      RETURNING version
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
      .integer(version)
    ).count
  }

  /// Removes the components that no version of the profile names any more.
  fileprivate mutating func dropUnnamedComponents(
    of profile: ProfileID, of person: PersonID
  ) throws {
    let manifests: [SnapshotManifest] = try query(
      "SELECT manifest FROM snapshot WHERE tenant = $1 AND subject = $2 AND profile = $3",
      .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue)
    ).map { try $0.json("manifest") }
    let named = Set(manifests.flatMap(\.components).map(\.digest))
    let held = try query(
      "SELECT digest FROM component WHERE tenant = $1 AND subject = $2 AND profile = $3",
      .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue)
    ).map { try $0.digest("digest") }
    for digest in held where !named.contains(digest) {
      _ = try query(
        """
        DELETE FROM component
        WHERE tenant = $1 AND subject = $2 AND profile = $3 AND digest = $4
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
        .text(digest.description))
    }
  }
}
