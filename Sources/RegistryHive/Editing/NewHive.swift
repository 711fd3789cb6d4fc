/// The smallest hive: a base block and one bin with a root key in it.
enum NewHive {
  /// Windows names the root of a hive file by its place in the registry; any name does.
  static func image(named name: String, version: HiveVersion) -> HiveImage {
    var bytes = [UInt8](repeating: 0, count: BaseBlock.size + BinField.pageSize)
    bytes.replaceSubrange(0..<4, with: "regf".utf8)
    bytes.store(UInt32(1), at: BaseBlock.Field.primarySequence)
    bytes.store(UInt32(1), at: BaseBlock.Field.secondarySequence)
    bytes.store(UInt32(1), at: BaseBlock.Field.majorVersion)
    bytes.store(version.rawValue, at: BaseBlock.Field.minorVersion)
    bytes.store(UInt32(1), at: BaseBlock.Field.fileFormat)
    bytes.store(UInt32(1), at: BaseBlock.Field.clusteringFactor)

    let security = UInt32(BinField.headerSize)
    let descriptor = SecurityIndex.ofNewHive
    let securitySize = cellSize(for: SecurityField.descriptor + descriptor.count)
    let root = security + UInt32(securitySize)
    let units = Array(name.utf16.prefix(HiveEditor.longestKeyName))
    let isCompressed = RegistryName.isLatin1(units)
    let storedName = isCompressed ? units.map { UInt8($0) } : units.littleEndianBytes
    let rootSize = cellSize(for: KeyField.name + storedName.count)
    let free = root + UInt32(rootSize)

    let bin = BaseBlock.size
    bytes.store(Signature.bin, at: bin)
    bytes.store(UInt32(BinField.pageSize), at: bin + BinField.size)
    bytes.store(root, at: BaseBlock.Field.rootCell)
    bytes.store(UInt32(BinField.pageSize), at: BaseBlock.Field.binsSize)

    func cell(_ offset: UInt32, size: Int) -> Int {
      bytes.store(UInt32(bitPattern: Int32(-size)), at: bin + Int(offset))
      return bin + Int(offset) + 4
    }
    let securityStart = cell(security, size: securitySize)
    bytes.store(Signature.security, at: securityStart)
    bytes.store(security, at: securityStart + SecurityField.next)
    bytes.store(security, at: securityStart + SecurityField.previous)
    bytes.store(UInt32(1), at: securityStart + SecurityField.references)
    bytes.store(UInt32(descriptor.count), at: securityStart + SecurityField.descriptorSize)
    bytes.replace(descriptor, at: securityStart + SecurityField.descriptor)

    let rootStart = cell(root, size: rootSize)
    let flags: HiveKey.Flags =
      isCompressed ? [.root, .noDelete, .compressedName] : [.root, .noDelete]
    bytes.store(Signature.keyNode, at: rootStart)
    bytes.store(flags.rawValue, at: rootStart + KeyField.flags)
    for field in [
      KeyField.parent, KeyField.subkeyList, KeyField.volatileSubkeyList, KeyField.valueList,
      KeyField.className,
    ] {
      bytes.store(noCell, at: rootStart + field)
    }
    bytes.store(security, at: rootStart + KeyField.security)
    bytes.store(UInt16(storedName.count), at: rootStart + KeyField.nameSize)
    bytes.replace(storedName, at: rootStart + KeyField.name)
    bytes.store(UInt32(BinField.pageSize - Int(free)), at: bin + Int(free))
    bytes.store(BaseBlock.checksum(of: bytes), at: BaseBlock.Field.checksum)

    let buffer = HiveBuffer(bytes)
    return HiveImage(
      buffer: buffer, baseBlock: BaseBlock(wholeBlock: bytes),
      bins: BinMap(of: buffer, declaredSize: BinField.pageSize), isLenient: false)
  }

  private static func cellSize(for size: Int) -> Int {
    (size + 4 + 7) / 8 * 8
  }
}

extension [UInt8] {
  /// Writes `content` over the bytes at `place`.
  mutating func replace(_ content: [UInt8], at place: Int) {
    replaceSubrange(place..<place + content.count, with: content)
  }
}
