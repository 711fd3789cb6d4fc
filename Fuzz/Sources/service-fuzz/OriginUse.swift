import BackupService
import Foundation
import HTTPTypes

/// The headers in which proxies say who asks: lines `Name: value`.
enum OriginUse {
  static func seeds() -> [[UInt8]] {
    [
      "X-Forwarded-For: 198.51.100.7, 10.0.0.3\nX-Forwarded-Proto: https\nX-Forwarded-Host: a.example:8443",
      "Forwarded: for=\"[2001:db8::7]:4711\";proto=https;host=\"f.example.org\", for=10.0.0.2",
      "Forwarded: for=_hidden;by=\"a\\\"b,c\";host=x\nForwarded: for=unknown",
      "X-Forwarded-For: [::ffff:10.0.0.1]:80,,198.51.100.7:1\nX-Forwarded-Proto: http, https",
    ].map { Array($0.utf8) }
  }

  static func use(_ bytes: [UInt8]) {
    var request = HTTPRequest(method: .get, scheme: nil, authority: "inside:8780", path: "/")
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard parts.count == 2, let name = HTTPField.Name(parts[0]) else { continue }
      request.headerFields.append(HTTPField(name: name, value: parts[1]))
    }
    let near = NetworkAddress("10.1.2.3")
    for words in TrustedProxies.Words.allCases {
      let proxies = TrustedProxies([AddressRange("10.0.0.0/8")].compactMap { $0 }, words: words)
      let origin = RequestOrigin(of: request, peer: near, isTLS: false, proxies: proxies)
      precondition(["http", "https"].contains(origin.scheme), "a scheme that is none")
      checkIsPlain(origin.authority)
      if let client = origin.client {
        precondition(NetworkAddress(client.description) == client, "an address that is none")
        precondition(!client.counted.isEmpty)
      }
      let stranger = RequestOrigin(
        of: request, peer: NetworkAddress("203.0.113.9"), isTLS: true, proxies: proxies)
      precondition(
        stranger.scheme == "https" && stranger.authority == "inside:8780"
          && stranger.client == NetworkAddress("203.0.113.9"), "a stranger's word is believed")
    }
    if let text = String(validating: bytes, as: UTF8.self), let range = AddressRange(text) {
      precondition(range == AddressRange(text))
      _ = near.map(range.contains)
    }
  }

  private static func checkIsPlain(_ authority: String?) {
    guard let authority else { return }
    precondition(
      authority.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !authority.contains("/"),
      "an authority that is none")
  }
}
