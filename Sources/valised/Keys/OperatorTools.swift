import ArgumentParser
import BackupService
import Foundation
import Store
import Vault

/// The option of every command that works on an installation.
struct InstallationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration file (JSON). Without it, valised.json in the working folder.",
      valueName: "file"))
  var config: String?

  func settings() async throws(ConfigurationError) -> Settings {
    try await ConfigurationError.wrapping {
      try await Settings.read(file: config, environment: ProcessInfo.processInfo.environment)
    }
  }

  /// Opens the installation's store; one that is not there is not made.
  func openStore(
    of settings: Settings
  ) async throws(ConfigurationError) -> StoreLocation.Opened {
    guard settings.store.isNew != true else {
      throw ConfigurationError(
        "store.notThere",
        "There is no store yet where the configuration says; it is made at the first `valised serve`."
      )
    }
    return try await settings.store.open()
  }

  /// Runs `work` on the open installation, and closes the store afterwards.
  func withInstallation<Value>(
    _ work: (Installation) async throws -> Value
  ) async throws -> Value {
    try await OperatorOutput.reporting {
      let settings = try await settings()
      let opened = try await openStore(of: settings)
      do {
        let value = try await work(Installation(settings: settings, store: opened.store))
        await opened.close()
        return value
      } catch {
        await opened.close()
        throw error
      }
    }
  }
}

/// An open installation, as the commands for its operator use it.
struct Installation {
  let settings: Settings
  let store: any Store

  var keys: KeyService { KeyService(store: store) }
  var records: MasterKeyRecords { MasterKeyRecords(store: store) }

  /// The configured master key.
  func masterKey() async throws(ConfigurationError) -> any MasterKeyProvider {
    try await settings.masterKey.existing(in: store)
  }

  func vault() async throws(ConfigurationError) -> Vault {
    Vault(masterKey: try await masterKey(), shelf: StoredKeyShelf(store: store))
  }
}

/// How commands for operators speak.
enum OperatorOutput {
  /// Runs `work`; when it fails, says why on standard error and ends with status 2.
  static func reporting<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
      return try await work()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      let error = ConfigurationError(error)
      if let cause = error.cause { Output.remark("valised: cause: \(cause)") }
      Output.remark(error.description)
      throw ExitCode(ConfigurationError.exitStatus)
    }
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// `1 key`, `2 keys`
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }

  static func day(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }
}
