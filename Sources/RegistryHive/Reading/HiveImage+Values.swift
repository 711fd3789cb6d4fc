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
    guard count <= cell.data.count / 4, count <= largestPossibleValueCount else {
      throw Self.shortValueList(key, count)
    }
    return (cell.start..<cell.start + 4 * count, cell.size)
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

  /// The name of a value as text.
  @usableFromInline
  func name(of value: ValueRecord) -> String {
    value.name(in: self).text(in: self)
  }

  /// The data of a value that is in one piece; good as long as the image lives.
  @usableFromInline
  func unsegmentedData(of value: ValueRecord) -> UnsafeRawBufferPointer {
    bytes(in: value.dataStart..<value.dataStart + Int(value.size))
  }

  /// Calls `body` with each piece of the data of a value.
  @usableFromInline
  func forEachSegment(of value: ValueRecord, _ body: (UnsafeRawBufferPointer) -> Void) {
    for segment in BigData.segments(list: value.dataStart, size: Int(value.size), in: self) {
      body(bytes(in: segment))
    }
  }

  /// The security descriptor in the cell at `offset`: a range of the file.
  func securityDescriptor(at offset: UInt32) throws(HiveError) -> Range<Int> {
    let cell = try cell(at: offset)
    guard cell.data.count >= SecurityField.descriptor,
      cell.data.halfWord(at: 0) == Signature.security,
      case let size = Int(cell.data.word(at: SecurityField.descriptorSize)),
      SecurityField.descriptor + size <= cell.data.count
    else {
      throw HiveError(
        .badSecurity,
        "A field leads to a security descriptor that is none. The hive is damaged here.",
        cell: offset)
    }
    let start = cell.start + SecurityField.descriptor
    return start..<start + size
  }
}
