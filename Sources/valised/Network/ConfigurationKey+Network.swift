// How the service is reached, and how much of it may be asked for.
extension ConfigurationKey {
  static let certificateFile = ConfigurationKey(
    name: "tls.certificateFile", kind: .text,
    meaning: "the server's certificate and those above it, PEM; with it valised speaks TLS 1.3")
  static let keyFile = ConfigurationKey(
    name: "tls.keyFile", kind: .text, meaning: "its private key, PEM, reachable by its owner alone")
  static let trustedProxies = ConfigurationKey(
    name: "proxy.trusted", kind: .texts,
    meaning: "addresses and ranges of the proxies whose word about requests counts (none)")
  static let proxyHeaders = ConfigurationKey(
    name: "proxy.headers", kind: .choice(["xForwarded", "forwarded"]),
    meaning: "how they say it: xForwarded (default: X-Forwarded-For, -Proto, -Host) or forwarded")
  static let development = ConfigurationKey(
    name: "identity.development", kind: .flag,
    meaning: "a provider without passwords, for trying out on this machine alone (false)")
  static let developmentPeopleFile = ConfigurationKey(
    name: "identity.developmentPeopleFile", kind: .text,
    meaning: "who can sign in there (default: Ada, Helga, Alice and Bob)")
  static let connections = ConfigurationKey(
    name: "limits.connections", kind: .number(1...1_000_000),
    meaning: "most connections at once (default 4096)")
  static let connectionsPerAddress = ConfigurationKey(
    name: "limits.connectionsPerAddress", kind: .number(1...1_000_000),
    meaning: "most connections at once from one address, proxies apart (default 128)")
  static let headSeconds = ConfigurationKey(
    name: "limits.headSeconds", kind: .number(1...600),
    meaning: "how long the head of a request, and the handshake of TLS, may take (default 15)")
  static let exchangeSeconds = ConfigurationKey(
    name: "limits.exchangeSeconds", kind: .number(1...86_400),
    meaning: "how long a request's body may take, and taking its answer (default 300)")
  static let headBytes = ConfigurationKey(
    name: "limits.headBytes", kind: .number(1024...1 << 20),
    meaning: "largest head of a request in bytes (default 32768)")
  static let headFields = ConfigurationKey(
    name: "limits.headFields", kind: .number(10...10_000),
    meaning: "most fields in the head of a request (default 100)")
  static let tenantPerMinute = ConfigurationKey(
    name: "limits.tenantPerMinute", kind: .number(0...100_000_000),
    meaning: "a tenant's requests in a minute, backups apart; 0 for no limit (default 60000)")
  static let backupsPerMinute = ConfigurationKey(
    name: "limits.backupsPerMinute", kind: .number(0...100_000_000),
    meaning: "a tenant's backups in a minute; 0 for no limit (default 30000)")
  static let personPerMinute = ConfigurationKey(
    name: "limits.personPerMinute", kind: .number(0...100_000_000),
    meaning: "a person's requests in a minute; 0 for no limit (default 1200)")
  static let addressPerMinute = ConfigurationKey(
    name: "limits.addressPerMinute", kind: .number(0...100_000_000),
    meaning:
      "requests without a sign-in from one address in a minute; 0 for no limit (default 1200)")
  static let wrongTokensPerMinute = ConfigurationKey(
    name: "limits.wrongTokensPerMinute", kind: .number(0...100_000_000),
    meaning: "wrong tokens from one address in a minute; 0 for no limit (default 12)")
  static let backupsAtOnce = ConfigurationKey(
    name: "limits.backupsAtOnce", kind: .number(1...100_000),
    meaning: "most backups that are taken in at once (default 32)")
}
