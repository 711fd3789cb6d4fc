/// A token by which an identity provider pushes people and groups into one tenant. It names its own
/// id, so that it is looked up by that, and never by anything secret; only a digest of it is kept.
public struct ProvisioningToken: Sendable {
  /// What every such token begins with, so that nobody takes it for another, and scanners find it.
  public static let prefix = "valise-scim_"

  /// 32 hexadecimal digits.
  public let id: String
  /// The whole token. Shown once.
  public let text: String

  /// A fresh token of 256 random bits.
  public static func make() -> ProvisioningToken {
    let id = random(byteCount: 16).map(hexadecimal).joined()
    let secret = random(byteCount: 32).map(hexadecimal).joined()
    return ProvisioningToken(id: id, text: prefix + id + "_" + secret)
  }

  /// Nil for what does not look like one.
  public init?(_ token: some StringProtocol) {
    guard token.hasPrefix(Self.prefix) else { return nil }
    let parts = token.dropFirst(Self.prefix.count)
      .split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isHexadecimal(parts[0], 32), Self.isHexadecimal(parts[1], 64)
    else { return nil }
    id = String(parts[0])
    text = String(token)
  }

  private init(id: String, text: String) {
    self.id = id
    self.text = text
  }

  /// What is kept of it.
  public var digest: SecretDigest { SecretDigest(of: text) }

  private static func random(byteCount: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func isHexadecimal(_ text: some StringProtocol, _ count: Int) -> Bool {
    text.utf8.count == count
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
