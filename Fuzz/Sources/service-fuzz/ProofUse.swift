import DeviceProof
import Foundation
import Identity

/// Proofs of devices, and addresses as proofs name them.
enum ProofUse {
  private static let addressMark = UInt8(ascii: "A")
  private static let time = Date(timeIntervalSince1970: 1_795_334_400)
  private static let token = "Kz8mXK1EalYznwHLC1fBAo4LjpzsPENeOgxU"
  private static let address = "https://valise.example.org/v1/users/alice/snapshots"
  private static let nonces = ServerNonces(keys: [
    NonceKey(generation: 1, secret: Data(repeating: 2, count: 32), madeAt: time)
  ])

  static func seeds() throws -> [[UInt8]] {
    guard let key = DeviceKey(secretBytes: SignedText.secretBytes), let target else { return [] }
    let proof = try key.proof(
      for: target, token: token, nonce: nonces.make(at: time), at: time, id: "e1j3V_bKic8-LAEB")
    return [
      Array(proof.utf8), SignedText.input(of: proof),
      Array("AHTTPS://Valise.example.org:443/v1/users/%61%2f%C3%a9?a=b#c".utf8),
      Array("Ahttp://[2001:db8::1]:8780/".utf8),
    ]
  }

  private static var target: ProofTarget? { ProofTarget(method: "POST", address: address) }

  static func use(_ bytes: [UInt8]) {
    if bytes.first == addressMark { return use(address: bytes.dropFirst()) }
    if let signed = SignedText(bytes) {
      check(signed.token)
    } else {
      check(String(decoding: bytes, as: UTF8.self))
    }
  }

  private static func check(_ proof: String) {
    guard let target else { return }
    _ = ProofCheck.statedNonce(of: proof).flatMap(ServerNonces.statedGeneration)
    let check = ProofCheck(target: target, token: token[...])
    switch check.result([proof], nonces: nonces, at: time) {
    case .success(let checked):
      precondition((16...128).contains(checked.id.utf8.count))
      precondition(abs(checked.goodUntil.timeIntervalSince(time)) <= 180)
      precondition(checked.key == ourKey, "a proof of a key that did not sign it is good")
    case .failure(let error):
      precondition(!error.message.isEmpty && error.cause?.isEmpty == false)
    }
  }

  private static let ourKey = DeviceKey(secretBytes: SignedText.secretBytes)?.publicKey.thumbprint

  /// An address has one spelling, which is its own spelling.
  private static func use(address bytes: ArraySlice<UInt8>) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let target = ProofTarget(method: "GET", address: text) else { return }
    precondition(
      ProofTarget(method: "GET", address: target.address) == target,
      "an address has two spellings")
  }
}
