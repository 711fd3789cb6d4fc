extension HiveImage {
  /// Adds the values of `key` in stored order; in lenient reading, rejected ones are left out.
  func appendValues(of key: KeyNode, to values: inout [ValueRecord]) throws(HiveError) {
    let list: Range<Int>
    do {
      list = try valueList(of: key).elements
    } catch {
      if isLenient { return }
      throw error
    }
    values.reserveCapacity(values.count + list.count / 4)
    for place in stride(from: list.lowerBound, to: list.upperBound, by: 4) {
      if let value = try value(listedAt: place), !value.isTombstone(in: self) {
        values.append(value)
      }
    }
  }

  /// The value of a name.
  func value(of key: KeyNode, named name: SoughtName) throws(HiveError) -> ValueRecord? {
    let list: Range<Int>
    do {
      list = try valueList(of: key).elements
    } catch {
      if isLenient { return nil }
      throw error
    }
    for place in stride(from: list.lowerBound, to: list.upperBound, by: 4)
    where isFollowed(place) {
      do {
        if let value = try ValueRecord(at: word(at: place), named: name, in: self) {
          return value.isTombstone(in: self) ? nil : value
        }
      } catch {
        if !isLenient { throw error }
      }
    }
    return nil
  }

  /// The list of a key's values: a range of the file, four bytes a value.
  @inline(__always)
  func valueList(
    of key: KeyNode
  ) throws(HiveError) -> (elements: Range<Int>, cellSize: UInt32) {
    let count = key.valueCount(in: self)
    let place = key.start + KeyField.valueList
    guard count > 0, isFollowed(place) else { return (0..<0, 0) }
    let cell = try cell(at: word(at: place))
    guard count <= cell.count / 4, count <= largestPossibleValueCount else {
      throw Self.shortValueList(key, count)
    }
    let elements = cell.lowerBound..<cell.lowerBound + 4 * count
    return (elements, UInt32(truncatingIfNeeded: cell.count + 4))
  }

  @inline(never)
  private static func shortValueList(_ key: KeyNode, _ count: Int) -> HiveError {
    HiveError(
      .badValueList,
      "A key says it has \(count) values, but the list of them or the hive is too short for it. "
        + "The hive is damaged here.",
      cell: key.offset)
  }

  /// The value that the list element at `place` leads to; nil where lenient reading leaves it out.
  private func value(listedAt place: Int) throws(HiveError) -> ValueRecord? {
    guard isLenient else { return try ValueRecord(at: word(at: place), in: self) }
    return isFollowed(place) ? try? ValueRecord(at: word(at: place), in: self) : nil
  }

  /// The security descriptor in the cell at `offset`: a range of the file.
  func securityDescriptor(at offset: UInt32) throws(HiveError) -> Range<Int> {
    let cell = try cell(at: offset)
    let start = cell.lowerBound + SecurityField.descriptor
    guard cell.count >= SecurityField.descriptor,
      halfWord(at: cell.lowerBound) == Signature.security,
      case let size = Int(word(at: cell.lowerBound + SecurityField.descriptorSize)),
      start + size <= cell.upperBound
    else {
      throw HiveError(
        .badSecurity,
        "A field leads to a security descriptor that is none. The hive is damaged here.",
        cell: offset)
    }
    return start..<start + size
  }
}
