import ServiceAPI

/// What a POST with an `Idempotency-Key` gets when it is sent again.
enum Repetition: Sendable, Hashable {
  /// The first answer once more.
  case answered
  /// A refusal that says that it was done: the first answer held a secret, which is stored nowhere.
  case refused
  /// It is done again, as without a key.
  case doneAgain

  static func of(_ route: Route) -> Repetition {
    guard route.method == .post else { return .doneAgain }
    return exceptions[route] ?? .answered
  }

  /// Whether a key is heeded.
  var takesKey: Bool { self != .doneAgain }

  private static let exceptions: [Route: Repetition] = [
    .createEnrollmentToken: .refused, .createSCIMToken: .refused, .requestTransfer: .refused,
    // An archive passes in a stream and is never held, so there is nothing to keep or compare. An
    // export changes nothing, and the same archive imported again does not either.
    .exportPerson: .doneAgain, .importPerson: .doneAgain,
  ]
}
