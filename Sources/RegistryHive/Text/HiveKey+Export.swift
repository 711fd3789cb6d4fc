extension HiveKey {
  /// Gives the entries of this key and all below it, one after the other.
  func export(
    prefix: String, _ emit: (RegistryText.Entry) -> Void
  ) throws(HiveError) {
    let top = offset
    // Every key's line has its whole path in it. In a hostile hive all paths together can be many
    // times the hive.
    let mostUnits = (1 << 24) + 16 * image.buffer.count
    var units = 0
    // The paths of the keys on the way to the one that is being visited.
    var paths: [(key: UInt32, path: [UInt16])] = []
    try walk { (key, values) throws(HiveError) in
      var path = Array(prefix.utf16)
      if key.offset != top {
        while let last = paths.last, last.key != key.parentOffset { paths.removeLast() }
        path = (paths.last?.path ?? path) + [0x5C] + key.nameUnits
      }
      units += path.count
      guard units <= mostUnits else {
        throw HiveError(
          .tooLarge, "The paths of the keys are too long to be exported all. Export parts.",
          cell: key.offset)
      }
      paths.append((key.offset, path))
      emit(.createKey(path: path))
      for value in values {
        emit(
          .setValue(
            path: path, name: value.nameUnits, type: value.type, bytes: value.bytes))
      }
    }
  }
}
