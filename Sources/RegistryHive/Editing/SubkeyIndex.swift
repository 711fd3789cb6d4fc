/// The list of a key's subkeys while it is edited: leaves sorted by name, and an index root over
/// them where there are many.
///
/// Specification: "Index leaf", "Fast leaf", "Hash leaf", "Index root".
struct SubkeyIndex {
  /// A leaf that is larger than a page is split; so many elements fit.
  private static let fullLeaf = 507
  private static let fullPlainLeaf = 1012

  /// A subkey to be put into the list.
  struct Entry {
    let cell: UInt32
    let name: [UInt16]
  }

  private let key: UInt32

  init(of key: UInt32) {
    self.key = key
  }

  // MARK: Reading

  /// The leaves, in order.
  func leaves(in store: CellStore) -> [UInt32] {
    let list = store.word(key, KeyField.subkeyList)
    guard list != noCell, store.word(key, KeyField.subkeyCount) > 0 else { return [] }
    guard store.halfWord(list, 0) == Signature.indexRoot else { return [list] }
    return (0..<Int(store.halfWord(list, ListField.count))).map {
      store.word(list, ListField.elements + 4 * $0)
    }
  }

  /// All subkeys, in order.
  func cells(in store: CellStore) -> [UInt32] {
    leaves(in: store).flatMap { leaf in
      (0..<count(of: leaf, in: store)).map { element($0, of: leaf, in: store) }
    }
  }

  /// The subkey of a name.
  func find(_ name: [UInt16], in store: CellStore) -> UInt32? {
    if let cell = search(name, in: store) { return cell }
    // Beyond Latin-1, another Windows may have sorted the list by another upper-case table.
    guard !RegistryName.isLatin1(name) else { return nil }
    return cells(in: store).first { RegistryName.isSame(store.keyName($0), name) }
  }

  /// The subkey of a name, found by halving the sorted list.
  private func search(_ name: [UInt16], in store: CellStore) -> UInt32? {
    let leaves = leaves(in: store)
    let number = partition(0..<leaves.count) { index in
      order(of: element(0, of: leaves[index], in: store), name, in: store) <= 0
    }
    guard number > 0 else { return nil }
    let leaf = leaves[number - 1]
    let place = partition(0..<count(of: leaf, in: store)) { index in
      order(of: element(index, of: leaf, in: store), name, in: store) < 0
    }
    guard place < count(of: leaf, in: store) else { return nil }
    let cell = element(place, of: leaf, in: store)
    return order(of: cell, name, in: store) == 0 ? cell : nil
  }

  private func count(of leaf: UInt32, in store: CellStore) -> Int {
    Int(store.halfWord(leaf, ListField.count))
  }

  private func stride(of leaf: UInt32, in store: CellStore) -> Int {
    store.halfWord(leaf, 0) == Signature.indexLeaf ? 4 : 8
  }

  private func element(_ index: Int, of leaf: UInt32, in store: CellStore) -> UInt32 {
    store.word(leaf, ListField.elements + index * stride(of: leaf, in: store))
  }

  // MARK: Adding

  /// Adds a subkey at its place in the order of names, and counts it.
  func insert(_ entry: Entry, in store: inout CellStore) throws(HiveError) {
    let leaves = leaves(in: store)
    if leaves.isEmpty {
      let leaf = try newLeaf(capacity: 1, kind: preferredKind(in: store), in: &store)
      store.set(key, KeyField.subkeyList, leaf)
      try insert(entry, at: 0, of: leaf, number: 0, in: &store)
    } else {
      // The last leaf whose first subkey comes before the new one takes it.
      let number = partition(0..<leaves.count) { index in
        order(of: element(0, of: leaves[index], in: store), entry.name, in: store) < 0
      }
      let leafNumber = max(0, number - 1)
      let leaf = leaves[leafNumber]
      let place = partition(0..<count(of: leaf, in: store)) { index in
        order(of: element(index, of: leaf, in: store), entry.name, in: store) < 0
      }
      try insert(entry, at: place, of: leaf, number: leafNumber, in: &store)
    }
    store.set(key, KeyField.subkeyCount, store.word(key, KeyField.subkeyCount) + 1)
  }

