import ServiceAPI

extension PersonDetails {
  /// Whether the service has anything of the person, or a directory has told of them.
  var isAnything: Bool {
    name != nil || isActive != nil || !profiles.isEmpty || !offers.isEmpty || !decisions.isEmpty
      || !backupOrders.isEmpty
  }
}

extension ServiceClient {
  /// Refuses a person of whom nothing is known: their id is mostly mistyped.
  ///
  /// - Throws: `person.unknown`.
  func requireKnown(_ user: String) async throws {
    guard try await person(user).isAnything else { throw InputError.unknownPerson(user) }
  }
}

extension InputError {
  /// - Parameter outcome: what was not done.
  static func unknownPerson(
    _ user: String, _ outcome: String = "so nothing was deleted"
  ) -> InputError {
    InputError(
      code: "person.unknown",
      message: "Nothing is known of \(user.onOneLine), \(outcome). \(checkOfID)")
  }

  static let checkOfID =
    "Check that the id is right: `valise admin find person` finds ids by names."
}
