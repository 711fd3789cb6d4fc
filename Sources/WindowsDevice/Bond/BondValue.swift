/// A value of Microsoft's Bond type system, without its schema: what Compact Binary bytes say about
/// themselves. Windows keeps the records of its cloud store in this form.
///
/// Source: the Bond compact binary format, version 1 (github.com/microsoft/bond,
/// `bond/protocol/compact_binary.h`).
public enum BondValue: Hashable, Sendable {
  case bool(Bool)
  case uint8(UInt8)
  case uint16(UInt16)
  case uint32(UInt32)
  case uint64(UInt64)
  case int8(Int8)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case float(Float)
  case double(Double)
  /// Text that is stored as UTF-8.
  case string(String)
  /// Text that is stored as UTF-16.
  case wideString(String)
  case structure(BondStructure)
  case list(BondType, [BondValue])
  case set(BondType, [BondValue])
  case map(BondType, BondType, [BondEntry])

  public var type: BondType {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .uint16: .uint16
    case .uint32: .uint32
    case .uint64: .uint64
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .float: .float
    case .double: .double
    case .string: .string
    case .wideString: .wideString
    case .structure: .structure
    case .list: .list
    case .set: .set
    case .map: .map
    }
  }

  /// The text of either kind of string.
  public var text: String? {
    switch self {
    case .string(let text), .wideString(let text): text
    default: nil
    }
  }

  /// The number of any integer type, where an `Int` can carry it.
  public var integer: Int? {
    switch self {
    case .uint8(let number): Int(number)
    case .uint16(let number): Int(number)
    case .uint32(let number): Int(exactly: number)
    case .uint64(let number): Int(exactly: number)
    case .int8(let number): Int(number)
    case .int16(let number): Int(number)
    case .int32(let number): Int(number)
    case .int64(let number): Int(exactly: number)
    default: nil
    }
  }

  public var structure: BondStructure? {
    if case .structure(let structure) = self { structure } else { nil }
  }

  /// The elements of a list or a set.
  public var elements: [BondValue]? {
    switch self {
    case .list(_, let elements), .set(_, let elements): elements
    default: nil
    }
  }

  public var entries: [BondEntry]? {
    if case .map(_, _, let entries) = self { entries } else { nil }
  }
}

/// A structure: numbered fields, in the order of the bytes. Fields that have their default value
/// are not there.
public struct BondStructure: Hashable, Sendable {
  /// The fields of each structure that this one is derived from, the outermost first.
  public var bases: [[BondField]]
  public var fields: [BondField]

  public init(_ fields: [BondField] = [], bases: [[BondField]] = []) {
    self.fields = fields
    self.bases = bases
  }

  /// The first of the structure's own fields with this number.
  public subscript(id: UInt16) -> BondValue? {
    fields.first { $0.id == id }?.value
  }
}

public struct BondField: Hashable, Sendable {
  public let id: UInt16
  public let value: BondValue

  public init(_ id: UInt16, _ value: BondValue) {
    self.id = id
    self.value = value
  }
}

/// A key of a map with its value.
public struct BondEntry: Hashable, Sendable {
  public let key: BondValue
  public let value: BondValue

  public init(key: BondValue, value: BondValue) {
    self.key = key
    self.value = value
  }
}

/// The types by their numbers in Compact Binary.
public enum BondType: UInt8, Hashable, Sendable, CaseIterable {
  case bool = 2
  case uint8 = 3
  case uint16 = 4
  case uint32 = 5
  case uint64 = 6
  case float = 7
  case double = 8
  case string = 9
  case structure = 10
  case list = 11
  case set = 12
  case map = 13
  case int8 = 14
  case int16 = 15
  case int32 = 16
  case int64 = 17
  case wideString = 18
}
