extension ProblemKind {
  public static let missingProof = ProblemKind("identity.missingProof", 401, "Proof missing")
  public static let wrongProof = ProblemKind("identity.wrongProof", 401, "Wrong proof")
  public static let staleProof = ProblemKind("identity.staleProof", 401, "Proof of another time")
  public static let nonceRequired = ProblemKind("identity.nonceRequired", 401, "Nonce required")
  public static let replayedProof = ProblemKind("identity.replayedProof", 401, "Proof used before")
  public static let reasonRequired = ProblemKind("access.reasonRequired", 403, "Reason required")

  public static let deviceUnknown = ProblemKind("device.unknown", 403, "Device not enrolled")
  public static let devicePending = ProblemKind("device.pending", 403, "Device not approved yet")
  public static let deviceRevoked = ProblemKind("device.revoked", 403, "Device revoked")
  public static let deviceReplaced = ProblemKind("device.replaced", 403, "Device key replaced")
  public static let deviceMismatch = ProblemKind("device.mismatch", 403, "Another device")
  public static let deviceNotFound = ProblemKind("device.notFound", 404, "No such device")
  public static let deviceKeyTaken = ProblemKind("device.keyTaken", 409, "Key taken")
  public static let deviceNotPending = ProblemKind("device.notPending", 409, "Nothing to approve")
  public static let deviceContended = ProblemKind(
    "device.contended", 503, "Several changes at once")
  public static let enrollmentTokenSpent = ProblemKind(
    "enrollmentToken.spent", 403, "Enrollment token spent")
  public static let enrollmentTokenNotFound = ProblemKind(
    "enrollmentToken.notFound", 404, "No such enrollment token")

  static let devices: [ProblemKind] = [
    .missingProof, .wrongProof, .staleProof, .nonceRequired, .replayedProof, .reasonRequired,
    .deviceUnknown, .devicePending, .deviceRevoked, .deviceReplaced, .deviceMismatch,
    .deviceNotFound, .deviceKeyTaken, .deviceNotPending, .deviceContended, .enrollmentTokenSpent,
    .enrollmentTokenNotFound,
  ]
}
