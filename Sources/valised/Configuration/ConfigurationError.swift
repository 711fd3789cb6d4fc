import Foundation

/// Why the service cannot start: one sentence, with a stable code. The program ends with status 2.
struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  /// `configuration.unknownKey`, or the code of the part that refused: `vault.exposedKeyFile`.
  let code: String
  let message: String

  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  var description: String { "\(message) (\(code))" }

  /// The exit status of every configuration error.
  static let exitStatus: Int32 = 2
}
