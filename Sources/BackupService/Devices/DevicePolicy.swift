import Identity

/// What a tenant asks of its devices. `docs/devices.md` describes it.
public struct DevicePolicy: Sendable, Codable, Hashable {
  /// Whether people must come on an enrolled device that proves its key.
  public enum Proof: String, Sendable, Codable, Hashable, CaseIterable {
    case required
    /// A proof that is there is checked all the same.
    case optional
  }

  /// What happens when hardware that is known enrolls again, after a reset say.
  public enum Reenrollment: String, Sendable, Codable, Hashable, CaseIterable {
    /// It is let in when the same person enrolls it again, or IT's own token; anybody else's waits for
    /// IT's approval, and so does hardware that was revoked.
    case allow
    /// It always waits for IT's approval.
    case approve
  }

  /// Nil: required of people whom an identity provider knows, optional for a static token, which is
  /// for trying out on one machine.
  public let proof: Proof?
  /// Nil: `allow`.
  public let reenrollment: Reenrollment?

  public init(proof: Proof? = nil, reenrollment: Reenrollment? = nil) {
    self.proof = proof
    self.reenrollment = reenrollment
  }

  func requiresProof(of caller: Caller) -> Bool {
    proof.map { $0 == .required } ?? (caller.subject != .everybody)
  }
}