  private func insert(
    _ entry: Entry, at place: Int, of leaf: UInt32, number: Int, in store: inout CellStore
  ) throws(HiveError) {
    let stride = stride(of: leaf, in: store)
    let count = count(of: leaf, in: store)
    if count >= (stride == 4 ? Self.fullPlainLeaf : Self.fullLeaf) {
      let upper = try split(leaf, number: number, in: &store)
      let kept = self.count(of: leaf, in: store)
      if place <= kept {
        try insert(entry, at: place, of: leaf, number: number, in: &store)
      } else {
        try insert(entry, at: place - kept, of: upper, number: number + 1, in: &store)
      }
      return
    }
    var leaf = leaf
    if ListField.elements + (count + 1) * stride > store.capacity(of: leaf) {
      leaf = try grow(leaf, number: number, in: &store)
    }
    let first = store.start(of: leaf) + ListField.elements
    let moved = Array(store.bytes[first + place * stride..<first + count * stride])
    store.set(leaf, ListField.elements + (place + 1) * stride, moved)
    store.set(leaf, ListField.elements + place * stride, entry.cell)
    if stride == 8 {
      let isHash = store.halfWord(leaf, 0) == Signature.hashLeaf
      store.set(
        leaf, ListField.elements + place * stride + 4,
        isHash ? RegistryName.hash(entry.name) : RegistryName.hint(entry.name))
    }
    store.set(leaf, ListField.count, UInt16(count + 1))
  }

  /// Windows keeps hashes from version 1.5 on, hints before.
  private func preferredKind(in store: CellStore) -> UInt16 {
    store.bytes.word(at: BaseBlock.Field.minorVersion) >= 5
      ? Signature.hashLeaf : Signature.fastLeaf
  }

  private func newLeaf(
    capacity: Int, kind: UInt16, in store: inout CellStore
  ) throws(HiveError) -> UInt32 {
    let stride = kind == Signature.indexLeaf ? 4 : 8
    let leaf = try store.allocate(ListField.elements + capacity * stride)
    store.set(leaf, 0, kind)
    return leaf
  }

  /// Moves a leaf to a larger cell.
  private func grow(
    _ leaf: UInt32, number: Int, in store: inout CellStore
  ) throws(HiveError) -> UInt32 {
    let count = count(of: leaf, in: store)
    let larger = try newLeaf(
      capacity: count + 1 + count / 4, kind: store.halfWord(leaf, 0), in: &store)
    copy(0..<count, of: leaf, to: larger, in: &store)
    setLeaf(larger, number: number, in: &store)
    store.release(leaf)
    return larger
  }

  /// Moves the upper half of a full leaf to a new one behind it.
  private func split(
    _ leaf: UInt32, number: Int, in store: inout CellStore
  ) throws(HiveError) -> UInt32 {
    let count = count(of: leaf, in: store)
    let half = count / 2
    let upper = try newLeaf(
      capacity: count - half + 8, kind: store.halfWord(leaf, 0), in: &store)
    copy(half..<count, of: leaf, to: upper, in: &store)
    var leaves = leaves(in: store)
    leaves.insert(upper, at: number + 1)
    try setRoot(leaves, in: &store)
    store.set(leaf, ListField.count, UInt16(half))
    return upper
  }

  private func copy(
    _ elements: Range<Int>, of leaf: UInt32, to other: UInt32, in store: inout CellStore
  ) {
    let stride = stride(of: leaf, in: store)
    let first = store.start(of: leaf) + ListField.elements
    let content = Array(
      store.bytes[first + elements.lowerBound * stride..<first + elements.upperBound * stride])
    store.set(other, ListField.elements, content)
    store.set(other, ListField.count, UInt16(elements.count))
  }

