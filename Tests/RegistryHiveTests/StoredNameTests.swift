import Testing

@testable import RegistryHive

@Suite("Names as they are stored")
struct StoredNameTests {
  /// A name in an image that holds nothing else than names.
  private static func stored(
    _ names: [[UInt16]], isCompressed: Bool
  ) -> (image: HiveImage, names: [StoredName]) {
    var bytes = [UInt8](repeating: 0, count: BaseBlock.size)
    let stored = names.map { units in
      let start = bytes.count
      bytes += isCompressed ? units.map { UInt8(truncatingIfNeeded: $0) } : units.littleEndianBytes
      return StoredName(start: start, size: bytes.count - start, isCompressed: isCompressed)
    }
    let buffer = HiveBuffer(bytes)
    let image = HiveImage(
      buffer: buffer, baseBlock: BaseBlock(wholeBlock: bytes),
      bins: BinMap(of: buffer, declaredSize: 0), isLenient: false)
    return (image, stored)
  }

  @Test("a name of any length, with any character anywhere, is decoded", arguments: [true, false])
  func decoding(isCompressed: Bool) {
    for length in 0...40 {
      let plain = (0..<length).map { UInt16(0x20 + $0) }
      var names = [plain]
      for (index, character) in (0..<length).flatMap({ index in
        [0x00, 0x7F, 0x80, 0xA0, 0xE9, 0xFF].map { (index, UInt16($0)) }
      }) {
        names.append(plain)
        names[names.count - 1][index] = character
      }
      let (image, stored) = Self.stored(names, isCompressed: isCompressed)
      for (name, units) in zip(stored, names) {
        #expect(name.text(in: image) == String(decoding: units, as: UTF16.self))
        #expect(name.units(in: image) == units)
      }
    }
  }

  @Test("names sort by their upper-case characters wherever they begin to differ")
  func order() {
    var random = SystemRandomNumberGenerator()
    let alphabet: [UInt16] = [0x00, 0x41, 0x5F, 0x61, 0x62, 0x7A, 0x7B, 0xC9, 0xE9, 0xFF]
    var names: [[UInt16]] = []
    for _ in 0..<400 {
      let length = Int.random(in: 0...20, using: &random)
      names.append((0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 })
    }
    // Neighbours that are alike up to somewhere, and in all but the case of letters.
    for name in names {
      names.append(name.map { $0 == 0xFF ? $0 : RegistryName.upper($0) })
      names.append(name.dropLast() + [0x62])
      names.append(name + [0x41])
    }
    let (image, stored) = Self.stored(names, isCompressed: true)
    for left in stored.indices {
      for right in [left, (left + 400) % names.count, (left * 7 + 3) % names.count] {
        // That of 0xFF is beyond Latin-1, and sorts so.
        let expected = RegistryName.order(names[left], names[right]) < 0
        #expect(
          stored[left].isBefore(stored[right], in: image) == expected,
          "\(names[left]) and \(names[right])")
      }
    }
  }
}
