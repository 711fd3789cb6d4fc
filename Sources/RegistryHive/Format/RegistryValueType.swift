/// The type of a registry value, as the number that the hive stores.
///
/// Every number is legal: packaged apps keep types of their own in `settings.dat`, so an unknown
/// number is kept as it is. Specification: "Key value", "Data types".
public struct RegistryValueType: RawRepresentable, Hashable, Sendable {
  /// The number, as stored.
  public let rawValue: UInt32

  /// The type with this number, known or not.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// No defined type (`REG_NONE`).
  public static let none = Self(rawValue: 0)
  /// A UTF-16 string (`REG_SZ`).
  public static let string = Self(rawValue: 1)
  /// A UTF-16 string with `%VARIABLES%` in it (`REG_EXPAND_SZ`).
  public static let expandString = Self(rawValue: 2)
  /// Bytes (`REG_BINARY`).
  public static let binary = Self(rawValue: 3)
  /// A 32-bit number, least significant byte first (`REG_DWORD`).
  public static let dword = Self(rawValue: 4)
  /// A 32-bit number, most significant byte first (`REG_DWORD_BIG_ENDIAN`).
  public static let dwordBigEndian = Self(rawValue: 5)
  /// The path that a symbolic link key leads to (`REG_LINK`).
  public static let link = Self(rawValue: 6)
  /// A list of UTF-16 strings (`REG_MULTI_SZ`).
  public static let multiString = Self(rawValue: 7)
  /// A device driver's list of resources (`REG_RESOURCE_LIST`).
  public static let resourceList = Self(rawValue: 8)
  /// A device's resources (`REG_FULL_RESOURCE_DESCRIPTOR`).
  public static let fullResourceDescriptor = Self(rawValue: 9)
  /// A driver's list of possible resources (`REG_RESOURCE_REQUIREMENTS_LIST`).
  public static let resourceRequirementsList = Self(rawValue: 10)
  /// A 64-bit number, least significant byte first (`REG_QWORD`).
  public static let qword = Self(rawValue: 11)

  private static let names = [
    "REG_NONE", "REG_SZ", "REG_EXPAND_SZ", "REG_BINARY", "REG_DWORD", "REG_DWORD_BIG_ENDIAN",
    "REG_LINK", "REG_MULTI_SZ", "REG_RESOURCE_LIST", "REG_FULL_RESOURCE_DESCRIPTOR",
    "REG_RESOURCE_REQUIREMENTS_LIST", "REG_QWORD",
  ]

  /// Windows' name of the type, such as `REG_SZ`; an unknown type is named by its number in
  /// hexadecimal, such as `REG_0x5f5e10b`.
  public var name: String {
    rawValue < Self.names.count
      ? Self.names[Int(rawValue)] : "REG_0x" + String(rawValue, radix: 16)
  }
}

extension RegistryValueType: CustomStringConvertible {
  /// The same as ``name``.
  public var description: String { name }
}
