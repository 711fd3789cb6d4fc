import RegistryHive

/// A value `Data` in Windows' cloud store: a structure in Bond Compact Binary with a time around it,
/// in one of two forms. A record that was deleted has no content.
///
/// Source: docs/formats/cloud-store.md.
public struct CloudStoreRecord: Hashable, Sendable {
  /// When Windows wrote the record, FILETIME.
  public let time: UInt64
  /// The marshalled structure; nil for a deleted record.
  public let content: BondStructure?

  public init(time: UInt64, content: BondStructure?) {
    self.time = time
    self.content = content
  }

  // MARK: Below `Store\Cache`

  private static let prefixLength = 16
  private static let version: [UInt8] = [2, 0, 0, 0]

  /// Reads the form below the key `Store\Cache`: 16 bytes with the time, then the structure.
  ///
  /// - Throws: ``BondError``.
  public init(bytes: [UInt8]) throws(BondError) {
    guard bytes.count >= Self.prefixLength else {
      throw BondError(
        .truncated, "A record of the cloud store has at least 16 bytes.", offset: bytes.count)
    }
    time = bytes[4..<12].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    let marshalled = bytes.dropFirst(Self.prefixLength)
    content = marshalled.isEmpty ? nil : try BondCompactBinary.read(marshalled)
  }

  /// The bytes in the form below `Store\Cache`.
  public func encoded() throws(BondError) -> [UInt8] {
    let time = (0..<8).map { UInt8(truncatingIfNeeded: self.time >> UInt64($0 * 8)) }
    let prefix = Self.version + time + [0, 0, 0, 0]
    return if let content { prefix + (try BondCompactBinary.write(content)) } else { prefix }
  }

  // MARK: Below `Store\DefaultAccount\Current`

  /// The fields' numbers in the structures around the content.
  private enum Field {
    static let state: UInt16 = 0
    static let isKept: UInt16 = 0
    static let body: UInt16 = 1
    static let seconds: UInt16 = 0
    static let holder: UInt16 = 1
    static let marshalled: UInt16 = 1
  }

  /// Reads the form below the key `Store\DefaultAccount\Current`: a structure that holds the time and,
  /// as a list of bytes, the structure proper.
  ///
  /// - Throws: ``BondError``.
  public init(wrapped bytes: [UInt8]) throws(BondError) {
    let body = try BondCompactBinary.read(bytes)[Field.body]?.structure
    let seconds = body?[Field.seconds]?.integer ?? 0
    time = FileTime(secondsSince1970: Double(max(0, seconds))).ticks
    let elements = body?[Field.holder]?.structure?[Field.marshalled]?.elements ?? []
    let marshalled = elements.compactMap(\.byte)
    content = marshalled.isEmpty ? nil : try BondCompactBinary.read(marshalled)
  }

  /// The bytes in the form below `Store\DefaultAccount\Current`.
  public func wrapped() throws(BondError) -> [UInt8] {
    var holder = BondStructure()
    if let content {
      let bytes = try BondCompactBinary.write(content).map { BondValue.int8(Int8(bitPattern: $0)) }
      holder.fields.append(BondField(Field.marshalled, .list(.int8, bytes)))
    }
    let seconds = max(0, FileTime(ticks: time).secondsSince1970)
    return try BondCompactBinary.write(
      BondStructure([
        BondField(
          Field.state, .structure(BondStructure([BondField(Field.isKept, .bool(true))]))),
        BondField(
          Field.body,
          .structure(
            BondStructure([
              BondField(Field.seconds, .uint64(UInt64(seconds))),
              BondField(Field.holder, .structure(holder)),
            ]))),
      ]))
  }
}

extension BondValue {
  /// The byte that an element of a list of bytes is.
  fileprivate var byte: UInt8? {
    switch self {
    case .int8(let number): UInt8(bitPattern: number)
    case .uint8(let number): number
    default: nil
    }
  }
}
