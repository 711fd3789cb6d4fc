import UserEnvironment

/// What winget said with its exit code.
///
/// Source: microsoft/winget-cli, `AppInstallerErrors.h` and the documentation's page of return codes;
/// Windows' own codes, which winget hands on, as Microsoft's lists of system error codes have them.
public struct WingetCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// `0x8A150014`, as help desks look it up.
  public var description: String {
    withUnsafeBytes(of: rawValue.bigEndian) { "0x" + $0.hexadecimal().uppercased() }
  }

  /// What follows from a code for the app.
  public enum Consequence: String, Sendable, Hashable, CaseIterable {
    case installed
    /// The app is installed, and complete after a restart of the PC.
    case installedUntilRestart
    case alreadyThere
    /// The source does not have it, or not for this PC.
    case notAvailable
    case blockedByPolicy
    /// The same may succeed in a while: the network, the server, another installation.
    case passes
    /// The same may succeed after a restart of the PC.
    case restartFirst
    /// Something of winget or its source has to be put in order, then the same may succeed.
    case setupFirst
    case fails
  }

  /// What follows from this code. One that is not known fails: what it means is not guessed.
  public var consequence: Consequence { Self.meanings[self]?.consequence ?? .fails }

  /// What happened and what can be done, for the help desk.
  public var sentence: String {
    Self.meanings[self]?.sentence
      ?? "winget ended with a code that Valise does not know. Look the code up, and in winget's log."
  }

  static let success = WingetCode(rawValue: 0)
}

extension WingetCode: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard text.hasPrefix("0x"), let value = UInt32(text.dropFirst(2), radix: 16) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "Not a code: \(text)"))
    }
    self.init(rawValue: value)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
