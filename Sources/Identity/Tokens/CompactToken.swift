import Foundation
import JSONText
import OpenIDConnect

/// A signed token, taken apart and not yet believed (RFC 7515, compact serialization). There is one
/// way to write each token: padding, a key twice, or anything left over is no token.
struct CompactToken: Sendable {
  let header: [String: JSONValue]
  let claims: [String: JSONValue]
  /// What the signature is over.
  let signedBytes: Data
  let signature: Data

  /// The most that a token may have, in bytes: twice what 200 groups of Microsoft Entra ID take.
  static let largest = 16 << 10

  init(_ text: Substring) throws(IdentityError) {
    guard text.utf8.count <= Self.largest else { throw .refused("size") }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .refused("parts") }
    guard let header = Base64URL.decoded(parts[0]), let claims = Base64URL.decoded(parts[1]),
      let signature = Base64URL.decoded(parts[2])
    else { throw .refused("encoding") }
    guard let header = JSONValue(strict: header)?.object else { throw .refused("header") }
    guard let claims = JSONValue(strict: claims)?.object else { throw .refused("claims") }
    self.header = header
    self.claims = claims
    self.signature = signature
    signedBytes = Data((parts[0] + "." + parts[1]).utf8)
  }

  /// A claim by its name, or by the way to it: `realm_access.roles`.
  func claim(_ name: String) -> JSONValue? {
    if let value = claims[name] { return value }
    var value = JSONValue.object(claims)
    for part in name.split(separator: ".") {
      guard let next = value.object?[String(part)] else { return nil }
      value = next
    }
    return value
  }
}

extension IdentityError {
  /// A token that is refused. The log is told which check failed; the sender is not, or a forger
  /// would learn how far they came.
  static func refused(_ check: String) -> IdentityError {
    IdentityError(
      .wrongToken, "The token is not known here: check that it is the one for this service.",
      cause: check)
  }
}
