import Foundation
import OpenIDConnect

/// A token that IT gives out so that many devices can be enrolled: it names its tenant and itself, and
/// carries a secret. Of it only the digest is kept.
public struct EnrollmentToken: Sendable, Hashable {
  /// What such a token begins with, so that one that leaked is found by whoever looks for it.
  private static let mark = "valise-enrollment-1"

  public let tenant: String
  /// The name of the record that says what it is good for.
  public let id: String
  /// What a device sends.
  public let text: String

  /// A new token with 256 random bits.
  ///
  /// - Parameter id: letters, digits and hyphens.
  public static func make(tenant: String, id: String) -> EnrollmentToken {
    let parts = [mark, Base64URL.encoded(tenant.utf8), id, SecretDigest.freshSecret()]
    return EnrollmentToken(tenant: tenant, id: id, text: parts.joined(separator: "."))
  }

  /// Takes a token apart that somebody sent; whether it is good, its digest says. Nil when it does not
  /// look like one.
  public init?(_ text: Substring) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 1024, parts.count == 4, parts[0] == Self.mark,
      let tenant = Base64URL.decoded(parts[1]).flatMap({ String(validating: $0, as: UTF8.self) }),
      (1...255).contains(tenant.utf8.count), (1...64).contains(parts[2].utf8.count),
      parts[2].utf8.allSatisfy(Self.isPlain), Base64URL.decoded(parts[3])?.count == 32
    else { return nil }
    self.init(tenant: tenant, id: String(parts[2]), text: String(text))
  }

  private init(tenant: String, id: String, text: String) {
    self.tenant = tenant
    self.id = id
    self.text = text
  }

  /// What is kept in the token's place.
  public var digest: SecretDigest { SecretDigest(of: text) }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
      || byte == UInt8(ascii: "-")
  }
}

extension IdentityError {
  /// An enrollment token that was never made, told as every wrong token is.
  public static var wrongEnrollmentToken: IdentityError { .refused("enrollmentToken") }
}
