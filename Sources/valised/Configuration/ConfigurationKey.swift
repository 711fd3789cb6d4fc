/// A key of the configuration, as the file, the environment, and `--help` know it.
struct ConfigurationKey: Sendable {
  enum Kind: Sendable {
    case text
    /// A list of texts; in the environment with commas between.
    case texts
    case flag
    case number(ClosedRange<Int>)
    case choice([String])
  }

  /// `http.port`
  let name: String
  let kind: Kind
  let meaning: String

  static let host = ConfigurationKey(
    name: "http.host", kind: .text, meaning: "address to listen on (default 127.0.0.1)")
  static let port = ConfigurationKey(
    name: "http.port", kind: .number(0...65535),
    meaning: "port (default 8780; 0 takes any that is free)")
  static let storeKind = ConfigurationKey(
    name: "store.kind", kind: .choice(["sqlite", "postgresql"]),
    meaning: "kind of store: sqlite (default) or postgresql")
  static let storePath = ConfigurationKey(
    name: "store.path", kind: .text, meaning: "the SQLite file (default data/valise.sqlite)")
  static let storeURL = ConfigurationKey(
    name: "store.url", kind: .text,
    meaning: "for postgresql: the database, as libpq writes it (postgresql://valise@/valise)")
  static let masterKeyFile = ConfigurationKey(
    name: "vault.masterKeyFile", kind: .text,
    meaning: "the master key (default data/master.key; made at the first start)")
  static let masterKeyCommand = ConfigurationKey(
    name: "vault.masterKeyCommand", kind: .texts,
    meaning: "instead of a file: the program that wraps keys with the master key, see docs/keys.md")
  static let masterKeyCommandSeconds = ConfigurationKey(
    name: "vault.masterKeyCommandSeconds", kind: .number(1...300),
    meaning: "how long one call of that program may take (default 20)")
  static let tenantsFile = ConfigurationKey(
    name: "tenants.file", kind: .text,
    meaning: "tenants, tokens and policies (default tenants.json)")
  static let providersFile = ConfigurationKey(
    name: "identity.providersFile", kind: .text,
    meaning: "identity providers that people sign in with (none without it)")
  static let consoleAddress = ConfigurationKey(
    name: "console.address", kind: .text,
    meaning:
      "where browsers see the console: https://valise.example.org (default: http.host, http.port)")
  static let bodyBytes = ConfigurationKey(
    name: "limits.bodyBytes", kind: .number(1024...1 << 30),
    meaning: "largest request body in bytes (default 33554432)")
  static let answerTimeout = ConfigurationKey(
    name: "offers.answerTimeoutSeconds", kind: .number(1...86_400 * 30),
    meaning: "how long an offer waits for its answer (default 1800)")
  static let decisionDays = ConfigurationKey(
    name: "offers.decisionDays", kind: .number(1...3650),
    meaning: "how many days the decisions of past sign-ins are kept (default 90)")
  static let logLevel = ConfigurationKey(
    name: "log.level",
    kind: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
    meaning: "least level that is logged (default info)")

  static let all: [ConfigurationKey] = [
    .host, .port, .storeKind, .storePath, .storeURL, .masterKeyFile, .masterKeyCommand,
    .masterKeyCommandSeconds, .tenantsFile, .providersFile, .consoleAddress, .bodyBytes,
    .certificateFile, .keyFile, .trustedProxies, .proxyHeaders, .development,
    .developmentPeopleFile, .connections, .connectionsPerAddress, .headSeconds, .exchangeSeconds,
    .headBytes, .headFields, .tenantPerMinute, .backupsPerMinute, .personPerMinute,
    .addressPerMinute, .wrongTokensPerMinute, .backupsAtOnce, .answerTimeout, .decisionDays,
    .logLevel,
  ]

  /// `VALISED_VAULT_MASTER_KEY_FILE`
  var environmentName: String {
    var name = "VALISED_"
    for character in self.name {
      if character == "." {
        name += "_"
      } else {
        name += character.isUppercase ? "_" + String(character) : character.uppercased()
      }
    }
    return name
  }

  /// What must stand there, as the end of the sentence "it must be ...".
  var allowed: String {
    switch kind {
    case .text: "text in quotes"
    case .texts: "a list of texts"
    case .flag: "true or false"
    case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let words): words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
    }
  }
}
