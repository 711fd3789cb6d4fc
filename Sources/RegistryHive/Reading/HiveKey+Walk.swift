extension HiveKey {
  /// Visits this key and all keys below it, parents before children, each with its values.
  ///
  /// This is the way to read a whole hive: every key is visited once, no matter how the hive is
  /// damaged, and overlapping cells are found. In strict reading the first problem is thrown; in
  /// lenient reading damaged parts are left out.
  public func walk(
    _ visit: (_ key: HiveKey, _ values: HiveValues) throws(HiveError) -> Void
  ) throws(HiveError) {
    let isLenient = image.isLenient
    var traversal = HiveTraversal(of: image) { (error, _) throws(HiveError) in
      if !isLenient { throw error }
    }
    try traversal.run(from: node, visit)
  }

  /// How much there is in this key and below it.
  public func counts() throws(HiveError) -> HiveCounts {
    var counts = HiveCounts()
    try walk { (_, values) throws(HiveError) in
      counts.keys += 1
      counts.values += values.count
      for value in values { counts.valueBytes += value.size }
    }
    return counts
  }
}
