import ServiceAPI

extension PersonDetails {
  /// Whether the service has anything of the person, or a directory has told of them.
  var isAnything: Bool {
    name != nil || isActive != nil || !profiles.isEmpty || !offers.isEmpty || !decisions.isEmpty
      || !backupOrders.isEmpty
  }
}

extension InputError {
  /// A person of whom nothing is known: their id is mostly mistyped.
  ///
  /// - Parameter outcome: what was not done for that, or was all the same.
  static func unknownPerson(_ user: String, _ outcome: String) -> InputError {
    InputError(
      code: "person.unknown",
      message: "Nothing is known of \(user.onOneLine), \(outcome). \(checkOfID)")
  }

  static let checkOfID =
    "Check that the id is right: `valise admin find person` finds ids by names."
}
