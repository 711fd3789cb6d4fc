import Crypto
import Foundation

/// The sealed form of bytes: one byte of format version, a random nonce of 12 bytes, the ciphertext
/// and the tag of 16 bytes, by AES-256-GCM (NIST SP 800-38D).
///
/// Nonces are random. SP 800-38D section 8.3 allows 2³² seals under one key this way, which is more
/// components than a tenant makes; a new key generation starts the count again.
enum Seal {
  private static let formatVersion: UInt8 = 1

  static func seal(
    _ bytes: Data, with key: SymmetricKey, for associatedData: Data
  ) throws(VaultError) -> Data {
    do {
      let box = try AES.GCM.seal(bytes, using: key, authenticating: associatedData)
      return Data([formatVersion]) + Data(box.nonce) + box.ciphertext + box.tag
    } catch {
      throw VaultError(.doesNotOpen, "The bytes could not be sealed.", cause: "\(error)")
    }
  }

  static func open(
    _ sealed: Data, with key: SymmetricKey, for associatedData: Data
  ) throws(VaultError) -> Data {
    guard let version = sealed.first else {
      throw VaultError(.damagedSeal, "The sealed bytes are empty: restore the store's backup.")
    }
    guard version == formatVersion else {
      throw VaultError(
        .damagedSeal,
        "The sealed bytes have format \(version); this version of Valise knows format 1.")
    }
    let box: AES.GCM.SealedBox
    do {
      box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
    } catch {
      throw VaultError(
        .damagedSeal, "The sealed bytes are too short: restore the store's backup.",
        cause: "\(error)")
    }
    do {
      return try AES.GCM.open(box, using: key, authenticating: associatedData)
    } catch {
      throw VaultError(
        .doesNotOpen,
        "The seal is broken: the bytes were changed or moved. Restore the store's backup.",
        cause: "\(error)")
    }
  }
}
