/// Why a person's data is exported: `POST /v1/users/{user}/export`.
public struct ExportRequest: Codable, Sendable, Hashable {
  /// In words that stand in the audit log. Only the person themself may leave it out.
  public let reason: String?

  public init(reason: String?) {
    self.reason = reason
  }
}

/// What an import found, and what it added: the answer to `POST /v1/users/{user}/import`.
public struct ImportAnswer: Codable, Sendable, Hashable {
  public var profilesImported: Int
  /// Profiles of which everything was there already.
  public var profilesHeld: Int
  public var versionsImported: Int
  public var versionsHeld: Int
  public var offersImported: Int

  public init(
    profilesImported: Int = 0, profilesHeld: Int = 0, versionsImported: Int = 0,
    versionsHeld: Int = 0, offersImported: Int = 0
  ) {
    self.profilesImported = profilesImported
    self.profilesHeld = profilesHeld
    self.versionsImported = versionsImported
    self.versionsHeld = versionsHeld
    self.offersImported = offersImported
  }
}
