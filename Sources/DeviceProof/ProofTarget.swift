/// What a proof is for: a method, and an address without query and fragment, in the one spelling that
/// all equal addresses share (RFC 9449, sections 4.2 and 4.3; RFC 3986, sections 6.2.2 and 6.2.3).
///
/// Scheme and host are in small letters, the scheme's own port is left out, percent-encoding is in
/// capitals and only where it is needed. Steps such as `..` stay as they are: no request of ours has
/// any, and the server does not walk them.
public struct ProofTarget: Sendable, Hashable {
  /// `GET`; methods are told apart by case.
  public let method: String
  /// `https://valise.example.org/v1/me`.
  public let address: String

  /// Nil when the address is not an absolute `http` or `https` one, names a user, or is not written
  /// as RFC 3986 says.
  public init?(method: String, address: String) {
    guard let address = Self.normalized(address) else { return nil }
    self.method = method
    self.address = address
  }

  private static func normalized(_ address: String) -> String? {
    guard address.utf8.count <= 8192, address.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    let bare = address.prefix { $0 != "?" && $0 != "#" }
    guard let colon = bare.firstIndex(of: ":") else { return nil }
    let scheme = bare[..<colon].lowercased()
    let rest = bare[bare.index(after: colon)...]
    guard let defaultPort = ["http": "80", "https": "443"][scheme], rest.hasPrefix("//") else {
      return nil
    }
    let afterSlashes = rest.dropFirst(2)
    let named = afterSlashes.prefix { $0 != "/" }
    guard let authority = normalized(authority: named, defaultPort: defaultPort),
      let path = normalized(path: afterSlashes.dropFirst(named.count))
    else { return nil }
    return "\(scheme)://\(authority)\(path)"
  }

  private static func normalized(authority: Substring, defaultPort: String) -> String? {
    guard !authority.contains("@") else { return nil }
    let host: Substring
    var port: Substring = ""
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[...end]
      let after = authority[authority.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else { return nil }
      port = after.dropFirst()
    } else {
      let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2 else { return nil }
      host = parts[0]
      if parts.count == 2 { port = parts[1] }
    }
    guard !host.isEmpty, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    if port.isEmpty { return host.lowercased() }
    guard let number = UInt16(port) else { return nil }
    return String(number) == defaultPort
      ? host.lowercased() : host.lowercased() + ":" + String(number)
  }

  private static func normalized(path: Substring) -> String? {
    guard !path.isEmpty else { return "/" }
    var bytes: [UInt8] = []
    var rest = path.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
      else { return nil }
      let value = high << 4 | low
      if isUnreserved(value) {
        bytes.append(value)
      } else {
        bytes += [UInt8(ascii: "%"), hexadecimal[Int(high)], hexadecimal[Int(low)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let hexadecimal = Array("0123456789ABCDEF".utf8)

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
