import DeviceProof
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Store
import UserEnvironment

/// The proofs that devices send with their requests: checked, held against what is enrolled, and each
/// taken once. Nothing is kept in memory beyond a request, so that a device that was revoked is refused
/// at once by every process.
struct DeviceProofs: Sendable {
  /// For how long a used proof is remembered beyond its time, in seconds: by that much the clocks of
  /// two processes may differ.
  private static let margin: TimeInterval = 60

  private let used: RecordShelf<UsedProof>
  private let keys: RecordShelf<EnrolledKey>
  private let nonceKeys: NonceKeys
  private let now: @Sendable () -> Date

  /// What is remembered of a used proof: that there was one.
  private struct UsedProof: Codable, Sendable {}

  static let headerName = "DPoP"

  init(store: any Store, now: @escaping @Sendable () -> Date) {
    used = RecordShelf(store: store, kind: RecordKind(rawValue: "usedProof"), now: now)
    keys = RecordShelf(store: store, kind: DeviceService.keyKind, now: now)
    nonceKeys = NonceKeys(store: store, now: now)
    self.now = now
  }

  /// Checks everything about a request's proof that the request itself says.
  ///
  /// - Returns: nil for a request that carries none and need not.
  /// - Throws: `identity.*`, with a nonce where a new proof needs one.
  func check(
    _ request: Request, from origin: RequestOrigin, _ credentials: Credentials, of caller: Caller
  ) async throws -> CheckedProof? {
    let proofs = Self.proofs(of: request)
    switch credentials.scheme {
    case .bearer:
      // What is bound to a key is worth nothing without it (RFC 9449, section 7.2), and a proof
      // beside a bearer token would look checked, and not be.
      guard proofs.isEmpty, caller.boundKey == nil else { throw IdentityError.unprovenScheme }
      return nil
    case .proven:
      return try await check(
        proofs, of: request, from: origin, token: credentials.token, boundKey: caller.boundKey)
    }
  }

  /// Checks a proof for a request, which it may carry in the header or elsewhere.
  func check(
    _ proofs: [String], of request: Request, from origin: RequestOrigin, token: Substring,
    boundKey: String? = nil
  ) async throws -> CheckedProof {
    guard
      let target = ProofTarget(
        method: request.method.rawValue, address: Self.base(of: origin) + (request.head.path ?? ""))
    else { throw IdentityError.unprovenScheme }
    let check = ProofCheck(target: target, token: token, boundKey: boundKey)
    var nonces = try await nonceKeys.nonces()
    var result = check.result(proofs, nonces: nonces, at: now())
    // Another process may have changed the key since this one looked.
    if case .failure(let error) = result, error.code == .nonceRequired,
      let generation = Self.statedGeneration(of: proofs.first), nonces.lacks(generation)
    {
      nonces = try await nonceKeys.nonces(naming: generation)
      result = check.result(proofs, nonces: nonces, at: now())
    }
    switch result {
    case .success(let proof): return proof
    case .failure(let error):
      let isMendable = error.code == .nonceRequired || error.code == .staleProof
      throw ServiceProblem(error).with(nonce: isMendable ? nonces.make(at: now()) : nil)
    }
  }

  /// A nonce for a device's next proofs.
  func freshNonce() async throws -> String? { try await nonceKeys.nonces().make(at: now()) }

  /// The device whose key made a proof.
  ///
  /// - Throws: `device.unknown`, `device.pending`, `device.revoked`, `device.replaced`.
  func device(of proof: CheckedProof, in tenant: TenantID) async throws -> ProvenDevice {
    guard let key = try await keys.document(proof.key, of: .tenant(tenant))?.content else {
      throw ServiceProblem(
        .deviceUnknown,
        "This device's key is not enrolled here. Enroll the device with `valise device enroll`.")
    }
    switch key.state {
    case .active:
      return ProvenDevice(id: DeviceID(rawValue: key.device), key: proof.key)
    case .pending:
      throw ServiceProblem(
        .devicePending,
        "This device waits for IT's approval. `valise device status` says when it is there.")
    case .revoked:
      throw ServiceProblem(
        .deviceRevoked,
        "This device was taken out of service by IT. If it was found again, enroll it anew.")
    case .replaced:
      throw ServiceProblem(
        .deviceReplaced,
        "Another key or a later enrollment has taken the place of this device's key. Enroll it again."
      )
    }
  }

  /// Takes a proof, once: whoever sends the same a second time, to whichever process, is refused.
  /// Called last, so that only what passed every other check is remembered.
  ///
  /// - Throws: `identity.replayedProof`.
  func take(_ proof: CheckedProof, in tenant: TenantID) async throws {
    let id = Digest(of: Data((proof.key + " " + proof.id).utf8)).description
    do {
      try await used.put(
        UsedProof(), id: id, of: .tenant(tenant), expiresAt: proof.goodUntil + Self.margin,
        if: .absent)
    } catch let error as StoreError where error.code == .conflict {
      throw IdentityError(
        .replayedProof, "The device's proof was used before: make a new one for each request.",
        cause: "replay")
    }
  }

  private static func proofs(of request: Request) -> [String] {
    HTTPField.Name(headerName).map { request.headers[values: $0] } ?? []
  }

  /// The part of the address before the path.
  private static func base(of origin: RequestOrigin) -> String {
    origin.scheme + "://" + (origin.authority ?? "")
  }

  /// Which key made the proof's nonce, by its own word.
  private static func statedGeneration(of proof: String?) -> UInt32? {
    proof.flatMap(ProofCheck.statedNonce).flatMap(ServerNonces.statedGeneration)
  }
}

extension IdentityError {
  fileprivate static let unprovenScheme = IdentityError(
    .wrongProof,
    "The request's proof and the scheme of its token do not go together: send `Authorization: DPoP` with one DPoP header.",
    cause: "scheme")
}
