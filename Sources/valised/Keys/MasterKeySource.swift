import BackupService
import Foundation
import Logging
import Store
import Vault

/// Where the configuration says that the master key is.
enum MasterKeySource: Sendable {
  case file(path: String)
  case command(MasterKeyCommand)

  /// The place in words, for messages: never key material.
  var place: String {
    switch self {
    case .file(let path): "the file \(path)"
    case .command(let command): "the command \(command.words[0])"
    }
  }

  /// The master key that is there; nothing is made.
  ///
  /// - Throws: `vault.masterKeyGone` when there is no file, `vault.wrongMasterKey` when the command has
  ///   a master key that this store does not know.
  func existing(in store: any Store) async throws(ConfigurationError) -> any MasterKeyProvider {
    try await ConfigurationError.wrapping {
      switch self {
      case .file(let path):
        let file = MasterKeyFile(path: path)
        guard file.exists else { throw Self.masterKeyGone(path) }
        return try file.existingKey()
      case .command(let command):
        guard let key = try await MasterKeyRecords(store: store).masterKey(of: command) else {
          throw Self.unknownMasterKey(command)
        }
        return key
      }
    }
  }

  /// The master key, which is made when nothing was ever sealed: at the first start.
  func existingOrNew(
    in store: any Store, logger: Logger
  ) async throws(ConfigurationError) -> any MasterKeyProvider {
    try await ConfigurationError.wrapping {
      switch self {
      case .file(let path):
        let file = MasterKeyFile(path: path)
        if !file.exists {
          // A new master key beside sealed data would open none of it.
          guard try await Self.nothingIsSealed(in: store) else { throw Self.masterKeyGone(path) }
          return try Self.make(file, logger: logger)
        }
        return try file.existingKey()
      case .command(let command):
        let records = MasterKeyRecords(store: store)
        if let key = try await records.masterKey(of: command) { return key }
        guard try await Self.nothingIsSealed(in: store) else {
          throw Self.unknownMasterKey(command)
        }
        let key = try await records.adopt(command)
        logger.warning(
          "The master key behind the command \(command.words[0]) is used from now on, fingerprint \(key.fingerprint). Every backup is sealed with it: whoever loses it loses all the data."
        )
        return key
      }
    }
  }

  /// Makes the master key's file, and says what that means.
  static func make(_ file: MasterKeyFile, logger: Logger) throws(VaultError) -> MasterKey {
    let key = try file.masterKey()
    logger.warning(
      "A master key was made in \(file.path), fingerprint \(key.fingerprint). Every backup is sealed with it: whoever loses this file loses all the data. Keep a copy of it in a safe place, apart from the data."
    )
    return key
  }

  static func masterKeyGone(_ path: String) -> ConfigurationError {
    ConfigurationError(
      "vault.masterKeyGone",
      "The store holds sealed backups, and their master key \(path) is gone: put your copy of it there."
    )
  }

  private static func unknownMasterKey(_ command: MasterKeyCommand) -> ConfigurationError {
    ConfigurationError(
      VaultError.Code.wrongMasterKey.description,
      "The store was sealed with another master key than that of the command \(command.words[0]): name the right command, or go on with `valised keys rewrap`."
    )
  }

  private static func nothingIsSealed(in store: any Store) async throws -> Bool {
    var last: TenantID?
    repeat {
      let page = try await store.tenants(after: last, limit: 200)
      for tenant in page where try await !store.wrappedKeys(of: tenant).isEmpty { return false }
      last = page.last
    } while last != nil
    return true
  }
}

extension ConfigurationError {
  /// What any part threw, as a code and a sentence.
  init(_ error: any Error) {
    switch error {
    case let error as ConfigurationError: self = error
    case let error as VaultError:
      self.init(error.code.description, error.message, cause: error.cause)
    case let error as StoreError:
      self.init(error.code.description, error.message, cause: error.cause)
    default:
      self.init(
        "valised.failed", "This could not be done, because of a fault of the program's own.",
        cause: "\(error)")
    }
  }

  /// Runs `work`, whatever it throws.
  static func wrapping<Value>(
    _ work: () async throws -> Value
  ) async throws(ConfigurationError) -> Value {
    do {
      return try await work()
    } catch {
      throw ConfigurationError(error)
    }
  }
}
