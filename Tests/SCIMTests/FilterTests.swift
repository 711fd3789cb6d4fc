import Foundation
import JSONText
import Testing

@testable import SCIM

@Suite("Filters")
struct FilterTests {
  /// A person with something in every sort of attribute.
  private static let ada = Resource(
    type: .user, id: "2819",
    content: ResourceContent(values: [
      "userName": "Ada@Example.com", "externalId": "Oid-1", "title": "Countess",
      "name": ["familyName": "O'Malley", "givenName": "Ada"], "active": true,
      "userType": "Employee",
      "emails": [
        ["type": "work", "value": "ada@example.com", "primary": true],
        ["type": "home", "value": "ada@example.org"],
      ],
      SchemaID.enterpriseUser: ["department": "Engines", "employeeNumber": "701"],
    ]),
    created: Date(timeIntervalSince1970: 1_300_000_000),
    lastModified: Date(timeIntervalSince1970: 1_305_000_000), version: #"W/"r3""#
  ).document(base: "https://valise.example.com/scim/v2")

  private static func passes(_ text: String) throws -> Bool {
    try ResourceTest(Filter(text), for: .user).passes(ada)
  }

  @Test(
    "every operator, with what it finds and what it does not",
    arguments: [
      // The forms of RFC 7644's figure 2 and section 3.4.2.2, with our own values.
      (#"userName eq "ada@example.com""#, true), (#"userName Eq "ADA@example.COM""#, true),
      (#"userName eq "ada""#, false), (#"userName ne "ada""#, true),
      (#"externalId eq "Oid-1""#, true), (#"externalId eq "oid-1""#, false),
      (#"name.familyName co "o'mal""#, true), (#"name.familyName co "x""#, false),
      (#"userName sw "ADA""#, true), (#"userName sw "da""#, false),
      (#"userName ew ".com""#, true), (#"userName ew ".org""#, false),
      (#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "A""#, true),
      (
        #"URN:ietf:params:scim:schemas:extension:enterprise:2.0:user:department eq "engines""#, true
      ),
      (
        #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber gt "700""#, true
      ),
      ("title pr", true), ("nickName pr", false), ("name pr", true), ("name.middleName pr", false),
      (#"title gt "b""#, true), (#"title gt "d""#, false), (#"title ge "countess""#, true),
      (#"title lt "d""#, true), (#"title le "countess""#, true), (#"title lt "countess""#, false),
      (#"meta.lastModified gt "2011-05-09T00:00:00Z""#, true),
      (#"meta.lastModified lt "2011-05-09T00:00:00Z""#, false),
      (#"meta.lastModified ge "2011-05-10T06:00:00+02:00""#, true),
      (#"meta.resourceType eq "User""#, true), (#"id eq "2819""#, true),
      (#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#, true),
      ("active eq true", true), ("active eq False", false), ("active ne false", true),
      (#"active eq "True""#, true), ("nickName eq null", true), ("title eq null", false),
      ("title ne null", true), (#"nickName ne "x""#, true),
      // Several values: one that passes is enough.
      (#"emails eq "ada@example.org""#, true), (#"emails.type eq "home""#, true),
      (#"emails co "example.net""#, false), ("emails pr", true), ("phoneNumbers pr", false),
      (#"emails[type eq "work" and value co "example.com"]"#, true),
      (#"emails[type eq "work" and value co "example.org"]"#, false),
      (#"emails[type eq "work"] and emails[not (primary eq true)]"#, true),
      (#"emails.type eq "work" and emails.value co "example.org""#, true),
      // and binds closer than or, not closest of all.
      (#"title eq "x" and active eq true or userType eq "Employee""#, true),
      (#"title eq "x" and (active eq true or userType eq "Employee")"#, false),
      (#"userType eq "Employee" or title eq "x" and active eq false"#, true),
      (#"not (title eq "x") and active eq true"#, true), (#"not (title pr or active pr)"#, false),
      (#"NOT(title eq "x") AND ACTIVE EQ TRUE"#, true),
      (#"title eq "\u0043ountess""#, true), (#"name.givenName eq "A\"da""#, false),
    ])
  func operators(filter: String, passes: Bool) throws {
    #expect(try Self.passes(filter) == passes)
  }

  @Test(
    "what is no filter is refused, and the place is named",
    arguments: [
      "", " ", "userName", "userName eq", #"userName "x""#, #"eq "x""#, #"userName is "x""#,
      "userName eq x", #"userName eq "x"#, #"userName eq "\q""#, #"(userName eq "x""#,
      #"userName eq "x")"#, #"userName eq "x" or"#, #"and userName eq "x""#,
      #"userName eq "x" userName eq "y""#, #"emails[type eq "work""#, "emails[]",
      #"emails[type eq "work"].value"#, #"not userName eq "x""#, "userName pr pr",
      #"1userName eq "x""#, #"user.name.x eq "x""#, #"userName eq "x" ; x"#, "userName eq 1.",
      "userName eq +1", "\u{0}", "ünë pr",
    ])
  func malformed(filter: String) throws {
    let error = #expect(throws: SCIMError.self) { try Filter(filter) }
    #expect(error?.keyword == .invalidFilter)
    #expect(error?.status == 400)
  }

  @Test(
    "what cannot be compared is refused, before anything is looked at",
    arguments: [
      #"shoeSize eq "x""#, "shoeSize pr", #"emails[shoeSize eq 1]"#, #"active gt true"#,
      #"active eq "perhaps""#, "userName eq 1", #"name eq "Ada""#, #"userName[value eq "x"]"#,
      #"meta.created gt "yesterday""#, #"x509Certificates.value gt "AA==""#, "userName gt null",
      #"urn:example:User:userName eq "x""#,
    ])
  func incomparable(filter: String) throws {
    let error = #expect(throws: SCIMError.self) { try ResourceTest(Filter(filter), for: .user) }
    #expect(error?.keyword == .invalidFilter)
  }

  @Test("over several types, what a type does not have is without a value")
  func severalTypes() throws {
    func passes(_ text: String) throws -> Bool {
      try ResourceTest(Filter(text), for: .group, unknown: .absent)
        .passes(["displayName": "Pilot"])
    }
    #expect(try passes(#"displayName eq "pilot" and userName eq null"#))
    #expect(try passes(#"not (userName pr)"#))
    #expect(try passes(#"userName ne "x""#))
    #expect(try !passes(#"userName eq "x" or emails[value eq "x"] or userName gt "a""#))
  }

  @Test("a filter that is too deep, too long or too wide is refused, whatever it says")
  func bounds() throws {
    let term = #"title eq "x""#
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + term + String(repeating: ")", count: depth)
    }
    _ = try Filter(nested(16))
    #expect(throws: SCIMError.self) { try Filter(nested(17)) }
    #expect(throws: SCIMError.self) { try Filter(String(repeating: "not (", count: 1500)) }
    #expect(throws: SCIMError.self) { try Filter(String(repeating: "a[", count: 4000)) }
    _ = try Filter(Array(repeating: "id pr", count: 256).joined(separator: " or "))
    #expect(throws: SCIMError.self) {
      try Filter(Array(repeating: "id pr", count: 257).joined(separator: " or "))
    }
    #expect(throws: SCIMError.self) { try Filter(term + String(repeating: " ", count: 8192)) }
  }

  /// Filters that use all of the grammar; sweeps and mutations begin here.
  private static let seeds = [
    #"userName eq "ada" and not (emails[type eq "work" and value ew "\u00e9.com"] or title pr)"#,
    #"urn:ietf:params:scim:schemas:core:2.0:User:name.familyName co "O'Malley" or active eq true"#,
    #"(meta.created ge "2026-01-01T00:00:00Z") and (id ne null or externalId sw "a\\\"b")"#,
    #"members[value eq "2819" or $ref pr]"#,
  ]

  @Test("every prefix of a filter is a filter or an error", arguments: seeds)
  func truncation(filter: String) throws {
    let bytes = Array(filter.utf8)
    _ = try Filter(filter)
    for length in 0..<bytes.count {
      let prefix = String(decoding: bytes[..<length], as: UTF8.self)
      _ = try? Filter(prefix)
      _ = try? PatchPath(prefix)
    }
  }

  @Test("a filter with any one bit changed is a filter or an error", arguments: seeds)
  func changed(filter: String) {
    let bytes = Array(filter.utf8)
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        let text = String(decoding: changed, as: UTF8.self)
        do throws(SCIMError) {
          let filter = try Filter(text)
          _ = try? ResourceTest(filter, for: .user).passes(Self.ada)
        } catch {
          #expect(error.keyword == .invalidFilter)
        }
        _ = try? PatchPath(text)
      }
    }
  }

  @Test("bytes that were changed, left out or doubled give a filter or an error")
  func mutations() throws {
    var generator = SeededGenerator(seed: 7644)
    let alphabet = Array(#"()[]"\ .:$-_aeqpr19tn"#.utf8) + [0, 0xc3, 0xa9, 0xff, 0x0a]
    var understood = 0
    for round in 0..<20_000 {
      var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = alphabet.randomElement(using: &generator) ?? 0
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let filter = try Filter(text)
        understood += 1
        _ = try? ResourceTest(filter, for: .user).passes(Self.ada)
      } catch {
        #expect(error.keyword == .invalidFilter)
      }
      _ = try? PatchPath(text)
    }
    #expect(understood > 100)
  }

  @Test("what a store can look up is read off the filter, and nothing that would lose a match")
  func required() throws {
    func required(_ text: String, _ keys: [String]) throws -> Set<String>? {
      try ResourceTest(Filter(text), for: .user).required(at: keys)
    }
    #expect(try required(#"userName eq "Ada""#, ["userName"]) == ["ada"])
    #expect(try required(#"active eq true and userName eq "Ada""#, ["userName"]) == ["ada"])
    #expect(try required(#"id eq "1" or id eq "2""#, ["id"]) == ["1", "2"])
    #expect(try required(#"emails[value eq "A@b"]"#, ["emails", "value"]) == ["a@b"])
    #expect(try required(#"id eq "1" or active eq true"#, ["id"]) == nil)
    #expect(try required(#"not (id eq "1")"#, ["id"]) == nil)
    #expect(try required(#"id ne "1""#, ["id"]) == nil)
    #expect(try required(#"id sw "1""#, ["id"]) == nil)
  }

  @Test("which members a filter asks about is read off it")
  func concern() throws {
    func concern(_ text: String) throws -> ResourceTest.Concern {
      try ResourceTest(Filter(text), for: .group).concern(about: "members")
    }
    #expect(try concern(#"displayName eq "x""#) == .nothing)
    #expect(try concern(#"id eq "g" and members eq "u""#) == .only(["u"]))
    #expect(try concern(#"members[value eq "u"] or members.value eq "v""#) == .only(["u", "v"]))
    #expect(try concern(#"not (members eq "u")"#) == .only(["u"]))
    #expect(try concern(#"members pr and members eq "u""#) == .everything)
    #expect(try concern(#"members[type eq "Group"]"#) == .everything)
  }
}

/// The same numbers in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
