/// Why a hive could not be read, edited or written.
public struct HiveError: Error, Hashable, Sendable {
  /// Kept behind a reference: an error is one word then, and what may throw it stays fast.
  private indirect enum Details: Hashable {
    case details(code: Code, message: String, cell: UInt32?, systemError: Int32?)
  }

  private let details: Details

  /// An error of this kind.
  public init(_ code: Code, _ message: String, cell: UInt32? = nil, systemError: Int32? = nil) {
    details = .details(code: code, message: message, cell: cell, systemError: systemError)
  }

  /// What kind of failure it is; stable, for programs to branch on.
  public var code: Code {
    switch details {
    case .details(let code, _, _, _): code
    }
  }

  /// What is wrong, where, and what to do about it; for people.
  public var message: String {
    switch details {
    case .details(_, let message, _, _): message
    }
  }

  /// The cell concerned, as its offset from the start of the hive bins; nil where no cell is.
  public var cell: UInt32? {
    switch details {
    case .details(_, _, let cell, _): cell
    }
  }

  /// The operating system's error number behind it, where there is one.
  public var systemError: Int32? {
    switch details {
    case .details(_, _, _, let number): number
    }
  }
}

extension HiveError {
  /// A stable name of a kind of failure, such as `hive.notAHive`. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Name: String {
      case badBigData, badBin, badCell, badKey, badSubkeyList, badValue, badValueList
      case badSecurity, damagedBaseBlock, diskFull, invalidName, notAHive, notFound, notWritable
      case overlappingCells, readOnlyTarget, tooDeep, tooLarge, truncated, unreadable
      case unsupportedVersion, wrongOrder, wrongParent
    }

    private let name: Name

    /// The dotted code.
    public var description: String { "hive." + name.rawValue }

    /// The parts of a large value do not fit together.
    public static let badBigData = Self(name: .badBigData)
    /// A hive bin's header is wrong.
    public static let badBin = Self(name: .badBin)
    /// A cell lies outside the hive, is free, or has an impossible size.
    public static let badCell = Self(name: .badCell)
    /// A key node does not hold what a key node must.
    public static let badKey = Self(name: .badKey)
    /// A list of subkeys is not one, or has another length than its key says.
    public static let badSubkeyList = Self(name: .badSubkeyList)
    /// A value's cell does not hold what it must.
    public static let badValue = Self(name: .badValue)
    /// A list of values is too short for its key.
    public static let badValueList = Self(name: .badValueList)
    /// A security descriptor cell does not hold what it must.
    public static let badSecurity = Self(name: .badSecurity)
    /// The header of the hive is damaged, and no log can replace it.
    public static let damagedBaseBlock = Self(name: .damagedBaseBlock)
    /// The disk has no room for the hive.
    public static let diskFull = Self(name: .diskFull)
    /// A key or value cannot have this name or path.
    public static let invalidName = Self(name: .invalidName)
    /// The file is something else than a registry hive.
    public static let notAHive = Self(name: .notAHive)
    /// The file does not exist.
    public static let notFound = Self(name: .notFound)
    /// The hive could not be written.
    public static let notWritable = Self(name: .notWritable)
    /// Two things claim the same bytes of the hive.
    public static let overlappingCells = Self(name: .overlappingCells)
    /// The file system or folder does not allow writing.
    public static let readOnlyTarget = Self(name: .readOnlyTarget)
    /// Keys are nested deeper than Windows allows.
    public static let tooDeep = Self(name: .tooDeep)
    /// More data than a hive can hold.
    public static let tooLarge = Self(name: .tooLarge)
    /// The file ends before the hive does.
    public static let truncated = Self(name: .truncated)
    /// The operating system could not read the file.
    public static let unreadable = Self(name: .unreadable)
    /// A version of the format that this library does not know.
    public static let unsupportedVersion = Self(name: .unsupportedVersion)
    /// Subkeys are not in the order of their names, or one is listed twice.
    public static let wrongOrder = Self(name: .wrongOrder)
    /// A key is listed under a key that is not its parent.
    public static let wrongParent = Self(name: .wrongParent)
  }
}

extension HiveError: CustomStringConvertible {
  /// The code and the message, with the cell where one is concerned.
  public var description: String { "\(code): \(message)\(place)" }

  /// The cell, to be set behind a message; empty where none is concerned.
  var place: String {
    cell.map { " [cell 0x" + String($0, radix: 16) + "]" } ?? ""
  }
}
