/// Where a name is stored, to be compared in place or decoded.
///
/// Names are one byte a unit (Latin-1) where that can hold them, else UTF-16LE.
struct StoredName {
  let start: Int
  let size: Int
  let isCompressed: Bool

  /// How many UTF-16 units the name has.
  var count: Int { isCompressed ? size : size / 2 }

  /// Whether the name is whole, beginning at a field of a cell.
  @inline(__always)
  func fits(_ cell: HiveCell, from field: Int) -> Bool {
    field + size <= cell.data.count && (isCompressed || size % 2 == 0)
  }

  @inline(__always)
  func unit(at index: Int, in image: HiveImage) -> UInt16 {
    isCompressed ? UInt16(image.byte(at: start + index)) : image.halfWord(at: start + 2 * index)
  }

  /// The exact name.
  func units(in image: HiveImage) -> [UInt16] {
    (0..<count).map { unit(at: $0, in: image) }
  }

  /// Whether the name sorts before another, both being Latin-1.
  @inline(__always)
  func isBefore(_ other: StoredName, in image: HiveImage) -> Bool {
    let left = image.bytes(in: start..<start + size)
    let right = image.bytes(in: other.start..<other.start + other.size)
    let shared = min(left.count, right.count)
    var index = Self.firstDifference(left, right, count: shared)
    while index < shared {
      let a = RegistryName.upper(UInt16(left[index]))
      let b = RegistryName.upper(UInt16(right[index]))
      if a != b { return a < b }
      index += 1
    }
    return left.count < right.count
  }

  /// Where two names that are `count` characters long at least begin to differ in these, `count`
  /// where they do not: eight characters at a time.
  @inline(__always)
  private static func firstDifference(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, count: Int
  ) -> Int {
    var index = 0
    while index + 8 <= count {
      let difference = word(of: left, at: index) ^ word(of: right, at: index)
      if difference != 0 { return index + difference.trailingZeroBitCount / 8 }
      index += 8
    }
    guard count >= 8 else { return 0 }
    // The last eight overlap with those before.
    let difference = word(of: left, at: count - 8) ^ word(of: right, at: count - 8)
    return difference == 0 ? count : count - 8 + difference.trailingZeroBitCount / 8
  }

  /// Eight characters, the first as the least significant byte.
  @inline(__always)
  private static func word(of name: UnsafeRawBufferPointer, at index: Int) -> UInt64 {
    precondition(index >= 0 && index + 8 <= name.count)
    return UInt64(littleEndian: name.loadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  /// The name as text; a lone surrogate becomes U+FFFD.
  func text(in image: HiveImage) -> String {
    let name = image.bytes(in: start..<start + size)
    if !isCompressed { return Self.utf16(name) }
    guard Self.isASCII(name) else { return Self.latin1(name) }
    return name.count <= 15 ? Self.short(name) : String(decoding: name, as: UTF8.self)
  }

  // Names are short and of all lengths: how often a loop over their characters goes round is hard
  // to foretell, and that costs more than the work. So all but long ones are taken as a first and
  // a last part, which may overlap.

  private static func isASCII(_ name: UnsafeRawBufferPointer) -> Bool {
    var bits: UInt64 = 0
    switch name.count {
    case 8...:
      bits = ends(of: name, as: UInt64.self)
      for index in stride(from: 8, to: name.count - 8, by: 8) { bits |= word(of: name, at: index) }
    case 4...: bits = ends(of: name, as: UInt32.self)
    case 2...: bits = ends(of: name, as: UInt16.self)
    case 1: bits = ends(of: name, as: UInt8.self)
    default: break
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }

  /// An ASCII name of up to 15 characters, which text keeps without memory of its own.
  private static func short(_ name: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: name.count) { text in
      let text = UnsafeMutableRawBufferPointer(text)
      switch name.count {
      case 8...: copyEnds(of: name, to: text, as: UInt64.self)
      case 4...: copyEnds(of: name, to: text, as: UInt32.self)
      case 2...: copyEnds(of: name, to: text, as: UInt16.self)
      case 1: copyEnds(of: name, to: text, as: UInt8.self)
      default: break
      }
      return name.count
    }
  }

  /// The bits of the first and of the last part of a name that is not shorter than a part.
  @inline(__always)
  private static func ends<Part: FixedWidthInteger & BitwiseCopyable>(
    of name: UnsafeRawBufferPointer, as part: Part.Type
  ) -> UInt64 {
    let last = name.count - MemoryLayout<Part>.size
    precondition(last >= 0)
    return UInt64(
      truncatingIfNeeded: name.loadUnaligned(fromByteOffset: 0, as: part)
        | name.loadUnaligned(fromByteOffset: last, as: part))
  }

  /// Copies the first and the last part of a name that is not shorter than a part.
  @inline(__always)
  private static func copyEnds<Part: FixedWidthInteger & BitwiseCopyable>(
    of name: UnsafeRawBufferPointer, to text: UnsafeMutableRawBufferPointer, as part: Part.Type
  ) {
    let last = name.count - MemoryLayout<Part>.size
    precondition(last >= 0 && name.count <= text.count)
    text.storeBytes(of: name.loadUnaligned(fromByteOffset: 0, as: part), as: part)
    text.storeBytes(
      of: name.loadUnaligned(fromByteOffset: last, as: part), toByteOffset: last, as: part)
  }

  private static func latin1(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      var count = 0
      for byte in bytes {
        if byte < 0x80 {
          text[count] = byte
          count += 1
        } else {
          text[count] = 0xC0 | byte >> 6
          text[count + 1] = 0x80 | byte & 0x3F
          count += 2
        }
      }
      return count
    }
  }

  private static func utf16(_ bytes: UnsafeRawBufferPointer) -> String {
    let count = bytes.count / 2
    func unit(_ index: Int) -> UInt32 {
      UInt32(bytes[2 * index]) | UInt32(bytes[2 * index + 1]) << 8
    }
    // A unit takes three bytes of UTF-8 at most, a pair of surrogates four.
    return String(unsafeUninitializedCapacity: 3 * count) { text in
      var (index, size) = (0, 0)
      func append(_ byte: UInt32) {
        text[size] = UInt8(truncatingIfNeeded: byte)
        size += 1
      }
      while index < count {
        var scalar = unit(index)
        index += 1
        if scalar & 0xF800 == 0xD800 {
          if scalar < 0xDC00, index < count, unit(index) & 0xFC00 == 0xDC00 {
            scalar = 0x10000 + (scalar & 0x3FF) * 0x400 + (unit(index) & 0x3FF)
            index += 1
          } else {
            scalar = 0xFFFD
          }
        }
        switch scalar {
        case 0..<0x80:
          append(scalar)
        case 0x80..<0x800:
          append(0xC0 | scalar >> 6)
          append(0x80 | scalar & 0x3F)
        case 0x800..<0x10000:
          append(0xE0 | scalar >> 12)
          append(0x80 | scalar >> 6 & 0x3F)
          append(0x80 | scalar & 0x3F)
        default:
          append(0xF0 | scalar >> 18)
          append(0x80 | scalar >> 12 & 0x3F)
          append(0x80 | scalar >> 6 & 0x3F)
          append(0x80 | scalar & 0x3F)
        }
      }
      return size
    }
  }
}