  private func setLeaf(_ leaf: UInt32, number: Int, in store: inout CellStore) {
    let list = store.word(key, KeyField.subkeyList)
    if store.halfWord(list, 0) == Signature.indexRoot {
      store.set(list, ListField.elements + 4 * number, leaf)
    } else {
      store.set(key, KeyField.subkeyList, leaf)
    }
  }

  /// Makes an index root with these leaves the list of the key.
  private func setRoot(_ leaves: [UInt32], in store: inout CellStore) throws(HiveError) {
    let list = store.word(key, KeyField.subkeyList)
    let isRoot = store.halfWord(list, 0) == Signature.indexRoot
    var root = list
    if !isRoot || ListField.elements + 4 * leaves.count > store.capacity(of: list) {
      guard leaves.count <= Int(UInt16.max) else {
        throw HiveError(.tooLarge, "A key cannot have so many subkeys.")
      }
      root = try store.allocate(ListField.elements + 4 * (leaves.count + leaves.count / 4))
      store.set(root, 0, Signature.indexRoot)
      store.set(key, KeyField.subkeyList, root)
      if isRoot { store.release(list) }
    }
    store.set(root, ListField.count, UInt16(leaves.count))
    for (index, leaf) in leaves.enumerated() {
      store.set(root, ListField.elements + 4 * index, leaf)
    }
  }

  // MARK: Removing

  /// Takes a subkey out of the list, and counts it off.
  func remove(_ cell: UInt32, in store: inout CellStore) throws(HiveError) {
    for (number, leaf) in leaves(in: store).enumerated() {
      let count = count(of: leaf, in: store)
      guard let place = (0..<count).first(where: { element($0, of: leaf, in: store) == cell })
      else { continue }
      let stride = stride(of: leaf, in: store)
      let first = store.start(of: leaf) + ListField.elements
      let moved = Array(store.bytes[first + (place + 1) * stride..<first + count * stride])
      store.set(leaf, ListField.elements + place * stride, moved)
      store.set(leaf, ListField.count, UInt16(count - 1))
      if count == 1 { try dropLeaf(number, in: &store) }
      store.set(key, KeyField.subkeyCount, store.word(key, KeyField.subkeyCount) - 1)
      return
    }
  }

  private func dropLeaf(_ number: Int, in store: inout CellStore) throws(HiveError) {
    var leaves = leaves(in: store)
    let list = store.word(key, KeyField.subkeyList)
    let leaf = leaves.remove(at: number)
    if leaves.isEmpty {
      store.set(key, KeyField.subkeyList, noCell)
      if list != leaf { store.release(list) }
    } else {
      try setRoot(leaves, in: &store)
    }
    store.release(leaf)
  }

  /// Frees the leaves and the index root over them.
  func releaseLists(in store: inout CellStore) {
    let leaves = leaves(in: store)
    let list = store.word(key, KeyField.subkeyList)
    for leaf in leaves { store.release(leaf) }
    if let first = leaves.first, first != list { store.release(list) }
  }

  // MARK: Order

  private func order(of cell: UInt32, _ name: [UInt16], in store: CellStore) -> Int {
    RegistryName.order(store.keyName(cell), name)
  }

  /// The first index for which `isBefore` is false, given that it is true before and false after.
  private func partition(_ range: Range<Int>, _ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension CellStore {
  /// The name of a key node.
  func keyName(_ cell: UInt32) -> [UInt16] {
    name(
      at: start(of: cell) + KeyField.name, size: Int(halfWord(cell, KeyField.nameSize)),
      isCompressed: halfWord(cell, KeyField.flags) & HiveKey.Flags.compressedName.rawValue != 0)
  }

  /// The name of a value.
  func valueName(_ cell: UInt32) -> [UInt16] {
    name(
      at: start(of: cell) + ValueField.name, size: Int(halfWord(cell, ValueField.nameSize)),
      isCompressed: halfWord(cell, ValueField.flags) & ValueField.compressedName != 0)
  }

  private func name(at place: Int, size: Int, isCompressed: Bool) -> [UInt16] {
    let stored = bytes[place..<place + size]
    return isCompressed ? stored.map { UInt16($0) } : [UInt16](littleEndian: stored)
  }
}
