extension HiveEditor {
  /// A new hive with all that can be read of a damaged one: keys with their timestamps, flags,
  /// class names and security descriptors, values byte for byte.
  static func rebuilding(_ hive: Hive) throws(HiveError) -> HiveEditor {
    let source = hive.image
    let version: HiveVersion = source.baseBlock.minorVersion > 3 ? .regf15 : .regf13
    var editor = HiveEditor(emptyHiveNamed: hive.root.name, version: version)
    editor.takeBaseBlock(of: source)
    var cells: [UInt32: UInt32] = [hive.root.offset: editor.rootCell]
    var descriptors: [UInt32: UInt32] = [:]
    try hive.root.walk { (key, values) throws(HiveError) in
      let copy: UInt32
      if key.isRoot {
        copy = editor.rootCell
      } else {
        guard let parent = cells[key.parentOffset] else { return }
        let name = key.nameUnits
        // Two keys of one name, or a name that no key can have, cannot be written.
        guard 1...longestKeyName ~= name.count, !name.contains(0x5C),
          try editor.findSubkey(name, of: parent) == nil
        else { return }
        let className = try key.classNameUnits
        copy = try editor.addKey(
          NewKey(name: name, lastWritten: key.lastWritten, className: className),
          under: parent)
        cells[key.offset] = copy
      }
      try editor.takeDetails(of: key, for: copy, sharing: &descriptors)
      for value in values {
        try ValueIndex(of: copy).set(
          value.nameUnits, type: value.type, data: value.bytes, in: &editor.store)
      }
    }
    for (original, copy) in cells {
      let written = source.doubleWord(
        at: BaseBlock.size + 4 + Int(original) + KeyField.lastWritten)
      editor.store.set(copy, KeyField.lastWritten, written)
    }
    editor.takeTimes(of: source)
    return editor
  }

  /// Copies the identity of a hive (name and identifiers) from its base block.
  private mutating func takeBaseBlock(of source: HiveImage) {
    store.setHeader { bytes in
      let identity = BaseBlock.Field.fileName..<BaseBlock.Field.checksum
      bytes.replaceSubrange(identity, with: source.buffer[identity])
    }
    continueSequence(of: source.baseBlock)
  }

  private mutating func takeTimes(of source: HiveImage) {
    store.setHeader { bytes in
      bytes.store(source.baseBlock.lastWritten.ticks, at: BaseBlock.Field.lastWritten)
      bytes.store(
        source.baseBlock.lastWritten.ticks, at: BaseBlock.size + BinField.lastWritten)
    }
  }

  private mutating func takeDetails(
    of key: HiveKey, for copy: UInt32, sharing descriptors: inout [UInt32: UInt32]
  ) throws(HiveError) {
    let compressed = HiveKey.Flags.compressedName.rawValue
    let ownFlags = store.halfWord(copy, KeyField.flags) & compressed
    let unreadable = HiveKey.Flags.predefinedHandle.rawValue
    store.set(
      copy, KeyField.flags, key.flags.rawValue & ~compressed & ~unreadable | ownFlags)
    store.set(
      copy, KeyField.accessBits, key.image.word(at: key.start + KeyField.accessBits))
    let sizes = store.word(copy, KeyField.largestSubkeyName) & 0xFFFF
    let flags = key.image.word(at: key.start + KeyField.largestSubkeyName) & 0xFFFF_0000
    store.set(copy, KeyField.largestSubkeyName, sizes | flags)
    if key.isRoot, let className = try key.classNameUnits {
      try setClassName(className, of: copy)
    }
    let original = key.image.word(at: key.start + KeyField.security)
    let current = store.word(copy, KeyField.security)
    if let known = descriptors[original] {
      guard known != current else { return }
      SecurityIndex.retain(known, in: &store)
      store.set(copy, KeyField.security, known)
    } else {
      guard let descriptor = try key.securityDescriptor else { return }
      let cell = try SecurityIndex.add(descriptor, behind: current, in: &store)
      descriptors[original] = cell
      store.set(copy, KeyField.security, cell)
    }
    SecurityIndex.release(current, in: &store)
  }
}
