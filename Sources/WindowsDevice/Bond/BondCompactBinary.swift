/// Bond Compact Binary, version 1: reads and writes the tree of a marshalled structure.
public enum BondCompactBinary {
  /// How every marshalled structure begins: the protocol's letters and its version.
  public static let magic: [UInt8] = [0x43, 0x42, 0x01, 0x00]

  /// What a reader accepts at most. A count needs no limit of its own: every element takes at least
  /// one byte, so a count beyond the remaining bytes is refused.
  public struct Limits: Hashable, Sendable {
    /// Bytes in all.
    public var length: Int
    /// Structures and containers inside one another.
    public var depth: Int

    public init(length: Int = 16 << 20, depth: Int = 64) {
      self.length = length
      self.depth = depth
    }
  }

  /// Reads a structure with its four magic bytes. Every byte must belong to it.
  ///
  /// - Throws: ``BondError`` with a `bond.` code and the offset of the damage.
  public static func read(
    _ bytes: some Sequence<UInt8>, limits: Limits = Limits()
  ) throws(BondError) -> BondStructure {
    var reader = BondReader(bytes: Array(bytes), limits: limits)
    return try reader.readMarshalled()
  }

  /// Writes a structure with its four magic bytes, its fields in the order of the tree.
  ///
  /// - Throws: ``BondError`` `bond.mixedTypes` when a container holds a value that is not of
  ///   the type it names.
  public static func write(_ structure: BondStructure) throws(BondError) -> [UInt8] {
    var writer = BondWriter()
    try writer.writeMarshalled(structure)
    return writer.bytes
  }

  /// The two words that stand in a field header's place for a type.
  static let stop: UInt8 = 0
  static let stopBase: UInt8 = 1
}
