import Foundation

/// Static tokens are for one machine: a server that listens where others can reach it must know
/// people by an identity provider.
public enum LoopbackRule {
  /// Refuses static tokens on an address that is not this machine's own.
  ///
  /// - Throws: `identity.staticTokenOffLoopback`.
  public static func checkStaticTokens(boundTo address: String) throws(IdentityError) {
    guard isLoopback(address) else {
      throw IdentityError(
        .staticTokenOffLoopback,
        "Static tokens are refused on \(address), which other machines can reach: listen on "
          + "127.0.0.1.")
    }
  }

  /// Whether an address reaches only this machine: 127.0.0.0/8, `::1`, `localhost`. Any other name
  /// is not, whatever it resolves to today.
  public static func isLoopback(_ address: String) -> Bool {
    if address.lowercased() == "localhost" { return true }

    var version4 = in_addr()
    if inet_pton(AF_INET, address, &version4) == 1 {
      return UInt32(bigEndian: version4.s_addr) >> 24 == 127
    }
    var version6 = in6_addr()
    if inet_pton(AF_INET6, address, &version6) == 1 {
      return withUnsafeBytes(of: version6) { Array($0) } == Array(repeating: 0, count: 15) + [1]
    }
    return false
  }
}
