/// Bytes from a shell item or a shortcut, read at offsets within a range. Nothing in them is
/// trusted: what lies outside is nil.
struct LittleEndianBytes {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  var count: Int { bytes.count }

  /// The bytes from `offset`, as many as `count` says.
  func slice(at offset: Int, count: Int) -> LittleEndianBytes? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      return nil
    }
    let start = bytes.startIndex + offset
    return LittleEndianBytes(bytes[start..<start + count])
  }

  /// The bytes from `offset` to the end.
  func rest(from offset: Int) -> LittleEndianBytes? {
    offset < 0 || offset > bytes.count ? nil : slice(at: offset, count: bytes.count - offset)
  }

  func byte(at offset: Int) -> UInt8? {
    slice(at: offset, count: 1)?.bytes.first
  }

  func uint16(at offset: Int) -> Int? {
    number(at: offset, count: 2).map(Int.init)
  }

  func uint32(at offset: Int) -> Int? {
    number(at: offset, count: 4).map(Int.init)
  }

  private func number(at offset: Int, count: Int) -> UInt32? {
    slice(at: offset, count: count)?.bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The bytes from `offset` as they are.
  func array(at offset: Int, count: Int) -> [UInt8]? {
    slice(at: offset, count: count).map { Array($0.bytes) }
  }

  /// UTF-16 text up to its zero, or to the end; nil when it is not well-formed.
  func wideText(at offset: Int) -> String? {
    var units: [UInt16] = []
    var place = offset
    while let unit = uint16(at: place), unit != 0 {
      units.append(UInt16(unit))
      place += 2
    }
    return String(validating: units, as: UTF16.self)
  }
}
