/// The free cells of a hive, to be found by size and by neighbourhood.
struct FreeCells {
  /// Sizes up to this have a list each; larger cells share one.
  private static let largestListed = 4096

  private var sizes: [UInt32: Int] = [:]
  private var cellsByEnd: [UInt32: UInt32] = [:]
  /// Cells by size in units of eight bytes. A cell that is no longer free, or has another size
  /// now, is dropped when it is come across.
  private var lists = [[UInt32]](repeating: [], count: largestListed / 8 + 1)
  private var large: [UInt32] = []

  mutating func insert(_ cell: UInt32, size: Int) {
    sizes[cell] = size
    cellsByEnd[cell + UInt32(size)] = cell
    if size <= Self.largestListed {
      lists[size / 8].append(cell)
    } else {
      large.append(cell)
    }
  }

  /// Removes the cell at `cell` and gives its size; nil where none is free there.
  mutating func remove(at cell: UInt32) -> Int? {
    guard let size = sizes.removeValue(forKey: cell) else { return nil }
    cellsByEnd[cell + UInt32(size)] = nil
    return size
  }

  /// Removes the cell that ends at `end`.
  mutating func remove(endingAt end: UInt32) -> (cell: UInt32, size: Int)? {
    guard let cell = cellsByEnd[end], let size = remove(at: cell) else { return nil }
    return (cell, size)
  }

  /// Removes a cell of at least `size` bytes, the smallest there is.
  mutating func take(atLeast size: Int) -> (cell: UInt32, size: Int)? {
    if size <= Self.largestListed {
      for index in size / 8..<lists.count {
        while let cell = lists[index].popLast() {
          guard sizes[cell] == index * 8, let found = remove(at: cell) else { continue }
          return (cell, found)
        }
      }
    }
    large.removeAll { (sizes[$0] ?? 0) <= Self.largestListed }
    guard
      let cell = large.filter({ sizes[$0, default: 0] >= size })
        .min(by: { sizes[$0, default: 0] < sizes[$1, default: 0] }),
      let found = remove(at: cell)
    else { return nil }
    return (cell, found)
  }
}
