import DeviceProof
import Foundation
import Testing

@testable import Identity

@Suite("Proofs of devices")
struct ProofCheckTests {
  @Test("the proof that the forged ones are made from is good")
  func original() throws {
    let proof = try ProofDesk.check().check(
      [ProofDesk.draft().signed()], nonces: ProofDesk.nonces, at: ProofDesk.now)
    #expect(proof.id == "e1j3V_bKic8-LAEB")
    #expect(proof.goodUntil == ProofDesk.now + 120)
    #expect(!proof.nonceIsAgeing)
  }

  @Test("each forged or stale one is refused with its code", arguments: ProofForgery.all)
  func refused(forgery: ProofForgery) throws {
    let proof = try forgery.forge(ProofDesk.draft())
    let error = #expect(throws: IdentityError(forgery.code, "")) {
      try ProofDesk.check().check([proof], nonces: ProofDesk.nonces, at: ProofDesk.now)
    }
    #expect(error?.cause == forgery.check)
    if forgery.code == .wrongProof {
      #expect(error?.message == IdentityError.refusedProof("").message)
    }
  }

  @Test("they are more than forty kinds, each with a name of its own")
  func count() {
    #expect(ProofForgery.all.count >= 80)
    #expect(Set(ProofForgery.all.map(\.testDescription)).count == ProofForgery.all.count)
  }

  @Test("a proof of our own key is good, and names it by its thumbprint")
  func ours() throws {
    let key = DeviceKey()
    let target = try #require(
      ProofTarget(
        method: "POST", address: "HTTPS://VALISE.example.org:443/v1/users/alice/snapshots?a=b"))
    let text = try key.proof(
      for: target, token: ProofDesk.token, nonce: ProofDesk.nonces.make(at: ProofDesk.now),
      at: ProofDesk.now)
    #expect(
      try ProofDesk.check().check([text], nonces: ProofDesk.nonces, at: ProofDesk.now).key
        == key.publicKey.thumbprint)
  }

  @Test("the address may carry a query and be written in another way that means the same")
  func address() throws {
    for address in [
      ProofDesk.address + "?x=1", ProofDesk.address + "#x",
      "https://valise.example.org:443/v1/users/%61lice/snapshots",
    ] {
      let proof = try ProofDesk.draft().with("htu", "\"\(address)\"").signed()
      #expect(throws: Never.self, "\(address)") {
        try ProofDesk.check().check([proof], nonces: ProofDesk.nonces, at: ProofDesk.now)
      }
    }
  }

  @Test("no proof at all is told apart from a wrong one, and two are one too many")
  func howMany() throws {
    let proof = try ProofDesk.draft().signed()
    #expect(throws: IdentityError(.missingProof, "")) {
      try ProofDesk.check().check([], nonces: ProofDesk.nonces, at: ProofDesk.now)
    }
    let error = #expect(throws: IdentityError(.wrongProof, "")) {
      try ProofDesk.check().check([proof, proof], nonces: ProofDesk.nonces, at: ProofDesk.now)
    }
    #expect(error?.cause == "count")
  }

  @Test("a token that is bound to a key takes the proof of no other")
  func boundKey() throws {
    let key = DeviceKey()
    let text = try key.proof(
      for: ProofDesk.check().target, token: ProofDesk.token,
      nonce: ProofDesk.nonces.make(at: ProofDesk.now), at: ProofDesk.now)
    let right = try ProofDesk.check(boundKey: key.publicKey.thumbprint)
    #expect(throws: Never.self) {
      try right.check([text], nonces: ProofDesk.nonces, at: ProofDesk.now)
    }
    let wrong = try ProofDesk.check(boundKey: DeviceKey().publicKey.thumbprint)
    let error = #expect(throws: IdentityError(.wrongProof, "")) {
      try wrong.check([text], nonces: ProofDesk.nonces, at: ProofDesk.now)
    }
    #expect(error?.cause == "boundKey")
  }

  @Test("a proof is good from a minute before its time to two minutes after it")
  func window() throws {
    let check = try ProofDesk.check()
    for (offset, isGood) in [(-121, false), (-120, true), (0, true), (60, true), (61, false)] {
      let proof = try ProofDesk.draft().with("iat", "\(ProofDesk.time + offset)").signed()
      let checked = try? check.check([proof], nonces: ProofDesk.nonces, at: ProofDesk.now)
      #expect((checked != nil) == isGood, "\(offset)")
    }
  }

  @Test("that only time or nonce is wrong is told of no proof that is wrong otherwise")
  func order() throws {
    let old = try ProofDesk.draft().with("iat", "1").with("nonce", nil)
    for proof in [
      try old.with("htm", "\"GET\"").signed(), try old.signed(by: FakeKey.makeEC("thief")),
      try old.with("ath", nil).signed(),
    ] {
      #expect(throws: IdentityError(.wrongProof, "")) {
        try ProofDesk.check().check([proof], nonces: ProofDesk.nonces, at: ProofDesk.now)
      }
    }
    // Both can be mended at once: the answer has the nonce, and the time.
    #expect(throws: IdentityError(.nonceRequired, "")) {
      try ProofDesk.check().check([old.signed()], nonces: ProofDesk.nonces, at: ProofDesk.now)
    }
  }

  @Test("every proof cut short is refused")
  func truncated() throws {
    let proof = try ProofDesk.draft().signed()
    for length in 0..<proof.count {
      #expect(throws: IdentityError(.wrongProof, ""), "\(length)") {
        try ProofDesk.check().check(
          [String(proof.prefix(length))], nonces: ProofDesk.nonces, at: ProofDesk.now)
      }
    }
  }

  @Test("every proof with a character changed is refused")
  func changed() throws {
    let proof = Array(try ProofDesk.draft().signed())
    let check = try ProofDesk.check()
    for index in proof.indices {
      var changed = proof
      changed[index] = proof[index] == "A" ? "B" : "A"
      #expect(throws: IdentityError(.wrongProof, ""), "\(index)") {
        try check.check([String(changed)], nonces: ProofDesk.nonces, at: ProofDesk.now)
      }
    }
  }

  @Test("a token that is bound in a way that is not known here is refused")
  func confirmation() async throws {
    let provider = FakeProvider()
    let verifier = try provider.verifier()
    let key = DeviceKey().publicKey.thumbprint
    let bound = try provider.draft().with("cnf", "{\"jkt\":\"\(key)\"}").signed()
    #expect(try await verifier.caller(accessToken: bound[...]).boundKey == key)
    for confirmation in [
      #"{"x5t#S256":"AAAA"}"#, "{}", "\"jkt\"", #"{"jkt":7}"#, #"{"jkt":"a","kid":"b"}"#,
    ] {
      let token = try provider.draft().with("cnf", confirmation).signed()
      let error = await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(accessToken: token[...])
      }
      #expect(error?.cause == "confirmation")
    }
  }
}
