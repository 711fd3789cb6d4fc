/// The security descriptors of a hive: a ring of cells, each counting the keys that use it.
///
/// Specification: "Key security".
enum SecurityIndex {
  /// Counts one more key that uses the descriptor at `cell`.
  static func retain(_ cell: UInt32, in store: inout CellStore) {
    guard cell != noCell else { return }
    store.set(cell, SecurityField.references, store.word(cell, SecurityField.references) &+ 1)
  }

  /// Counts one key less; the descriptor goes with the last.
  static func release(_ cell: UInt32, in store: inout CellStore) {
    guard cell != noCell else { return }
    let references = store.word(cell, SecurityField.references)
    guard references <= 1 else {
      store.set(cell, SecurityField.references, references - 1)
      return
    }
    let next = store.word(cell, SecurityField.next)
    let previous = store.word(cell, SecurityField.previous)
    // A ring that does not close around the cell is left as it is, and so is the cell.
    guard isLinked(previous, to: cell, by: SecurityField.next, in: store),
      isLinked(next, to: cell, by: SecurityField.previous, in: store)
    else { return }
    store.set(previous, SecurityField.next, next)
    store.set(next, SecurityField.previous, previous)
    store.release(cell)
  }

  /// Adds a descriptor to the ring behind that of `neighbour`, which is `noCell` for the first.
  static func add(
    _ descriptor: [UInt8], behind neighbour: UInt32, in store: inout CellStore
  ) throws(HiveError) -> UInt32 {
    let cell = try store.allocate(SecurityField.descriptor + descriptor.count)
    store.set(cell, 0, Signature.security)
    store.set(cell, SecurityField.references, UInt32(1))
    store.set(cell, SecurityField.descriptorSize, UInt32(descriptor.count))
    store.set(cell, SecurityField.descriptor, descriptor)
    let previous = neighbour == noCell ? cell : neighbour
    let next = neighbour == noCell ? cell : store.word(neighbour, SecurityField.next)
    store.set(cell, SecurityField.previous, previous)
    store.set(cell, SecurityField.next, next)
    if neighbour != noCell {
      store.set(previous, SecurityField.next, cell)
      store.set(next, SecurityField.previous, cell)
    }
    return cell
  }

  private static func isLinked(
    _ other: UInt32, to cell: UInt32, by field: Int, in store: CellStore
  ) -> Bool {
    store.isAllocated(other) && store.capacity(of: other) >= SecurityField.descriptor
      && store.halfWord(other, 0) == Signature.security && store.word(other, field) == cell
  }

  /// What the root of a new hive gets: full control for the system and administrators, reading
  /// for users, inherited by all keys below. Owner and group are the administrators.
  static let ofNewHive: [UInt8] = {
    let system: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
    let administrators: [UInt8] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]
    let users: [UInt8] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2, 0, 0]
    let fullControl: [UInt8] = [0x3F, 0x00, 0x0F, 0x00]
    let read: [UInt8] = [0x19, 0x00, 0x02, 0x00]
    func entry(_ access: [UInt8], _ account: [UInt8]) -> [UInt8] {
      [0, 2, UInt8(8 + account.count), 0] + access + account
    }
    let entries =
      entry(fullControl, system) + entry(fullControl, administrators) + entry(read, users)
    let list: [UInt8] = [2, 0, UInt8(8 + entries.count), 0, 3, 0, 0, 0] + entries
    let header: [UInt8] = [1, 0, 0x04, 0x80]
    let ownerOffset = UInt8(20 + list.count)
    let groupOffset = ownerOffset + UInt8(administrators.count)
    return header + [ownerOffset, 0, 0, 0, groupOffset, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0]
      + list + administrators + administrators
  }()
}
