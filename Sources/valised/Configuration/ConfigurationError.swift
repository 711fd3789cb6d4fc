import Foundation

/// Why the service cannot start: one sentence, with a stable code. The program ends with status 2.
struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  /// `configuration.unknownKey`, or the code of the part that refused: `vault.exposedKeyFile`.
  let code: String
  let message: String
  /// What the part that refused said of it, for the log.
  let cause: String?

  init(_ code: String, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// As the person at the terminal sees it: the sentence, and the code in brackets.
  var description: String { "valised: \(message) [\(code)]" }

  /// The exit status of every configuration error.
  static let exitStatus: Int32 = 2
}
