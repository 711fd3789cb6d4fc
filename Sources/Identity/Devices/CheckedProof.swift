import DeviceProof
import Foundation

/// A proof that was found to be good for one request, but for two things that only the store knows:
/// whose key it is, and whether the proof was used before.
public struct CheckedProof: Sendable, Hashable {
  /// The thumbprint of the key that made it.
  public let key: String
  /// What tells it from every other proof of this key (`jti`).
  public let id: String
  /// Until when it could be used again if nobody remembered it.
  public let goodUntil: Date
  /// Whether the device should be given a new nonce beside the answer.
  public let nonceIsAgeing: Bool
}
