import BackupService
import Console
import Identity
import Listener

/// What must hold between the address that valised listens on, TLS, the proxies before it, and what it
/// lets in there.
struct NetworkRules {
  let settings: Settings

  /// Where the server is, as somebody on this machine writes it.
  var origin: String {
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    return scheme + "://\(host):\(settings.port)"
  }

  var scheme: String { settings.network.certificate == nil ? "http" : "https" }

  /// - Throws: `identity.staticTokenOffLoopback`, `http.unprotected`, `development.notThisMachine`,
  ///   `configuration.missingValue`.
  func check(tokens: StaticTokens) throws(ConfigurationError) {
    if !tokens.isEmpty { try checkStaticTokens() }
    if settings.development.isOn { try checkDevelopment() }
    guard
      LoopbackRule.isLoopback(settings.host) || settings.network.certificate != nil
        || !settings.network.proxies.isEmpty
    else {
      throw ConfigurationError(
        "http.unprotected",
        "http.host: \(settings.host) can be reached by other machines, and valised speaks no TLS: name a certificate in tls.certificateFile and tls.keyFile, or listen on 127.0.0.1, behind a proxy that speaks TLS, or name such a proxy's address in proxy.trusted."
      )
    }
  }

  /// Static tokens stay on this machine: valised listens nowhere else, and no proxy hands on what others
  /// send.
  private func checkStaticTokens() throws(ConfigurationError) {
    do {
      try LoopbackRule.checkStaticTokens(boundTo: settings.host)
    } catch {
      throw ConfigurationError(error.code.description, "http.host: \(error.message)")
    }
    func reachable(_ key: String, _ how: String) -> ConfigurationError {
      ConfigurationError(
        IdentityError.Code.staticTokenOffLoopback.description,
        "\(key): \(how), and whoever reaches it could use the tenants' static tokens: take them out of the tenants file, and name an identity provider in identity.providersFile."
      )
    }
    guard settings.network.proxies.isEmpty else {
      throw reachable("proxy.trusted", "through a proxy, other machines reach valised")
    }
    if let address = settings.consoleAddress, try !Self.consoleAddress(address).isThisMachine {
      throw reachable("console.address", "\(address) is reached from other machines")
    }
  }

  /// The development provider lets everybody in as anybody.
  private func checkDevelopment() throws(ConfigurationError) {
    func refused(_ key: String, _ how: String) -> ConfigurationError {
      ConfigurationError(
        "development.notThisMachine",
        "\(key): \(how), and identity.development lets everybody in as anybody: take it out, and name an identity provider in identity.providersFile."
      )
    }
    guard LoopbackRule.isLoopback(settings.host) else {
      throw refused("http.host", "\(settings.host) can be reached by other machines")
    }
    guard settings.network.proxies.isEmpty else {
      throw refused("proxy.trusted", "through a proxy, other machines reach valised")
    }
    guard settings.network.certificate == nil else {
      throw refused("tls.certificateFile", "a service with a certificate is there for others")
    }
    if let address = settings.consoleAddress, try !Self.consoleAddress(address).isThisMachine {
      throw refused("console.address", "\(address) is reached from other machines")
    }
    guard settings.providersFile == nil else {
      throw ConfigurationError(
        "development.besideProviders",
        "identity.development is for trying out, and identity.providersFile names real providers: take one of them out."
      )
    }
    guard settings.port != 0 else {
      throw ConfigurationError(
        "configuration.missingValue",
        "http.port must say a port, since the development provider is found by it.")
    }
  }

  /// Who may connect: over TLS everybody, and without it this machine and the proxies, whose way to
  /// valised is the operator's to protect.
  var admission: @Sendable (String) -> ServerConnections.Admission {
    let proxies = settings.network.proxies
    let isTLS = settings.network.certificate != nil
    return { text in
      guard let address = NetworkAddress(text) else { return .counted(text) }
      if proxies.contains(address) { return .uncounted }
      guard isTLS || LoopbackRule.isLoopback(address.description) else { return .refused }
      return .counted(address.counted)
    }
  }

  /// - Throws: `configuration.missingValue`, and errors of `console.address`.
  func consoleSignIn(
    _ verifier: TokenVerifier, _ services: Services
  ) throws(ConfigurationError) -> ConsoleSignIn? {
    guard verifier.providers.contains(where: { $0.console != nil }) else { return nil }
    guard settings.consoleAddress != nil || settings.port != 0 else {
      throw ConfigurationError(
        "configuration.missingValue",
        "console.address must say where browsers see the console, since http.port takes any port.")
    }
    let address = try Self.consoleAddress(settings.consoleAddress ?? origin)
    return ConsoleSignIn(address: address, verifier: verifier, services: services)
  }

  /// Where browsers see the pages; nil where nobody says it and the port is any that is free.
  func knownAddress() throws(ConfigurationError) -> ConsoleAddress? {
    guard settings.consoleAddress != nil || settings.port != 0 else { return nil }
    return try Self.consoleAddress(settings.consoleAddress ?? origin)
  }

  private static func consoleAddress(_ text: String) throws(ConfigurationError) -> ConsoleAddress {
    do {
      return try ConsoleAddress(text)
    } catch {
      throw ConfigurationError(error.code.description, "console.address: \(error.message)")
    }
  }
}
