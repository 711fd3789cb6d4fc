/// Why registry text could not be read.
public struct RegistryTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, the first being 1.
  public var line: Int
  /// What is wrong there.
  public var message: String
  /// A stable name of the failure, for programs.
  public var code: String { "registryText.unreadable" }

  /// A failure at a line.
  public init(line: Int, message: String) {
    self.line = line
    self.message = message
  }

  /// The code, the line and the message.
  public var description: String { "\(code): line \(line): \(message)" }
}
