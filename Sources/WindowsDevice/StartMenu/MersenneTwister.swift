/// The MT19937 generator in its 32-bit form: a fixed sequence for each seed. Start derives the key
/// of start2.bin from it; it keeps nothing secret.
///
/// Source: M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998).
struct MersenneTwister: Sendable {
  /// The seed that implementations start with when none is given.
  static let defaultSeed: UInt32 = 5489

  private var state: [UInt32]
  private var index: Int

  private static let size = 624
  private static let middle = 397

  init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    var last = seed
    for position in 1..<UInt32(Self.size) {
      last = 1_812_433_253 &* (last ^ last >> 30) &+ position
      state.append(last)
    }
    index = Self.size
  }

  mutating func next() -> UInt32 {
    if index == Self.size { twist() }
    var number = state[index]
    index += 1
    number ^= number >> 11
    number ^= number << 7 & 0x9D2C_5680
    number ^= number << 15 & 0xEFC6_0000
    return number ^ number >> 18
  }

  mutating func discard(_ count: UInt32) {
    for _ in 0..<count { _ = next() }
  }

  private mutating func twist() {
    for position in 0..<Self.size {
      let upper = state[position] & 0x8000_0000
      let lower = state[(position + 1) % Self.size] & 0x7FFF_FFFF
      let joined = upper | lower
      let odd: UInt32 = joined & 1 == 0 ? 0 : 0x9908_B0DF
      state[position] = state[(position + Self.middle) % Self.size] ^ joined >> 1 ^ odd
    }
    index = 0
  }
}
