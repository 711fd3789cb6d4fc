/// A value of a key: a view into the hive's bytes.
///
/// The data is kept byte for byte; the typed views (``string``, ``strings``, ``dword``,
/// ``qword``) are nil where the bytes are not of that type. Specification: "Key value".
public struct HiveValue: Sendable {
  @usableFromInline let image: HiveImage
  @usableFromInline let record: ValueRecord

  @inlinable
  init(image: HiveImage, record: ValueRecord) {
    self.image = image
    self.record = record
  }

  // MARK: What the value says

  /// The value's name, empty for the default value. A lone surrogate, which text cannot hold,
  /// shows as U+FFFD; ``nameUnits`` has the exact name. Specification: "Key value".
  @inlinable
  public var name: String {
    image.name(of: record)
  }

  /// The value's name, exactly: UTF-16 units, NUL and lone surrogates included.
  /// Specification: "Key value".
  public var nameUnits: [UInt16] {
    record.name(in: image).units(in: image)
  }

  /// The type, known or not. Specification: "Key value", "Data types".
  public var type: RegistryValueType {
    RegistryValueType(rawValue: image.word(at: record.start + ValueField.type))
  }

  /// How many bytes of data there are. Specification: "Key value", data size.
  @inlinable
  public var size: Int {
    Int(record.size)
  }

  /// The data, as stored. Specification: "Key value", "Big data".
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    withSegments { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Calls `body` with the data without copying it, piece by piece: once for data of up to 16344
  /// bytes, as often as there are segments for larger data. Specification: "Big data".
  @inlinable
  public func withSegments(_ body: (UnsafeRawBufferPointer) -> Void) {
    if record.isSegmented {
      image.forEachSegment(of: record, body)
    } else {
      withExtendedLifetime(image) { body(image.unsegmentedData(of: record)) }
    }
  }
}

// MARK: - Typed views

extension HiveValue {
  /// The text of a string, expandable string or link, up to its terminator; nil for other types.
  /// An odd byte at the end is left out. Specification: "Key value", "Data types".
  public var string: String? {
    switch type {
    case .string, .expandString, .link:
      String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
    default:
      nil
    }
  }

  /// The strings of a multi-string, up to the empty one that ends the list; nil for other types.
  /// Specification: "Key value", "Data types".
  public var strings: [String]? {
    guard type == .multiString else { return nil }
    return units.split(separator: 0, omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
      .map { String(decoding: $0, as: UTF16.self) }
  }

  /// The number in a 32-bit value of either byte order; nil for other types and sizes.
  /// Specification: "Key value", "Data types".
  public var dword: UInt32? {
    guard size == 4 else { return nil }
    switch type {
    case .dword: return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    case .dwordBigEndian: return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    default: return nil
    }
  }

  /// The number in a 64-bit value; nil for other types and sizes.
  /// Specification: "Key value", "Data types".
  public var qword: UInt64? {
    guard size == 8, type == .qword else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private var units: [UInt16] {
    [UInt16](littleEndian: bytes[...])
  }
}
