import BackupService
import Foundation
import Logging
import Store
import Vault

/// Whether the operator has said that there is a copy of the master key.
enum Escrow {
  /// What is said at every start until they do.
  static func warn(
    about masterKey: any MasterKeyProvider, in store: any Store, logger: Logger
  ) async throws(ConfigurationError) {
    let confirmed = try await ConfigurationError.wrapping {
      try await MasterKeyRecords(store: store).escrowConfirmed(of: masterKey.fingerprint)
    }
    guard confirmed == nil else { return }
    logger.warning("\(unconfirmed(masterKey.fingerprint))")
  }

  static func unconfirmed(_ fingerprint: MasterKeyFingerprint) -> String {
    "No copy of the master key \(fingerprint) was confirmed. Whoever loses the master key loses all the data. Make a copy, keep it apart from the data, read its fingerprint (`valised keys fingerprint --key-file COPY`) and type that into `valised keys confirm-escrow --fingerprint F`."
  }
}
