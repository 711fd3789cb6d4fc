/// How often a key may seal.
///
/// Two seals under one key with the same nonce would give both away. Nonces are 96 random bits, and
/// NIST SP 800-38D, section 8.3, allows at most 2³² seals then (two nonces meet with a probability
/// of 2⁻³² at most). Here a key is replaced by a new generation at 2³⁰ (2⁻³⁷).
///
/// The count is kept with the key, ahead of the seals: a process reserves a block of them by one
/// write and then uses it up. What it does not use is lost, so the count is never too low, whatever
/// ends the process.
public struct SealLimits: Sendable {
  /// How many seals are reserved at a time.
  public let block: Int
  /// A key of which more seals are reserved is not used any more.
  public let rotateAt: Int

  /// More than this is never allowed.
  public static let bound = 1 << 32

  public static let standard = SealLimits(block: 4096, rotateAt: 1 << 30)

  public init(block: Int, rotateAt: Int) {
    precondition(
      block > 0 && block <= rotateAt && rotateAt <= Self.bound,
      "a block is at least one seal, and the keys are replaced before the bound")
    self.block = block
    self.rotateAt = rotateAt
  }
}
