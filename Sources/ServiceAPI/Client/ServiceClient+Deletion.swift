import UserEnvironment

extension ServiceClient {
  /// Deletes one version of a profile.
  ///
  /// - Parameter reason: for the audit log.
  public func delete(
    version: Int, of profile: String, for user: String, reason: String?
  ) async throws(ServiceError) -> DeletionAnswer {
    try await exchange.receive(
      DeletionAnswer.self, from: .deleteVersion,
      [.user: user, .profile: profile, .version: String(version)],
      query: Query.text(["reason": reason]))
  }

  /// Deletes a profile with all its versions.
  public func delete(
    profile: String, for user: String, reason: String?
  ) async throws(ServiceError) -> DeletionAnswer {
    try await exchange.receive(
      DeletionAnswer.self, from: .deleteProfile, [.user: user, .profile: profile],
      query: Query.text(["reason": reason]))
  }

  /// Deletes all of a person.
  public func delete(
    person user: String, reason: String?
  ) async throws(ServiceError) -> DeletionAnswer {
    try await exchange.receive(
      DeletionAnswer.self, from: .deletePerson, [.user: user],
      query: Query.text(["reason": reason]))
  }
}
