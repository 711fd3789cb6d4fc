import Foundation
import Testing

@testable import Identity

@Suite("The server's nonces")
struct ServerNoncesTests {
  private let start = FakeProvider.start
  private let keys: [NonceKey] = [
    .make(generation: 1, at: FakeProvider.start),
    .make(generation: 2, at: FakeProvider.start + 86_400),
  ]

  @Test("a nonce is good for five minutes, and ageing from half of that on")
  func life() throws {
    let nonces = ServerNonces(keys: keys)
    let nonce = try #require(nonces.make(at: start))
    let expected: [(TimeInterval, ServerNonces.Verdict)] = [
      (-61, .expired), (-60, .good), (0, .good), (150, .good), (151, .ageing), (300, .ageing),
      (301, .expired), (1e9, .expired),
    ]
    for (age, verdict) in expected {
      #expect(nonces.verdict(on: nonce, at: start + age) == verdict, "\(age)")
    }
  }

  @Test(
    "processes that share the keys take each other's nonces, of the last key as of the one before")
  func shared() throws {
    let nonce = try #require(ServerNonces(keys: [keys[0]]).make(at: start))
    #expect(ServerNonces(keys: keys).verdict(on: nonce, at: start) == .good)
    #expect(ServerNonces.statedGeneration(of: nonce) == 1)
    let newer = try #require(ServerNonces(keys: keys).make(at: start))
    #expect(ServerNonces.statedGeneration(of: newer) == 2)
    #expect(ServerNonces(keys: [keys[0]]).verdict(on: newer, at: start) == .unknown)
  }

  @Test("a nonce that is cut short, longer, or changed anywhere is none of ours")
  func changed() throws {
    let nonces = ServerNonces(keys: keys)
    let nonce = try #require(nonces.make(at: start))
    #expect(nonces.verdict(on: nonce + "A", at: start) == .unknown)
    for length in 0..<nonce.count {
      #expect(nonces.verdict(on: String(nonce.prefix(length)), at: start) == .unknown)
    }
    for index in nonce.indices {
      var changed = Array(nonce)
      let place = nonce.distance(from: nonce.startIndex, to: index)
      changed[place] = changed[place] == "A" ? "B" : "A"
      #expect(nonces.verdict(on: String(changed), at: start) == .unknown)
    }
  }

  @Test("without a key there is no nonce, and none is taken")
  func none() throws {
    #expect(ServerNonces(keys: []).make(at: start) == nil)
    let nonce = try #require(ServerNonces(keys: keys).make(at: start))
    #expect(ServerNonces(keys: []).verdict(on: nonce, at: start) == .unknown)
    #expect(ServerNonces.statedGeneration(of: "x") == nil)
  }
}
