import BackupService
import Configuration
import Foundation
import Logging
import Vault

/// Everything that `valised serve` can be told: by a file, and over it by the environment.
struct Settings: Sendable {
  let host: String
  let port: Int
  let store: StoreLocation
  let masterKey: MasterKeySource
  /// How long the master key's command may take.
  let masterKeyTimeLimit: Duration
  let tenantsFile: String
  /// Nil when there is no identity provider.
  let providersFile: String?
  /// Nil where it is the address that the service listens on.
  let consoleAddress: String?
  let bodyLimit: Int
  /// In seconds.
  let answerTimeout: Int
  let decisionDays: Int
  let logLevel: Logger.Level
  let network: NetworkSettings
  let development: DevelopmentSettings

  /// - Parameters:
  ///   - path: the configuration file; without one, `valised.json` in the working folder is taken
  ///     when it is there.
  ///   - environment: the process's variables; those that begin with `VALISED_` count.
  static func read(
    file path: String?, environment: [String: String]
  ) async throws -> Settings {
    let fallback = "valised.json"
    let isThere = FileManager.default.fileExists(atPath: fallback)
    let file = try (path ?? (isThere ? fallback : nil)).map(ConfigurationFile.init(checking:))
    try checkEnvironment(environment)

    var providers: [any ConfigProvider] = [
      EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "valised")
    ]
    if let file {
      providers.append(try await FileProvider<JSONSnapshot>(filePath: .init(file.path)))
    }
    return try Settings(reader: ConfigReader(providers: providers), folder: file?.folder)
  }

  private init(reader: ConfigReader, folder: URL?) throws(ConfigurationError) {
    func text(_ key: ConfigurationKey, _ fallback: String) -> String {
      reader.string(forKey: ConfigKey(key.name), default: fallback)
    }
    func number(_ key: ConfigurationKey, _ fallback: Int) -> Int {
      reader.int(forKey: ConfigKey(key.name), default: fallback)
    }
    func path(_ key: ConfigurationKey, _ fallback: String) -> String {
      URL(fileURLWithPath: text(key, fallback), relativeTo: folder).path
    }
    host = text(.host, "127.0.0.1")
    port = number(.port, 8780)
    store =
      switch text(.storeKind, "sqlite") {
      case "postgresql": .postgreSQL(address: text(.storeURL, ""))
      default: .sqlite(path: path(.storePath, "data/valise.sqlite"))
      }
    masterKeyTimeLimit = .seconds(number(.masterKeyCommandSeconds, 20))
    let command = MasterKeyCommand(
      words: reader.stringArray(
        forKey: ConfigKey(ConfigurationKey.masterKeyCommand.name), default: []),
      timeLimit: masterKeyTimeLimit)
    if command != nil, !text(.masterKeyFile, "").isEmpty {
      throw ConfigurationError(
        "configuration.twoMasterKeys",
        "vault.masterKeyFile and vault.masterKeyCommand are both set: there is one master key, so keep one of them."
      )
    }
    masterKey =
      command.map(MasterKeySource.command)
      ?? .file(path: path(.masterKeyFile, "data/master.key"))
    providersFile = text(.providersFile, "").isEmpty ? nil : path(.providersFile, "")
    consoleAddress = text(.consoleAddress, "").isEmpty ? nil : text(.consoleAddress, "")
    tenantsFile = path(.tenantsFile, "tenants.json")
    bodyLimit = number(.bodyBytes, ServiceRouter.defaultBodyLimit)
    answerTimeout = number(.answerTimeout, 1800)
    decisionDays = number(.decisionDays, 90)
    logLevel = Logger.Level(rawValue: text(.logLevel, "info")) ?? .info
    network = try NetworkSettings(reader: reader, folder: folder)
    development = DevelopmentSettings(reader: reader, folder: folder)
  }

  /// Refuses variables that begin as ours and are none of ours, and values that are not what they
  /// must be.
  private static func checkEnvironment(_ environment: [String: String]) throws(ConfigurationError) {
    for (name, value) in environment.sorted(by: { $0.key < $1.key })
    where name.hasPrefix("VALISED_") {
      guard let key = ConfigurationKey.all.first(where: { $0.environmentName == name }) else {
        throw ConfigurationError(
          "configuration.unknownKey",
          "The environment variable \(name) is not known; `valised serve --help` lists those that are."
        )
      }
      let fits =
        switch key.kind {
        case .text, .texts: !value.isEmpty
        case .flag: ["true", "false"].contains(value)
        case .number(let range): Int(value).map(range.contains) ?? false
        case .choice(let words): words.contains(value)
        }
      guard fits else {
        throw ConfigurationError(
          "configuration.invalidValue", "The environment variable \(name) must be \(key.allowed).")
      }
    }
  }
}
