import Crypto
import Foundation
import OpenIDConnect

/// A browser on its way to the provider and back: what was asked for it there, and where it wanted to
/// go. The browser itself carries it, sealed, in a cookie, so that any process of the service can take
/// it back, and whoever floods the console fills no memory.
struct PendingSignIn: Codable, Sendable {
  static let timeLimit: TimeInterval = 600

  let request: CodeRequest
  let page: String
  let startedAt: Date

  func isOver(at now: Date) -> Bool { now.timeIntervalSince(startedAt) >= Self.timeLimit }

  /// - Throws: what the encoder or the cipher throws; neither fails for such a value.
  func sealed(with key: SymmetricKey) throws -> String {
    let box = try AES.GCM.seal(JSONEncoder().encode(self), using: key)
    return Base64URL.encoded(Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
  }

  /// Opens what a browser shows; nil for what was not sealed with this key.
  init?(sealed text: String, with key: SymmetricKey) {
    guard let bytes = Base64URL.decoded(text[...]),
      let box = try? AES.GCM.SealedBox(combined: Data(bytes)),
      let content = try? AES.GCM.open(box, using: key),
      let value = try? JSONDecoder().decode(Self.self, from: content)
    else { return nil }
    self = value
  }

  init(request: CodeRequest, page: String, startedAt: Date) {
    self.request = request
    self.page = page
    self.startedAt = startedAt
  }
}
