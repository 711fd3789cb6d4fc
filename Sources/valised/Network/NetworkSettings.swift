import BackupService
import Configuration
import Foundation
import Listener

/// How the service is reached, and how much of it may be asked for.
struct NetworkSettings: Sendable {
  /// Nil where valised speaks no TLS.
  let certificate: CertificateFiles?
  let proxies: TrustedProxies
  let limits: ConnectionLimits
  let rates: RequestLimits.Rates

  /// - Throws: `configuration.missingValue`, `configuration.invalidValue`.
  init(reader: ConfigReader, folder: URL?) throws(ConfigurationError) {
    func text(_ key: ConfigurationKey) -> String? {
      reader.string(forKey: ConfigKey(key.name)).flatMap { $0.isEmpty ? nil : $0 }
    }
    func number(_ key: ConfigurationKey, _ fallback: Int) -> Int {
      reader.int(forKey: ConfigKey(key.name), default: fallback)
    }
    func path(_ text: String) -> String { URL(fileURLWithPath: text, relativeTo: folder).path }

    switch (text(.certificateFile), text(.keyFile)) {
    case (let certificate?, let key?):
      self.certificate = CertificateFiles(certificate: path(certificate), key: path(key))
    case (nil, nil): certificate = nil
    case (nil, _), (_, nil):
      throw ConfigurationError(
        "configuration.missingValue",
        "TLS needs both tls.certificateFile and tls.keyFile, and one of them is missing.")
    }
    var ranges: [AddressRange] = []
    for text in reader.stringArray(forKey: ConfigKey(ConfigurationKey.trustedProxies.name)) ?? [] {
      guard let range = AddressRange(text.trimmingCharacters(in: .whitespaces)) else {
        throw ConfigurationError(
          "configuration.invalidValue",
          "proxy.trusted holds \"\(text)\", which is neither an address nor a range such as 10.0.0.0/8."
        )
      }
      ranges.append(range)
    }
    proxies = TrustedProxies(
      ranges, words: text(.proxyHeaders).flatMap(TrustedProxies.Words.init) ?? .xForwarded)

    var limits = ConnectionLimits()
    limits.connections = number(.connections, limits.connections)
    limits.connectionsPerAddress = number(.connectionsPerAddress, limits.connectionsPerAddress)
    limits.headTime = .seconds(Int64(number(.headSeconds, 15)))
    limits.exchangeTime = .seconds(Int64(number(.exchangeSeconds, 300)))
    limits.headBytes = number(.headBytes, limits.headBytes)
    limits.fields = number(.headFields, limits.fields)
    self.limits = limits

    var rates = RequestLimits.Rates()
    rates.tenant = RateLimit(perMinute: number(.tenantPerMinute, 60_000))
    rates.backups = RateLimit(perMinute: number(.backupsPerMinute, 30_000))
    rates.person = RateLimit(perMinute: number(.personPerMinute, 1200))
    rates.address = RateLimit(perMinute: number(.addressPerMinute, 1200))
    rates.wrongTokens = RateLimit(perMinute: number(.wrongTokensPerMinute, 12))
    rates.backupsAtOnce = number(.backupsAtOnce, 32)
    self.rates = rates
  }
}
