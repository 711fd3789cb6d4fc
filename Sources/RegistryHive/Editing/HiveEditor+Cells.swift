// How the editor finds, makes and removes the cells of keys.

extension HiveEditor {
  /// Windows' limits on names, in UTF-16 units.
  static let longestKeyName = 255
  static let longestValueName = 16383

  // MARK: Finding

  /// The cell of the key at a path.
  func findKey(at path: ArraySlice<[UInt16]>) throws(HiveError) -> UInt32? {
    var key = rootCell
    for name in path {
      guard let subkey = try findSubkey(name, of: key) else { return nil }
      key = subkey
    }
    return key
  }

  /// The cell of a subkey.
  func findSubkey(_ name: [UInt16], of key: UInt32) throws(HiveError) -> UInt32? {
    guard store.word(key, KeyField.subkeyCount) > 0 else { return nil }
    guard let subkey = SubkeyIndex(of: key).find(name, in: store),
      layering(of: subkey) == HiveKey.Layering.merged.rawValue
    else { return nil }
    return subkey
  }

  /// What a key does to the layer below it; 0 for all ordinary keys.
  private func layering(of key: UInt32) -> UInt8 {
    guard store.bytes.word(at: BaseBlock.Field.minorVersion) >= 6 else { return 0 }
    return store.bytes[store.start(of: key) + KeyField.layering] & 3
  }

  // MARK: Making

  /// The cell of the key at a path, made with its ancestors where they are missing.
  mutating func madeKey(
    at path: [[UInt16]], lastWritten: FileTime
  ) throws(HiveError) -> UInt32 {
    guard path.count <= HiveTraversal.deepestLevel else {
      throw HiveError(
        .tooDeep, "Keys cannot be nested deeper than \(HiveTraversal.deepestLevel) levels.")
    }
    var key = rootCell
    for name in path {
      if let subkey = try findSubkey(name, of: key) {
        key = subkey
      } else if let marked = SubkeyIndex(of: key).find(name, in: store) {
        // A key that marked a change of another hive becomes an ordinary one.
        let field = store.word(marked, KeyField.accessBits)
        store.set(marked, KeyField.accessBits, field & ~0x300)
        touch(marked, lastWritten)
        key = marked
      } else {
        key = try addKey(NewKey(name: name, lastWritten: lastWritten), under: key)
      }
    }
    return key
  }

  /// What a key is made of, besides its values.
  struct NewKey {
    var name: [UInt16]
    var lastWritten: FileTime
    var className: [UInt16]?
    /// The security cell that it shares; that of its parent where nil.
    var security: UInt32?
  }

  /// Adds a key to a parent that has none of this name.
  mutating func addKey(_ new: NewKey, under parent: UInt32) throws(HiveError) -> UInt32 {
    guard 1...Self.longestKeyName ~= new.name.count, !new.name.contains(0x5C) else {
      throw HiveError(
        .invalidName,
        "The name of a key must have 1 to \(Self.longestKeyName) units and no backslash.")
    }
    let isCompressed = RegistryName.isLatin1(new.name)
    let storedName = isCompressed ? new.name.map { UInt8($0) } : new.name.littleEndianBytes
    let key = try store.allocate(KeyField.name + storedName.count)
    let security = new.security ?? store.word(parent, KeyField.security)
    store.set(key, 0, Signature.keyNode)
    store.set(key, KeyField.flags, isCompressed ? HiveKey.Flags.compressedName.rawValue : 0)
    store.set(key, KeyField.lastWritten, new.lastWritten.ticks)
    store.set(key, KeyField.parent, parent)
    for field in [
      KeyField.subkeyList, KeyField.volatileSubkeyList, KeyField.valueList, KeyField.className,
    ] {
      store.set(key, field, noCell)
    }
    store.set(key, KeyField.security, security)
    store.set(key, KeyField.nameSize, UInt16(storedName.count))
    store.set(key, KeyField.name, storedName)
    SecurityIndex.retain(security, in: &store)
    if let className = new.className, !className.isEmpty {
      try setClassName(className, of: key)
    }
    try SubkeyIndex(of: parent).insert(
      SubkeyIndex.Entry(cell: key, name: new.name), in: &store)
    raiseNameSizes(of: parent, name: new.name.count * 2, className: new.className?.count ?? 0)
    touch(parent, new.lastWritten)
    return key
  }

  mutating func setClassName(_ name: [UInt16], of key: UInt32) throws(HiveError) {
    let cell = try store.allocate(name.count * 2)
    store.set(cell, 0, name.littleEndianBytes)
    store.set(key, KeyField.className, cell)
    store.set(key, KeyField.classNameSize, UInt16(truncatingIfNeeded: name.count * 2))
  }

  /// Notes in a parent how long the names below it are; the upper half of the first field has
  /// flags in it.
  private mutating func raiseNameSizes(of parent: UInt32, name: Int, className: Int) {
    let field = store.word(parent, KeyField.largestSubkeyName)
    if Int(field & 0xFFFF) < name {
      store.set(parent, KeyField.largestSubkeyName, field & 0xFFFF_0000 | UInt32(name))
    }
    if Int(store.word(parent, KeyField.largestClassName)) < className * 2 {
      store.set(parent, KeyField.largestClassName, UInt32(className * 2))
    }
  }

  /// Notes when a key, and with it the hive, was last written.
  mutating func touch(_ key: UInt32, _ time: FileTime) {
    store.set(key, KeyField.lastWritten, time.ticks)
    store.setHeader { bytes in
      bytes.store(time.ticks, at: BaseBlock.Field.lastWritten)
      bytes.store(time.ticks, at: BaseBlock.size + BinField.lastWritten)
    }
  }

  // MARK: Removing

  /// Frees all cells of a key and of the keys below it. The hive was checked as a whole, so each
  /// is reached once.
  mutating func releaseTree(of top: UInt32) {
    var keys = [top]
    while let key = keys.popLast() {
      let subkeys = SubkeyIndex(of: key)
      keys.append(contentsOf: subkeys.cells(in: store))
      subkeys.releaseLists(in: &store)
      let values = ValueIndex(of: key).cells(in: store)
      if !values.isEmpty { store.release(store.word(key, KeyField.valueList)) }
      for value in values { store.releaseValue(value) }
      if store.word(key, KeyField.className) != noCell,
        store.halfWord(key, KeyField.classNameSize) > 0
      {
        store.release(store.word(key, KeyField.className))
      }
      SecurityIndex.release(store.word(key, KeyField.security), in: &store)
      store.release(key)
    }
  }
}
