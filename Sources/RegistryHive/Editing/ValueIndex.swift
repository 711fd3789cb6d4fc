/// The values of a key while they are edited: the list of them and the data of each.
///
/// Specification: "Key values list", "Key value", "Big data".
struct ValueIndex {
  private let key: UInt32

  init(of key: UInt32) {
    self.key = key
  }

  /// The values, in order.
  func cells(in store: CellStore) -> [UInt32] {
    let count = count(in: store)
    guard count > 0 else { return [] }
    let list = store.word(key, KeyField.valueList)
    return (0..<count).map { store.word(list, 4 * $0) }
  }

  private func count(in store: CellStore) -> Int {
    let isHandle =
      store.halfWord(key, KeyField.flags) & HiveKey.Flags.predefinedHandle.rawValue != 0
    return isHandle ? 0 : Int(store.word(key, KeyField.valueCount))
  }

  private func index(of name: [UInt16], in store: CellStore) -> Int? {
    cells(in: store).firstIndex { RegistryName.isSame(store.valueName($0), name) }
  }

  /// Sets a value; one that is there keeps its place, its spelling and its cell.
  func set(
    _ name: [UInt16], type: RegistryValueType, data: [UInt8], in store: inout CellStore
  ) throws(HiveError) {
    let value: UInt32
    if let index = index(of: name, in: store) {
      value = store.word(store.word(key, KeyField.valueList), 4 * index)
      // Allocated first, so that an error leaves the old data as it was.
      let stored = try store.storeData(data)
      store.releaseData(of: value)
      store.setData(stored, of: value)
      store.set(
        value, ValueField.flags, store.halfWord(value, ValueField.flags) & ~ValueField.tombstone)
    } else {
      let stored = try store.storeData(data)
      value = try newValue(name, in: &store)
      store.setData(stored, of: value)
      try append(value, in: &store)
    }
    store.set(value, ValueField.type, type.rawValue)
    raise(KeyField.largestValueName, to: name.count * 2, in: &store)
    raise(KeyField.largestValueData, to: data.count, in: &store)
  }

  /// Removes a value; false where there is none of this name.
  func remove(_ name: [UInt16], in store: inout CellStore) -> Bool {
    guard let index = index(of: name, in: store) else { return false }
    let list = store.word(key, KeyField.valueList)
    let values = cells(in: store)
    for place in index + 1..<max(values.count, index + 1) {
      store.set(list, 4 * (place - 1), values[place])
    }
    store.set(key, KeyField.valueCount, UInt32(values.count - 1))
    if values.count == 1 {
      store.set(key, KeyField.valueList, noCell)
      store.release(list)
    }
    store.releaseValue(values[index])
    return true
  }

  private func newValue(
    _ name: [UInt16], in store: inout CellStore
  ) throws(HiveError) -> UInt32 {
    let isCompressed = RegistryName.isLatin1(name)
    let stored = isCompressed ? name.map { UInt8($0) } : name.littleEndianBytes
    let value = try store.allocate(ValueField.name + stored.count)
    store.set(value, 0, Signature.value)
    store.set(value, ValueField.nameSize, UInt16(stored.count))
    store.set(value, ValueField.flags, isCompressed ? ValueField.compressedName : 0)
    store.set(value, ValueField.name, stored)
    return value
  }

  /// Puts a value at the end of the list.
  private func append(_ value: UInt32, in store: inout CellStore) throws(HiveError) {
    let count = count(in: store)
    var list = store.word(key, KeyField.valueList)
    if count == 0 {
      list = try store.allocate(4)
      store.set(key, KeyField.valueList, list)
    } else if 4 * (count + 1) > store.capacity(of: list) {
      let larger = try store.allocate(4 * (count + 1 + count / 4))
      let start = store.start(of: list)
      store.set(larger, 0, Array(store.bytes[start..<start + 4 * count]))
      store.set(key, KeyField.valueList, larger)
      store.release(list)
      list = larger
    }
    store.set(list, 4 * count, value)
    store.set(key, KeyField.valueCount, UInt32(count + 1))
  }

  private func raise(_ field: Int, to size: Int, in store: inout CellStore) {
    if Int(store.word(key, field)) < size { store.set(key, field, UInt32(size)) }
  }
}

// MARK: - Data of values

extension CellStore {
  /// The two fields of a value that say where its data is.
  struct StoredData {
    let size: UInt32
    let data: UInt32
  }

  /// Finds room for a value's data.
  mutating func storeData(_ data: [UInt8]) throws(HiveError) -> StoredData {
    guard data.count <= Int(Int32.max) else {
      throw HiveError(.tooLarge, "A value cannot hold more than 2 GB.")
    }
    if data.count <= 4 {
      let word = data.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return StoredData(size: UInt32(data.count) | ValueField.inlineBit, data: word)
    }
    let mayBeSegmented =
      bytes.word(at: BaseBlock.Field.minorVersion) > BigDataField.lastVersionWithout
    if data.count > BigDataField.segmentCapacity, mayBeSegmented {
      return StoredData(size: UInt32(data.count), data: try storeSegments(of: data))
    }
    let cell = try allocate(data.count)
    set(cell, 0, data)
    return StoredData(size: UInt32(data.count), data: cell)
  }

  private mutating func storeSegments(of data: [UInt8]) throws(HiveError) -> UInt32 {
    let count = BigData.segmentCount(of: data.count)
    guard count <= Int(UInt16.max) else {
      throw HiveError(.tooLarge, "A value cannot hold more than 1 GB.")
    }
    let record = try allocate(BigDataField.size)
    let list = try allocate(4 * count)
    set(record, 0, Signature.bigData)
    set(record, BigDataField.segmentCount, UInt16(count))
    set(record, BigDataField.segmentList, list)
    for index in 0..<count {
      let start = index * BigDataField.segmentCapacity
      let segment = data[start..<min(start + BigDataField.segmentCapacity, data.count)]
      let cell = try allocate(max(segment.count, 8))
      set(cell, 0, segment)
      set(list, 4 * index, cell)
    }
    return record
  }

  mutating func setData(_ stored: StoredData, of value: UInt32) {
    set(value, ValueField.dataSize, stored.size)
    set(value, ValueField.data, stored.data)
  }

  /// Frees the cells of a value's data.
  mutating func releaseData(of value: UInt32) {
    let stored = word(value, ValueField.dataSize)
    guard stored & ValueField.inlineBit == 0, stored > 0 else { return }
    let data = word(value, ValueField.data)
    if Int(stored) > capacity(of: data) {
      let list = word(data, BigDataField.segmentList)
      for index in 0..<Int(halfWord(data, BigDataField.segmentCount)) {
        release(word(list, 4 * index))
      }
      release(list)
    }
    release(data)
  }

  /// Frees a value's cell and those of its data.
  mutating func releaseValue(_ value: UInt32) {
    releaseData(of: value)
    release(value)
  }
}
