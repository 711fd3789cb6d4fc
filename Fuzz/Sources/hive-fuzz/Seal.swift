/// Puts checksums and hashes right in damaged files.
enum Seal {
  /// A hive or log with the checksum that its base block should have.
  static func baseBlock(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 512 else { return bytes }
    var bytes = bytes
    var sum: UInt32 = 0
    for place in stride(from: 0, to: 508, by: 4) { sum ^= word(bytes, place) }
    if sum == .max { sum -= 1 }
    if sum == 0 { sum = 1 }
    store(UInt64(sum), size: 4, at: 508, in: &bytes)
    return bytes
  }

  /// A log in the new format with the hashes that its entries should have.
  static func log(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = baseBlock(bytes)
    var entry = 512
    while entry + 40 <= bytes.count {
      let size = Int(word(bytes, entry + 4))
      guard size >= 512, size <= bytes.count - entry else { break }
      store(hash(bytes[entry + 40..<entry + size]), size: 8, at: entry + 24, in: &bytes)
      store(hash(bytes[entry..<entry + 32]), size: 8, at: entry + 32, in: &bytes)
      entry += (size + 511) / 512 * 512
    }
    return bytes
  }

  static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func store(_ value: UInt64, size: Int, at place: Int, in bytes: inout [UInt8]) {
    for index in 0..<size {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
    }
  }

  /// Marvin32 with the seed of hive logs.
  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var low: UInt32 = 0x7A4E_55C5
    var high: UInt32 = 0x82EF_4D88
    func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
    func mix(_ word: UInt32) {
      low = low &+ word
      high ^= low
      low = rotate(low, 20) &+ high
      high = rotate(high, 9) ^ low
      low = rotate(low, 27) &+ high
      high = rotate(high, 19)
    }
    var rest = bytes
    while rest.count >= 4 {
      mix(rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
      rest = rest.dropFirst(4)
    }
    mix(rest.reversed().reduce(UInt32(0x80)) { $0 << 8 | UInt32($1) })
    mix(0)
    return UInt64(high) << 32 | UInt64(low)
  }
}
