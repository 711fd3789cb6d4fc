/// Writes Compact Binary bytes.
struct BondWriter {
  private(set) var bytes: [UInt8] = []

  mutating func writeMarshalled(_ structure: BondStructure) throws(BondError) {
    bytes += BondCompactBinary.magic
    try write(structure)
  }

  private mutating func write(_ structure: BondStructure) throws(BondError) {
    for base in structure.bases {
      try write(base)
      bytes.append(BondCompactBinary.stopBase)
    }
    try write(structure.fields)
    bytes.append(BondCompactBinary.stop)
  }

  private mutating func write(_ fields: [BondField]) throws(BondError) {
    for field in fields {
      writeHeader(field.value.type, id: field.id)
      try write(field.value)
    }
  }

  private mutating func writeHeader(_ type: BondType, id: UInt16) {
    switch id {
    case 0...5:
      bytes.append(type.rawValue | UInt8(id) << 5)
    case 6...0xFF:
      bytes += [type.rawValue | 6 << 5, UInt8(id)]
    default:
      bytes += [type.rawValue | 7 << 5, UInt8(id & 0xFF), UInt8(id >> 8)]
    }
  }

  private mutating func write(_ value: BondValue) throws(BondError) {
    switch value {
    case .bool(let bool): bytes.append(bool ? 1 : 0)
    case .uint8(let number): bytes.append(number)
    case .int8(let number): bytes.append(UInt8(bitPattern: number))
    case .uint16(let number): write(number: UInt64(number))
    case .uint32(let number): write(number: UInt64(number))
    case .uint64(let number): write(number: number)
    case .int16(let number): write(number: Self.zigzag(Int64(number)))
    case .int32(let number): write(number: Self.zigzag(Int64(number)))
    case .int64(let number): write(number: Self.zigzag(number))
    case .float(let number): write(fixed: number.bitPattern)
    case .double(let number): write(fixed: number.bitPattern)
    case .string(let text): write(string: text)
    case .wideString(let text): write(wideString: text)
    case .structure(let structure): try write(structure)
    case .list(let type, let elements), .set(let type, let elements):
      bytes.append(type.rawValue)
      write(number: UInt64(elements.count))
      for element in elements { try write(element, of: type) }
    case .map(let keyType, let valueType, let entries):
      bytes += [keyType.rawValue, valueType.rawValue]
      write(number: UInt64(entries.count))
      for entry in entries {
        try write(entry.key, of: keyType)
        try write(entry.value, of: valueType)
      }
    }
  }

  private mutating func write(_ value: BondValue, of type: BondType) throws(BondError) {
    guard value.type == type else {
      throw BondError(
        .mixedTypes, "A container of \(type) cannot hold a value of \(value.type).",
        offset: bytes.count)
    }
    try write(value)
  }

  private mutating func write(string text: String) {
    write(number: UInt64(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func write(wideString text: String) {
    write(number: UInt64(text.utf16.count))
    for unit in text.utf16 { write(fixed: unit) }
  }

  private mutating func write(number: UInt64) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func write(fixed number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private static func zigzag(_ number: Int64) -> UInt64 {
    UInt64(bitPattern: number << 1 ^ number >> 63)
  }
}
