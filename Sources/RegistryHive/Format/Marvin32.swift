/// The hash that guards entries of transaction logs in the new format.
///
/// Specification: "Log entries", notes 1 to 3; the seed is the one that Windows uses there.
enum Marvin32 {
  private static let seedLow: UInt32 = 0x7A4E_55C5
  private static let seedHigh: UInt32 = 0x82EF_4D88

  /// The hash of a range of `bytes`.
  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var low = seedLow
    var high = seedHigh
    let whole = bytes.count / 4 * 4
    bytes.withUnsafeBytes { bytes in
      for offset in stride(from: 0, to: whole, by: 4) {
        mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian)
      }
    }
    var last: UInt32 = 0x80
    for byte in bytes.suffix(bytes.count - whole).reversed() {
      last = last << 8 | UInt32(byte)
    }
    mix(last)
    mix(0)
    return UInt64(high) << 32 | UInt64(low)

    func mix(_ word: UInt32) {
      low = low &+ word
      high ^= low
      low = rotate(low, 20) &+ high
      high = rotate(high, 9) ^ low
      low = rotate(low, 27) &+ high
      high = rotate(high, 19)
    }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
