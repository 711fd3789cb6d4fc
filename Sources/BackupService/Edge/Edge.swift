/// What stands between the network and the service: how requests reach it, and how often they may.
public struct Edge: Sendable {
  /// Whether the server itself speaks TLS.
  public let isTLS: Bool
  public let proxies: TrustedProxies
  public let limits: RequestLimits

  public init(
    isTLS: Bool = false, proxies: TrustedProxies = .none, limits: RequestLimits = RequestLimits()
  ) {
    self.isTLS = isTLS
    self.proxies = proxies
    self.limits = limits
  }
}
