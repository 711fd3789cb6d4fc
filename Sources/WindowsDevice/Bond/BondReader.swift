import UserEnvironment

/// Walks Compact Binary bytes. Nothing in them is trusted.
struct BondReader {
  private let bytes: [UInt8]
  private let limits: BondCompactBinary.Limits
  private var offset = 0

  init(bytes: [UInt8], limits: BondCompactBinary.Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func readMarshalled() throws(BondError) -> BondStructure {
    guard bytes.count <= limits.length else {
      throw error(.lengthTooLarge, "The record is larger than \(limits.length) bytes.", at: 0)
    }
    guard bytes.starts(with: BondCompactBinary.magic) else {
      throw error(.notCompactBinary, "This is not a Bond Compact Binary record.", at: 0)
    }
    offset = BondCompactBinary.magic.count
    let structure = try readStructure(depth: 1)
    guard offset == bytes.count else {
      throw error(.trailingBytes, "\(bytes.count - offset) bytes follow the record's end.")
    }
    return structure
  }

  private mutating func readStructure(depth: Int) throws(BondError) -> BondStructure {
    try checkDepth(depth)
    var structure = BondStructure()
    while true {
      let start = offset
      let header = try readByte()
      switch header & 0x1F {
      case BondCompactBinary.stop:
        return structure
      case BondCompactBinary.stopBase:
        structure.bases.append(structure.fields)
        structure.fields = []
      default:
        let id = try readFieldID(header)
        let type = try Self.type(header & 0x1F, at: start)
        structure.fields.append(BondField(id, try readValue(type, depth: depth)))
      }
    }
  }

  /// A small number stands in the header's upper three bits; 6 and 7 say that one or two bytes
  /// with the number follow.
  private mutating func readFieldID(_ header: UInt8) throws(BondError) -> UInt16 {
    switch header >> 5 {
    case 6: return UInt16(try readByte())
    case 7: return UInt16(try readByte()) | UInt16(try readByte()) << 8
    case let id: return UInt16(id)
    }
  }

  private mutating func readValue(
    _ type: BondType, depth: Int
  ) throws(BondError) -> BondValue {
    switch type {
    case .bool: .bool(try readByte() != 0)
    case .uint8: .uint8(try readByte())
    case .int8: .int8(Int8(bitPattern: try readByte()))
    case .uint16: .uint16(try readNumber())
    case .uint32: .uint32(try readNumber())
    case .uint64: .uint64(try readNumber())
    case .int16: .int16(Self.signed(try readNumber() as UInt16))
    case .int32: .int32(Self.signed(try readNumber() as UInt32))
    case .int64: .int64(Self.signed(try readNumber() as UInt64))
    case .float: .float(Float(bitPattern: try readFixed()))
    case .double: .double(Double(bitPattern: try readFixed()))
    case .string: .string(try readString())
    case .wideString: .wideString(try readWideString())
    case .structure: .structure(try readStructure(depth: depth + 1))
    case .list: try readList(depth: depth + 1) { .list($0, $1) }
    case .set: try readList(depth: depth + 1) { .set($0, $1) }
    case .map: try readMap(depth: depth + 1)
    }
  }

  private mutating func readList(
    depth: Int, _ make: (BondType, [BondValue]) -> BondValue
  ) throws(BondError) -> BondValue {
    try checkDepth(depth)
    let type = try readType()
    var elements: [BondValue] = []
    for _ in 0..<(try readCount(bytesEach: 1)) {
      elements.append(try readValue(type, depth: depth))
    }
    return make(type, elements)
  }

  private mutating func readMap(depth: Int) throws(BondError) -> BondValue {
    try checkDepth(depth)
    let keyType = try readType()
    let valueType = try readType()
    var entries: [BondEntry] = []
    for _ in 0..<(try readCount(bytesEach: 2)) {
      let key = try readValue(keyType, depth: depth)
      entries.append(BondEntry(key: key, value: try readValue(valueType, depth: depth)))
    }
    return .map(keyType, valueType, entries)
  }

  private mutating func readString() throws(BondError) -> String {
    let start = offset
    let slice = try readBytes(try readCount(bytesEach: 1))
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw error(.notText, "A text is not well-formed UTF-8.", at: start)
    }
    return text
  }

  private mutating func readWideString() throws(BondError) -> String {
    let start = offset
    let slice = try readBytes(try readCount(bytesEach: 2) * 2)
    guard let units = slice.littleEndianUnits(),
      let text = String(validating: units, as: UTF16.self)
    else {
      throw error(.notText, "A text is not well-formed UTF-16.", at: start)
    }
    return text
  }

  /// A number in groups of seven bits, the lowest first; the top bit of each byte says that more follow.
  private mutating func readNumber<Number: FixedWidthInteger & UnsignedInteger>()
    throws(BondError) -> Number
  {
    let start = offset
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try readByte()
      let group = UInt64(byte & 0x7F)
      guard shift < 64, (group << shift) >> shift == group else { break }
      number |= group << shift
      shift += 7
      if byte & 0x80 == 0 {
        guard let value = Number(exactly: number) else { break }
        return value
      }
    }
    throw error(
      .numberTooLarge, "A number does not fit into \(Number.bitWidth) bits.", at: start)
  }

  /// A count whose elements the remaining bytes can hold.
  private mutating func readCount(bytesEach size: Int) throws(BondError) -> Int {
    let start = offset
    let count: UInt32 = try readNumber()
    guard let count = Int(exactly: count), count <= (bytes.count - offset) / size else {
      throw error(.lengthTooLarge, "A count of \(count) exceeds the record.", at: start)
    }
    return count
  }

  private mutating func readFixed<Number: FixedWidthInteger>() throws(BondError) -> Number {
    try readBytes(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private mutating func readByte() throws(BondError) -> UInt8 {
    guard offset < bytes.count else {
      throw error(.truncated, "The record ends in the middle.")
    }
    defer { offset += 1 }
    return bytes[offset]
  }

  private mutating func readBytes(_ count: Int) throws(BondError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - offset else {
      throw error(.truncated, "The record ends in the middle.")
    }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  private mutating func readType() throws(BondError) -> BondType {
    let start = offset
    return try Self.type(try readByte(), at: start)
  }

  private static func type(_ number: UInt8, at offset: Int) throws(BondError) -> BondType {
    guard let type = BondType(rawValue: number) else {
      throw BondError(
        .unknownType, "\(number) is not a type of value.", offset: offset)
    }
    return type
  }

  private func checkDepth(_ depth: Int) throws(BondError) {
    guard depth <= limits.depth else {
      throw error(.tooDeep, "The record is nested more than \(limits.depth) deep.")
    }
  }

  /// Zigzag: the sign stands in the lowest bit.
  private static func signed<Unsigned: FixedWidthInteger & UnsignedInteger, Signed>(
    _ number: Unsigned
  ) -> Signed where Signed: FixedWidthInteger & SignedInteger {
    let half = Signed(truncatingIfNeeded: number >> 1)
    return number & 1 == 0 ? half : ~half
  }

  private func error(
    _ code: BondError.Code, _ message: String, at place: Int? = nil
  ) -> BondError {
    BondError(code, message, offset: place ?? offset)
  }
}
