/// What must change for one hive, or a key in it, to say the same as another.
///
/// Keys and values are matched without regard to case. Timestamps are not compared: they tell
/// when something changed, not what.
public struct HiveDifference: Hashable, Sendable {
  /// A value with its data.
  public struct Value: Hashable, Sendable {
    /// The exact name, empty for the default value.
    public var nameUnits: [UInt16]
    /// The type, as stored.
    public var type: RegistryValueType
    /// The data, as stored.
    public var bytes: [UInt8]

    /// The name as text; a lone surrogate shows as U+FFFD.
    public var name: String { String(decoding: nameUnits, as: UTF16.self) }

    init(_ value: HiveValue) {
      nameUnits = value.nameUnits
      type = value.type
      bytes = value.bytes
    }
  }

  /// A part of a key besides its values and subkeys.
  public enum KeyPart: String, Hashable, Sendable {
    /// The name differs in case.
    case spelling
    /// The class name.
    case className
    /// The security descriptor.
    case securityDescriptor
    /// The flags, apart from the one that says how the name is stored.
    case flags
  }

  /// One difference. Paths are exact names below the compared keys; the empty one is these keys.
  public enum Change: Hashable, Sendable {
    /// Only the first has the key.
    case keyOnlyInFirst(path: [[UInt16]])
    /// Only the second has the key.
    case keyOnlyInSecond(path: [[UInt16]])
    /// Both have the key, and these parts of it differ.
    case keyChanged(path: [[UInt16]], parts: [KeyPart])
    /// Only the first has the value.
    case valueOnlyInFirst(path: [[UInt16]], value: Value)
    /// Only the second has the value.
    case valueOnlyInSecond(path: [[UInt16]], value: Value)
    /// Both have the value, with another type or other data.
    case valueChanged(path: [[UInt16]], first: Value, second: Value)

    /// The key that differs, or whose value does.
    public var path: [[UInt16]] {
      switch self {
      case .keyOnlyInFirst(let path), .keyOnlyInSecond(let path), .keyChanged(let path, _),
        .valueOnlyInFirst(let path, _), .valueOnlyInSecond(let path, _),
        .valueChanged(let path, _, _):
        path
      }
    }

    /// The path as text, its names joined by backslashes.
    public var pathText: String {
      path.map { String(decoding: $0, as: UTF16.self) }.joined(separator: "\\")
    }
  }

  /// The differences, keys in the order of their names and parents before children. A key that
  /// only one side has is followed by all its values and subkeys.
  public private(set) var changes: [Change]

  /// Compares two keys and all below them.
  public init(from first: HiveKey, to second: HiveKey) throws(HiveError) {
    var comparison = HiveComparison()
    try comparison.compare(first, second)
    changes = comparison.changes
  }

  /// Compares two hives.
  public init(from first: Hive, to second: Hive) throws(HiveError) {
    try self.init(from: first.root, to: second.root)
  }

  /// Whether the two say the same.
  public var isEmpty: Bool { changes.isEmpty }
}

extension HiveDifference {
  /// The registry text that makes the keys and values of the first hive those of the second, with
  /// paths that begin with `prefix`. Changes of keys' parts cannot be told in registry text.
  public func registryText(prefix: String) -> RegistryText {
    func full(_ path: [[UInt16]]) -> [UInt16] {
      Array(([Array(prefix.utf16)] + path).joined(separator: [0x5C]))
    }
    var text = RegistryText()
    // What is below a deleted key goes with it.
    var deleted: [[UInt16]]?
    for change in changes {
      if let deleted, change.path.starts(with: deleted) { continue }
      switch change {
      case .keyOnlyInFirst(let path):
        deleted = path
        text.entries.append(.deleteKey(path: full(path)))
      case .keyOnlyInSecond(let path):
        text.entries.append(.createKey(path: full(path)))
      case .keyChanged:
        continue
      case .valueOnlyInFirst(let path, let value):
        text.entries.append(.deleteValue(path: full(path), name: value.nameUnits))
      case .valueOnlyInSecond(let path, let value), .valueChanged(let path, _, let value):
        text.entries.append(
          .setValue(
            path: full(path), name: value.nameUnits, type: value.type, bytes: value.bytes))
      }
    }
    return text
  }
}
