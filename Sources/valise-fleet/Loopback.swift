import Foundation

/// Whether an address reaches this machine only.
enum Loopback {
  static func isAddress(_ address: String) -> Bool {
    guard let host = URLComponents(string: address)?.host else { return false }
    if ["localhost", "[::1]", "::1"].contains(host.lowercased()) { return true }
    var version4 = in_addr()
    return inet_pton(AF_INET, host, &version4) == 1
      && UInt32(bigEndian: version4.s_addr) >> 24 == 127
  }
}
