/// A key of a hive: a view into the hive's bytes, cheap to copy and safe to pass between tasks.
///
/// Names compare without regard to case, by the rule of the format: each UTF-16 unit is made
/// upper-case on its own. Specification: "Key node".
public struct HiveKey: Sendable {
  let image: HiveImage
  let node: KeyNode

  /// Where the key node is, from the start of the hive bins.
  var offset: UInt32 { node.offset }
  /// The key node's first byte in the file.
  var start: Int { node.start }

  init(image: HiveImage, node: KeyNode) {
    self.image = image
    self.node = node
  }

  init(at offset: UInt32, in image: HiveImage) throws(HiveError) {
    self.init(image: image, node: try KeyNode(at: offset, in: image))
  }
}

// MARK: - What the key node says

extension HiveKey {
  /// Properties of a key. Specification: "Key node", "Flags".
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The bits, as stored.
    public let rawValue: UInt16

    /// Flags of these bits.
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// The key vanishes when the hive is unloaded (`KEY_VOLATILE`).
    public static let volatile = Self(rawValue: 0x01)
    /// Another hive is mounted here (`KEY_HIVE_EXIT`).
    public static let mountPoint = Self(rawValue: 0x02)
    /// The root of the hive (`KEY_HIVE_ENTRY`).
    public static let root = Self(rawValue: 0x04)
    /// The key cannot be deleted (`KEY_NO_DELETE`).
    public static let noDelete = Self(rawValue: 0x08)
    /// A symbolic link: the value `SymbolicLinkValue` says where to (`KEY_SYM_LINK`).
    public static let symbolicLink = Self(rawValue: 0x10)
    /// The name is stored as one byte a unit, Latin-1 (`KEY_COMP_NAME`).
    public static let compressedName = Self(rawValue: 0x20)
    /// A predefined handle, which has no values (`KEY_PREDEF_HANDLE`).
    public static let predefinedHandle = Self(rawValue: 0x40)
  }

  /// What a key of a differencing hive (regf 1.6) does to the key below it in another hive.
  /// Specification: "Key node", layered keys.
  public enum Layering: UInt8, Hashable, Sendable {
    /// An ordinary key.
    case merged = 0
    /// Marks a key as deleted.
    case tombstone = 1
    /// Replaces a key, not its subkeys.
    case supersedesKey = 2
    /// Replaces a key and all below it.
    case supersedesTree = 3
  }

  /// The key's name. A lone surrogate, which text cannot hold, shows as U+FFFD; ``nameUnits``
  /// has the exact name. Specification: "Key node".
  public var name: String {
    node.name(in: image).text(in: image)
  }

  /// The key's name, exactly: UTF-16 units, NUL and lone surrogates included.
  /// Specification: "Key node".
  public var nameUnits: [UInt16] {
    node.name(in: image).units(in: image)
  }

  /// When the key or one of its values was last written. Specification: "Key node".
  public var lastWritten: FileTime {
    FileTime(ticks: image.doubleWord(at: start + KeyField.lastWritten))
  }

  /// Properties of the key. Specification: "Key node", "Flags".
  public var flags: Flags {
    node.flags(in: image)
  }

  /// Who accessed the key since boot, a Windows 8 and later bookkeeping byte.
  /// Specification: "Key node", access bits.
  public var accessBits: UInt8 {
    image.byte(at: start + KeyField.accessBits)
  }

  /// The flags that programs set with `NtSetInformationKey` (Wow64 flags), four bits.
  ///
  /// Specification: "Key node", split of the largest subkey name length.
  public var userFlags: UInt8 {
    UInt8(truncatingIfNeeded: image.word(at: start + KeyField.largestSubkeyName) >> 20 & 0xF)
  }

  /// How registry virtualization treats the key, four bits.
  /// Specification: "Key node", split of the largest subkey name length.
  public var virtualizationFlags: UInt8 {
    UInt8(truncatingIfNeeded: image.word(at: start + KeyField.largestSubkeyName) >> 16 & 0xF)
  }

  /// What the key does to the layer below it; always `merged` before regf 1.6.
  /// Specification: "Key node", layered keys.
  public var layering: Layering {
    node.layering(in: image)
  }

  /// Whether the key takes its class name from the layer below it (regf 1.6).
  /// Specification: "Key node", layered keys.
  public var inheritsClassName: Bool {
    image.hasLayers && image.byte(at: start + KeyField.layering) & 0x80 != 0
  }

  /// How many subkeys the key node says there are; ``subkeys()`` gives those that are.
  /// Specification: "Key node".
  public var subkeyCount: Int {
    node.subkeyCount(in: image)
  }

  /// How many volatile subkeys there were when the hive was loaded. They are never in the file.
  /// Specification: "Key node".
  public var volatileSubkeyCount: Int {
    Int(image.word(at: start + KeyField.volatileSubkeyCount))
  }

  /// How many values the key node says there are. Specification: "Key node".
  public var valueCount: Int {
    node.valueCount(in: image)
  }

  /// Whether this is the hive's root. Specification: "Base block", root cell offset.
  public var isRoot: Bool {
    node.isRoot(in: image)
  }

  /// The cell of the key that this one is listed under.
  var parentOffset: UInt32 {
    node.parent(in: image)
  }

  /// The key that this one is listed under; nil for the root. Specification: "Key node".
  public var parent: HiveKey? {
    isRoot ? nil : try? HiveKey(at: parentOffset, in: image)
  }

  /// The names from below the root to this key, joined by backslashes; empty for the root.
  public var path: String {
    var names: [String] = []
    var key = self
    while let parent = key.parent, names.count <= HiveTraversal.deepestLevel {
      names.append(key.name)
      key = parent
    }
    return names.reversed().joined(separator: "\\")
  }
}

