import Foundation
import HTTPTypes

/// Where a request came from and what it was sent to, as its sender saw it: past the trusted proxies,
/// and never as anybody else says.
///
/// DPoP's `htu` (RFC 9449) is `scheme`, `authority` and the path; limits count by ``client``.
public struct RequestOrigin: Sendable, Hashable {
  /// `https`, or `http` on this machine.
  public let scheme: String
  /// Host and port as the sender wrote them (`valise.example.org:8443`); nil when it wrote none.
  public let authority: String?
  /// The sender; nil where it cannot be known (a test without a socket, a proxy that does not say).
  public let client: NetworkAddress?

  init(scheme: String, authority: String?, client: NetworkAddress?) {
    self.scheme = scheme
    self.authority = authority
    self.client = client
  }

  /// - Parameters:
  ///   - peer: who is at the other end of the connection.
  ///   - isTLS: whether the connection itself is over TLS.
  public init(
    of request: HTTPRequest, peer: NetworkAddress?, isTLS: Bool, proxies: TrustedProxies
  ) {
    let direct = isTLS ? "https" : "http"
    guard let peer, proxies.contains(peer) else {
      scheme = direct
      authority = request.authority
      client = peer
      return
    }
    let hops =
      switch proxies.words {
      case .xForwarded: Self.xForwarded(request.headerFields)
      case .forwarded: Self.forwarded(request.headerFields)
      }
    // The nearest proxy wrote the last entry. Each entry is as good as who wrote it.
    var client: NetworkAddress? = peer
    var believed: Hop?
    for hop in hops.reversed() {
      believed = hop
      client = hop.client
      guard let writer = hop.client, proxies.contains(writer) else { break }
    }
    scheme = believed?.scheme ?? direct
    authority = believed?.authority ?? request.authority
    self.client = client
  }

  /// What one proxy says of who it was asked by.
  private struct Hop {
    /// Nil when the proxy hides it, or does not know.
    var client: NetworkAddress?
    var scheme: String?
    var authority: String?
  }

  // MARK: X-Forwarded

  private static func xForwarded(_ headers: HTTPFields) -> [Hop] {
    func entries(_ name: String) -> [String] {
      guard let name = HTTPField.Name(name) else { return [] }
      return headers[values: name].flatMap { $0.split(separator: ",") }
        .map { trimmed($0) }
    }
    let addresses = entries("X-Forwarded-For")
    // Most proxies append to the addresses, and put one scheme and one host for all.
    func entry(_ list: [String], _ index: Int) -> String? {
      list.count == addresses.count ? list[index] : list.last
    }
    let (schemes, hosts) = (entries("X-Forwarded-Proto"), entries("X-Forwarded-Host"))
    guard !addresses.isEmpty else {
      return [
        Hop(client: nil, scheme: scheme(schemes.last), authority: authority(hosts.last))
      ]
    }
    return addresses.indices.map { index in
      Hop(
        client: address(addresses[index]), scheme: scheme(entry(schemes, index)),
        authority: authority(entry(hosts, index)))
    }
  }

  // MARK: Forwarded

  private static func forwarded(_ headers: HTTPFields) -> [Hop] {
    guard let name = HTTPField.Name("Forwarded") else { return [] }
    return headers[values: name].flatMap { split($0, at: ",") }.map { element in
      var hop = Hop()
      for pair in split(element, at: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1).map { trimmed($0) }
        guard parts.count == 2 else { continue }
        let value = unquoted(parts[1])
        switch parts[0].lowercased() {
        case "for": hop.client = address(value)
        case "proto": hop.scheme = scheme(value)
        case "host": hop.authority = authority(value)
        default: break
        }
      }
      return hop
    }
  }

  /// Splits a list, but not inside of quoted strings (RFC 9110, section 5.6.4).
  private static func split(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if !isQuoted, character == separator {
        parts.append("")
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = isQuoted && character == "\\" && !isEscaped
      parts[parts.count - 1].append(character)
    }
    return parts.map { trimmed($0) }.filter { !$0.isEmpty }
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast().replacing("\\", with: ""))
  }

  // MARK: Values

  /// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`.
  private static func address(_ text: String) -> NetworkAddress? {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      return NetworkAddress(text[text.index(after: text.startIndex)..<end])
    }
    if let address = NetworkAddress(text) { return address }
    return text.firstIndex(of: ":").flatMap { NetworkAddress(text[..<$0]) }
  }

  private static func scheme(_ text: String?) -> String? {
    text.map { $0.lowercased() }.flatMap { ["http", "https"].contains($0) ? $0 : nil }
  }

  /// Nil for what no host and port look like.
  private static func authority(_ text: String?) -> String? {
    guard let text, (1...260).contains(text.utf8.count) else { return nil }
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        || ".-:[]".utf8.contains(byte)
    }
    return isPlain ? text : nil
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
