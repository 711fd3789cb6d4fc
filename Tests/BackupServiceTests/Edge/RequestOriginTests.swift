import HTTPTypes
import Testing

@testable import BackupService

@Suite("Where a request came from")
struct RequestOriginTests {
  private static let proxies = [AddressRange("10.0.0.0/8"), AddressRange("fd00::/8")]
    .compactMap { $0 }

  private func origin(
    peer: String, _ fields: [(String, String)], words: TrustedProxies.Words = .xForwarded,
    isTLS: Bool = false, trusting proxies: [AddressRange] = Self.proxies
  ) throws -> RequestOrigin {
    var request = HTTPRequest(method: .get, scheme: nil, authority: "inside:8780", path: "/")
    for (name, value) in fields {
      request.headerFields.append(
        HTTPField(name: try #require(HTTPField.Name(name)), value: value))
    }
    return RequestOrigin(
      of: request, peer: NetworkAddress(peer), isTLS: isTLS,
      proxies: TrustedProxies(proxies, words: words))
  }

  @Test("is the connection's own end, whatever headers somebody else writes")
  func forged() throws {
    let forged = [
      ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https"),
      ("X-Forwarded-Host", "valise.example.org"), ("X-Real-IP", "198.51.100.7"),
      ("Forwarded", "for=198.51.100.7;proto=https;host=valise.example.org"),
    ]
    for words in TrustedProxies.Words.allCases {
      for (peer, trusted) in [("203.0.113.9", Self.proxies), ("10.1.2.3", [])] {
        let origin = try origin(peer: peer, forged, words: words, trusting: trusted)
        #expect(origin.scheme == "http")
        #expect(origin.authority == "inside:8780")
        #expect(origin.client == NetworkAddress(peer))
      }
    }
    #expect(try origin(peer: "203.0.113.9", forged, isTLS: true).scheme == "https")
  }

  @Test("is what the trusted proxy says, in the one way that it is said to write")
  func proxied() throws {
    let both = [
      ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https"),
      ("X-Forwarded-Host", "x.example.org:8443"),
      ("Forwarded", "for=\"[2001:db8::7]:4711\";proto=https;host=\"f.example.org\""),
    ]
    let x = try origin(peer: "10.1.2.3", both)
    #expect(x.client == NetworkAddress("198.51.100.7"))
    #expect(x.scheme == "https")
    #expect(x.authority == "x.example.org:8443")
    let standard = try origin(peer: "fd00::1", both, words: .forwarded)
    #expect(standard.client == NetworkAddress("2001:db8::7"))
    #expect(standard.scheme == "https")
    #expect(standard.authority == "f.example.org")
  }

  @Test("is not what the client wrote before the proxy added its own word")
  func prepended() throws {
    let x = try origin(
      peer: "10.1.2.3",
      [
        ("X-Forwarded-For", "192.0.2.66"), ("X-Forwarded-For", "192.0.2.77, 198.51.100.7"),
        ("X-Forwarded-Proto", "https"),
      ])
    #expect(x.client == NetworkAddress("198.51.100.7"))
    let standard = try origin(
      peer: "10.1.2.3",
      [
        ("Forwarded", "for=192.0.2.66;host=evil.example;proto=https, for=198.51.100.7;proto=http")
      ], words: .forwarded)
    #expect(standard.client == NetworkAddress("198.51.100.7"))
    #expect(standard.scheme == "http")
    #expect(standard.authority == "inside:8780")
  }

  @Test("is looked for through as many trusted proxies as there are, and no further")
  func chain() throws {
    let x = try origin(
      peer: "10.0.0.1",
      [
        ("X-Forwarded-For", "192.0.2.66, 198.51.100.7, 10.0.0.3, 10.0.0.2"),
        ("X-Forwarded-Proto", "http, https, http, http"),
      ])
    #expect(x.client == NetworkAddress("198.51.100.7"))
    #expect(x.scheme == "https")
  }

  @Test(
    "is unknown where the proxy hides it or writes what cannot be read",
    arguments: ["unknown", "_hidden", "\"_x:1\"", "999.1.1.1", "", "::g"])
  func hidden(_ value: String) throws {
    let standard = try origin(
      peer: "10.1.2.3", [("Forwarded", "for=\(value);proto=javascript;host=a b")],
      words: .forwarded)
    #expect(standard.client == nil)
    #expect(standard.scheme == "http")
    #expect(standard.authority == "inside:8780")
  }

  @Test("a comma in a quoted text parts nothing")
  func quoted() throws {
    let standard = try origin(
      peer: "10.1.2.3", [("Forwarded", #"for=198.51.100.7;by="a, for=192.0.2.1";proto=https"#)],
      words: .forwarded)
    #expect(standard.client == NetworkAddress("198.51.100.7"))
    #expect(standard.scheme == "https")
  }

  /// Values that use all of the grammar, by the header that they are in.
  private static let headers: [(name: String, value: String, words: TrustedProxies.Words)] = [
    ("X-Forwarded-For", "192.0.2.66:80, [2001:db8::7]:1,198.51.100.7, 10.0.0.2", .xForwarded),
    ("X-Forwarded-Proto", "https, http", .xForwarded),
    ("X-Forwarded-Host", "a.example:8443", .xForwarded),
    (
      "Forwarded",
      #"for="[2001:db8::7]:4711";proto=https;host="f.example.org";by="a\"\\,b", for=10.0.0.2"#,
      .forwarded
    ),
  ]

  /// Reads a header however damaged it is; what comes out is an origin that can be worked with.
  private func checkOrigin(
    _ name: String, _ value: some Collection<UInt8>, _ words: TrustedProxies.Words
  ) throws {
    let text = String(decoding: value, as: UTF8.self)
    let origin = try origin(peer: "10.1.2.3", [(name, text)], words: words)
    #expect(["http", "https"].contains(origin.scheme))
    #expect(origin.authority?.contains { $0.isWhitespace || "/@\"".contains($0) } != true)
    if let client = origin.client { #expect(NetworkAddress(client.description) == client) }
  }

  @Test("a header that was cut off anywhere, or has any one bit changed, gives an origin")
  func damaged() throws {
    for (name, value, words) in Self.headers {
      let bytes = Array(value.utf8)
      for length in 0...bytes.count { try checkOrigin(name, bytes[..<length], words) }
      for place in bytes.indices {
        for bit in 0..<8 {
          var changed = bytes
          changed[place] ^= 1 << UInt8(bit)
          try checkOrigin(name, changed, words)
        }
      }
    }
  }

  @Test("ranges hold what begins alike, to the bit, and nothing of the other version")
  func ranges() throws {
    let narrow = try #require(AddressRange("192.0.2.128/25"))
    #expect(narrow.contains(try #require(NetworkAddress("192.0.2.200"))))
    #expect(!narrow.contains(try #require(NetworkAddress("192.0.2.100"))))
    #expect(narrow.contains(try #require(NetworkAddress("::ffff:192.0.2.200"))))
    #expect(!narrow.contains(try #require(NetworkAddress("2001:db8::1"))))
    let all = try #require(AddressRange("::/0"))
    #expect(all.contains(try #require(NetworkAddress("2001:db8::1"))))
    #expect(!all.contains(try #require(NetworkAddress("10.0.0.1"))))
    for wrong in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0", "x"] {
      #expect(AddressRange(wrong) == nil, "\(wrong)")
    }
  }

  @Test("the addresses that one machine with IPv6 can have are counted as one")
  func counted() throws {
    let one = try #require(NetworkAddress("2001:db8:1:2:3::1"))
    let other = try #require(NetworkAddress("2001:db8:1:2:ffff::9"))
    let stranger = try #require(NetworkAddress("2001:db8:1:3::1"))
    #expect(one.counted == other.counted)
    #expect(one.counted != stranger.counted)
    #expect(NetworkAddress("192.0.2.1")?.counted != NetworkAddress("192.0.2.2")?.counted)
    #expect(one.description == "2001:db8:1:2:3::1")
  }
}
