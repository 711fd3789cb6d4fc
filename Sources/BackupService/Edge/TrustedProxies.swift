/// The proxies before the service whose word about a request counts.
public struct TrustedProxies: Sendable {
  /// How they say who asked, for what, and how. One way only: a proxy that writes one header may hand on
  /// the other as the client wrote it.
  public enum Words: String, Sendable, CaseIterable {
    /// `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host`.
    case xForwarded
    /// `Forwarded` (RFC 7239).
    case forwarded
  }

  private let ranges: [AddressRange]
  let words: Words

  public static let none = TrustedProxies([])

  public init(_ ranges: [AddressRange], words: Words = .xForwarded) {
    self.ranges = ranges
    self.words = words
  }

  public var isEmpty: Bool { ranges.isEmpty }

  public func contains(_ address: NetworkAddress) -> Bool {
    ranges.contains { $0.contains(address) }
  }
}