// MARK: - What belongs to the key

extension HiveKey {
  /// The class name that the key was created with; nil where it has none.
  /// Specification: "Key node".
  public var className: String? {
    get throws(HiveError) {
      try classNameUnits.map { String(decoding: $0, as: UTF16.self) }
    }
  }

  /// The class name, exactly. Specification: "Key node".
  public var classNameUnits: [UInt16]? {
    get throws(HiveError) {
      let size = Int(image.halfWord(at: start + KeyField.classNameSize))
      let offset = image.word(at: start + KeyField.className)
      guard size > 0, offset != noCell else { return nil }
      let cell: HiveCell
      do {
        cell = try image.cell(at: offset)
      } catch {
        if image.isLenient { return nil }
        throw error
      }
      guard size <= cell.data.count else {
        if image.isLenient { return nil }
        throw HiveError(
          .badKey, "The class name of a key does not fit its cell. The hive is damaged here.",
          cell: self.offset)
      }
      return [UInt16](littleEndian: image.buffer[cell.start..<cell.start + size][...])
    }
  }

  /// The security descriptor, self-relative as Windows stores it; nil where there is none.
  ///
  /// Specification: "Key security".
  public var securityDescriptor: [UInt8]? {
    get throws(HiveError) {
      let offset = image.word(at: start + KeyField.security)
      guard offset != noCell else { return nil }
      do {
        return image.buffer[try image.securityDescriptor(at: offset)]
      } catch {
        if image.isLenient { return nil }
        throw error
      }
    }
  }

  /// The subkeys, in the order that they are stored in: by upper-case name.
  ///
  /// Keys that only mark a change of another hive (``layering``) are not among them.
  /// Specification: "Index leaf", "Fast leaf", "Hash leaf", "Index root".
  public func subkeys() throws(HiveError) -> [HiveKey] {
    var nodes: [KeyNode] = []
    try image.appendSubkeys(of: node, to: &nodes)
    return nodes.lazy.filter { $0.layering(in: image) == .merged }
      .map { HiveKey(image: image, node: $0) }
  }

  /// The values, in the order that they are stored in: that of their creation.
  /// Specification: "Key values list".
  public func values() throws(HiveError) -> [HiveValue] {
    var records: [ValueRecord] = []
    try image.appendValues(of: node, to: &records)
    return records.map { HiveValue(image: image, record: $0) }
  }

  /// The subkey of this name; nil where there is none.
  public func subkey(named name: String) throws(HiveError) -> HiveKey? {
    try subkey(nameUnits: Array(name.utf16))
  }

  /// The subkey of this name, given as UTF-16 units; nil where there is none.
  /// Specification: "Hash leaf", "Fast leaf".
  public func subkey(nameUnits: [UInt16]) throws(HiveError) -> HiveKey? {
    try image.subkey(of: node, named: SoughtName(nameUnits))
      .map { HiveKey(image: image, node: $0) }
  }

  /// The key at a path such as `Software\Microsoft` below this one; nil where there is none.
  /// The empty path is this key.
  public func key(at path: String) throws(HiveError) -> HiveKey? {
    try key(at: RegistryName.components(ofPath: path))
  }

  /// The key that a path of exact names leads to below this one; nil where there is none.
  public func key(at path: [[UInt16]]) throws(HiveError) -> HiveKey? {
    var key = self
    for component in path {
      guard let subkey = try key.subkey(nameUnits: component) else { return nil }
      key = subkey
    }
    return key
  }

  /// The value of this name, `""` being the default value; nil where there is none.
  public func value(named name: String) throws(HiveError) -> HiveValue? {
    try value(nameUnits: Array(name.utf16))
  }

  /// The value of this name, given as UTF-16 units; nil where there is none.
  /// Specification: "Key values list", "Key value".
  public func value(nameUnits: [UInt16]) throws(HiveError) -> HiveValue? {
    try image.value(of: node, named: SoughtName(nameUnits))
      .map { HiveValue(image: image, record: $0) }
  }
}

extension HiveKey: CustomStringConvertible {
  /// The same as ``path``.
  public var description: String { path }
}
