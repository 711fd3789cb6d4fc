extension HiveImage {
  /// Adds the subkeys of `key` in stored order, checked: each must name `key` as its parent, come
  /// after the one before it, and there must be as many as `key` says.
  ///
  /// In lenient reading, subkeys that are rejected are left out.
  func appendSubkeys(of key: KeyNode, to subkeys: inout [KeyNode]) throws(HiveError) {
    let declared = key.subkeyCount(in: self)
    guard declared > 0 else { return }
    if isLenient {
      appendReadableSubkeys(of: key, to: &subkeys)
      return
    }
    guard declared <= largestPossibleKeyCount else { throw key.wrongCount(in: self) }
    subkeys.reserveCapacity(subkeys.count + declared)
    let first = subkeys.count
    var cells = try SubkeyCells(list: word(at: key.start + KeyField.subkeyList), in: self)
    while let element = try cells.next(in: self) {
      guard subkeys.count - first < declared else { throw key.wrongCount(in: self) }
      let subkey = try KeyNode(at: element.cell, in: self)
      try subkey.checkParent(is: key, in: self)
      if subkeys.count > first, !subkeys[subkeys.count - 1].isBefore(subkey, in: self) {
        throw subkey.wrongOrder()
      }
      subkeys.append(subkey)
    }
    guard subkeys.count - first == declared else { throw key.wrongCount(in: self) }
  }

  /// The lenient reading of ``appendSubkeys(of:to:)``, where the opening of the hive has found
  /// out what to leave out.
  private func appendReadableSubkeys(of key: KeyNode, to subkeys: inout [KeyNode]) {
    let place = key.start + KeyField.subkeyList
    guard isFollowed(place), var cells = try? SubkeyCells(list: word(at: place), in: self) else {
      return
    }
    while true {
      do {
        guard let element = try cells.next(in: self) else { return }
        guard isFollowed(element.place) else { continue }
        subkeys.append(try KeyNode(at: element.cell, in: self))
      } catch {
        continue
      }
    }
  }

  /// The subkey of a name, found without looking at the others where the list keeps hints.
  func subkey(of key: KeyNode, named name: SoughtName) throws(HiveError) -> KeyNode? {
    guard key.subkeyCount(in: self) > 0 else { return nil }
    if isLenient {
      var subkeys: [KeyNode] = []
      try appendSubkeys(of: key, to: &subkeys)
      return subkeys.first {
        name.matches($0.name(in: self), in: self) && $0.layering(in: self) == .merged
      }
    }
    let list = word(at: key.start + KeyField.subkeyList)
    // Marks point to the subkey at once; where they are wrong, every name is looked at.
    for usesMarks in [true, false] {
      var cells = try SubkeyCells(list: list, in: self)
      var left = largestPossibleKeyCount
      while left > 0, let element = try cells.next(in: self) {
        left -= 1
        if usesMarks, !name.mayMatch(element.mark, of: cells.leafKind) { continue }
        let subkey = try KeyNode(at: element.cell, in: self)
        guard name.matches(subkey.name(in: self), in: self) else { continue }
        try subkey.checkParent(is: key, in: self)
        return subkey.layering(in: self) == .merged ? subkey : nil
      }
    }
    return nil
  }
}
