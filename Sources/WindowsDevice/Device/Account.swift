import Foundation

/// A person's account on a PC.
public struct Account: Hashable, Sendable, Codable {
  /// The name of the profile folder: what the person is called on this PC.
  public let name: String
  /// The security identifier: `S-1-12-1-...` for an Entra ID account, `S-1-5-21-...` otherwise.
  public let sid: String
  /// The profile folder: `C:\Users\alice`.
  public let profilePath: String

  public init(name: String, sid: String, profilePath: String) {
    self.name = name
    self.sid = sid
    self.profilePath = profilePath
  }

  /// Whether the account is one of Microsoft Entra ID.
  public var isEntraAccount: Bool { sid.hasPrefix(Self.entraPrefix) }

  /// Who the person is, wherever they sign in: the object id that an Entra ID account's SID is made
  /// of (its four numbers are the id's 128 bits), else the SID itself.
  public var subject: String { objectID ?? sid }

  private var objectID: String? {
    guard isEntraAccount else { return nil }
    let numbers = sid.dropFirst(Self.entraPrefix.count).split(
      separator: "-", omittingEmptySubsequences: false
    ).map { UInt32($0) }
    guard numbers.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for number in numbers {
      guard let number else { return nil }
      bytes += withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    return GUIDText(bytes)?.text
  }

  private static let entraPrefix = "S-1-12-1-"
}
