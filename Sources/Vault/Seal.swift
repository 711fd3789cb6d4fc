import Crypto
import Foundation

/// The sealed form of bytes: one byte that names the format, a random nonce of 12 bytes, the
/// ciphertext and the tag of 16 bytes, by AES-256-GCM (NIST SP 800-38D).
///
/// Nonces are random, so the seals under one key are counted, and a key is replaced long before the
/// 2³² that SP 800-38D allows in section 8.3: see ``SealLimits``.
enum Seal {
  /// How many bytes the sealed form has more than what is in it.
  static let overhead = 1 + 12 + 16

  static func seal(
    _ bytes: Data, with key: SymmetricKey, for associatedData: Data,
    format: SealFormat = .tenantKey
  ) throws(VaultError) -> Data {
    do {
      let box = try AES.GCM.seal(bytes, using: key, authenticating: associatedData)
      return Data([format.rawValue]) + Data(box.nonce) + box.ciphertext + box.tag
    } catch {
      throw VaultError(.doesNotOpen, "The bytes could not be sealed.", cause: "\(error)")
    }
  }

  static func open(
    _ sealed: Data, with key: SymmetricKey, for associatedData: Data,
    format: SealFormat = .tenantKey
  ) throws(VaultError) -> Data {
    let found = try SealFormat(of: sealed)
    guard found == format else {
      throw VaultError(
        .damagedSeal,
        "The sealed bytes have format \(found.rawValue), where format \(format.rawValue) belongs.")
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

/// The first byte of a seal: whose key made it.
public enum SealFormat: UInt8, Sendable {
  /// By the tenant's key: the keys of people today, components in the past.
  case tenantKey = 1
  /// By the person's key: components.
  case personKey = 2

  /// - Throws: `vault.damagedSeal` when there is no byte, or one that names no format.
  public init(of sealed: Data) throws(VaultError) {
    guard let first = sealed.first else {
      throw VaultError(.damagedSeal, "The sealed bytes are empty: restore the store's backup.")
    }
    guard let format = SealFormat(rawValue: first) else {
      throw VaultError(
        .damagedSeal,
        "The sealed bytes have format \(first); this version of Valise knows formats 1 and 2.")
    }
    self = format
  }
}
