import Crypto
import Foundation
import OpenIDConnect

/// 256 random bits that a browser is given. The service keeps only the digest, so that whoever reads
/// its memory cannot use them, and the time of a look-up says nothing about them.
struct Secret {
  let text: String

  init() {
    text = Base64URL.encoded(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
  }

  var digest: SHA256Digest { Self.digest(of: text) }

  static func digest(of text: String) -> SHA256Digest { SHA256.hash(data: Data(text.utf8)) }
}
