/// A Windows build as Windows writes it: `26100.7922`, the build number and its revision (UBR).
///
/// Builds compare as numbers, not as text: `26100.10000` is newer than `26100.7922`. A build
/// written without its revision has revision 0.
public struct WindowsBuild: Sendable, Hashable, Comparable {
  /// The number of the release: `26100` is Windows 11 24H2.
  public var number: Int
  /// The update build revision: rises with every monthly update.
  public var revision: Int

  public init(_ number: Int, revision: Int = 0) {
    self.number = number
    self.revision = revision
  }

  /// Reads `26100.7922` or `26100`; nil for any other text.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let number = Self.number(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(number)
      return
    }
    guard let revision = Self.number(parts[1]) else { return nil }
    self.init(number, revision: revision)
  }

  public static func < (one: WindowsBuild, other: WindowsBuild) -> Bool {
    (one.number, one.revision) < (other.number, other.revision)
  }

  /// Digits only (`Int` would accept a sign), and few enough for any build there will be.
  private static func number(_ digits: Substring) -> Int? {
    guard (1...9).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(digits)
  }
}

extension WindowsBuild: CustomStringConvertible {
  public var description: String { "\(number).\(revision)" }
}

extension WindowsBuild: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let build = WindowsBuild(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(text) is not a Windows build"))
    }
    self = build
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
