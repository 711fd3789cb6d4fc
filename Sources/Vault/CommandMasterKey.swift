import Crypto
import Foundation

/// A master key behind a ``MasterKeyCommand``.
///
/// What the program is given to wrap is `format 1 (1 byte) | SHA-256 of the context (32) | the key
/// (32)`, so that a wrapped key opens for its own tenant and generation only, whether or not the
/// program can bind it to them.
public struct CommandMasterKey: MasterKeyProvider {
  public let fingerprint: MasterKeyFingerprint

  private let command: MasterKeyCommand

  private static let formatVersion: UInt8 = 1

  /// The master key of this command, by a mark that was made with it.
  ///
  /// - Returns: nil when the command says that it did not make the mark: it has another master key.
  /// - Throws: `vault.masterKeyCommandFailed`
  public init?(_ command: MasterKeyCommand, knownBy mark: MasterKeyMark) async throws(VaultError) {
    guard let bytes = try await command.ask(.unwrap, mark.wrappedBytes),
      MasterKeyMark.fingerprint(of: bytes) == mark.fingerprint
    else { return nil }
    self.command = command
    fingerprint = mark.fingerprint
  }

  public func wrap(_ key: Data, for context: Data) async throws(VaultError) -> Data {
    let bytes = Data([Self.formatVersion]) + Data(SHA256.hash(data: context)) + key
    guard let wrapped = try await command.ask(.wrap, bytes) else {
      throw VaultError(
        .masterKeyCommandFailed, "The command of the master key refused to wrap a key: mend it.")
    }
    guard try await command.ask(.unwrap, wrapped) == bytes else {
      throw VaultError(
        .masterKeyCommandFailed,
        "The command of the master key does not unwrap what it wrapped: nothing was sealed. Mend it."
      )
    }
    return wrapped
  }

  public func unwrap(_ wrapped: Data, for context: Data) async throws(VaultError) -> Data {
    guard let bytes = try await command.ask(.unwrap, wrapped) else {
      throw VaultError(
        .doesNotOpen,
        "The command of the master key did not make this key, or it was changed. Restore the store's backup."
      )
    }
    let head = Data([Self.formatVersion]) + Data(SHA256.hash(data: context))
    guard bytes.count > head.count, bytes.prefix(head.count) == head else {
      throw VaultError(
        .doesNotOpen,
        "A wrapped key was moved from another tenant or generation. Restore the store's backup.")
    }
    return bytes.dropFirst(head.count)
  }
}

/// What a ``MasterKeyCommand`` is recognized by, since its master key is not seen: random bytes that
/// it wrapped once, kept beside the data. It says nothing of the master key.
public struct MasterKeyMark: Hashable, Sendable, Codable {
  public let fingerprint: MasterKeyFingerprint
  public let wrappedBytes: Data

  public init(fingerprint: MasterKeyFingerprint, wrappedBytes: Data) {
    self.fingerprint = fingerprint
    self.wrappedBytes = wrappedBytes
  }

  /// Has the command wrap new random bytes.
  public init(by command: MasterKeyCommand) async throws(VaultError) {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    guard let wrapped = try await command.ask(.wrap, bytes),
      try await command.ask(.unwrap, wrapped) == bytes
    else {
      throw VaultError(
        .masterKeyCommandFailed,
        "The command of the master key does not unwrap what it wrapped: nothing was sealed. Mend it."
      )
    }
    self.init(fingerprint: Self.fingerprint(of: bytes), wrappedBytes: wrapped)
  }

  static func fingerprint(of bytes: Data) -> MasterKeyFingerprint {
    MasterKeyFingerprint(
      of: SymmetricKey(data: bytes), label: "valise master key command fingerprint")
  }
}
