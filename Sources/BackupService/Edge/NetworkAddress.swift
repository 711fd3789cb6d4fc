import Foundation

/// An address of a machine on a network, version 4 or 6. An IPv4 address that came as IPv6
/// (`::ffff:192.0.2.1`) is the IPv4 address.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16 bytes, the first one first.
  let bytes: [UInt8]

  public init?(_ text: some StringProtocol) {
    var version4 = in_addr()
    var version6 = in6_addr()
    let text = String(text)
    if inet_pton(AF_INET, text, &version4) == 1 {
      bytes = withUnsafeBytes(of: version4) { Array($0) }
    } else if inet_pton(AF_INET6, text, &version6) == 1 {
      let all = withUnsafeBytes(of: version6) { Array($0) }
      let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10...11] == [0xFF, 0xFF]
      bytes = isMapped ? Array(all.suffix(4)) : all
    } else {
      return nil
    }
  }

  /// By what requests are counted together: the address itself, or of IPv6 the network of 64 bits, of
  /// which one machine may have as many addresses as it likes.
  public var counted: String {
    let kept = bytes.count == 4 ? bytes : Array(bytes.prefix(8))
    return kept.map { String($0, radix: 16) }.joined(separator: ".")
  }

  public var description: String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let written = bytes.withUnsafeBytes {
      inet_ntop(AF_INET6, $0.baseAddress, &text, socklen_t(text.count))
    }
    guard written != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one alone.
public struct AddressRange: Sendable, Hashable {
  private let start: NetworkAddress
  private let bits: Int

  /// Nil for what is no address, or for a length that is no number or longer than the address.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let start = NetworkAddress(parts[0]) else { return nil }
    let most = start.bytes.count * 8
    guard parts.count == 2 else {
      self.start = start
      bits = most
      return
    }
    guard let bits = Int(parts[1]), (0...most).contains(bits), parts[1].first != "+" else {
      return nil
    }
    self.start = start
    self.bits = bits
  }

  public func contains(_ address: NetworkAddress) -> Bool {
    guard address.bytes.count == start.bytes.count else { return false }
    let whole = bits / 8
    guard address.bytes.prefix(whole) == start.bytes.prefix(whole) else { return false }
    let rest = bits % 8
    guard rest > 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
    return address.bytes[whole] & mask == start.bytes[whole] & mask
  }
}
