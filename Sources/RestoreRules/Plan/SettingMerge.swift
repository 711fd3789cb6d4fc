import UserEnvironment

/// How a restored value meets the one that is there.
enum SettingMerge {
  /// The bits of the mask from the restored value, all others from the target.
  ///
  /// - Returns: Nil when there is nothing of this form to merge into.
  static func bits(_ mask: [UInt8], of value: SettingValue, into before: SettingValue)
    -> SettingValue?
  {
    guard before.type == value.type, before.bytes.count >= mask.count,
      value.bytes.count >= mask.count
    else { return nil }
    var bytes = before.bytes
    for (index, bits) in mask.enumerated() {
      bytes[index] = (bytes[index] & ~bits) | (value.bytes[index] & bits)
    }
    return SettingValue(type: before.type, bytes: bytes)
  }

  /// The person's list first, in its order; what else is there stays behind it. Names compare
  /// without case.
  static func list(_ wanted: [String], over there: [String]) -> [String] {
    let others = there.filter { text in
      !wanted.contains { $0.lowercased() == text.lowercased() }
    }
    return wanted + others
  }

  /// The folders of a search path: those that are there keep their order, since the first one that has
  /// a program wins, and what is missing comes behind them.
  static func folders(_ wanted: [String], behind there: [String]) -> [String] {
    var known = Set(there.map(sameFolder))
    return there + wanted.filter { known.insert(sameFolder($0)).inserted }
  }

  private static func sameFolder(_ path: String) -> String {
    let lower = path.lowercased()
    return lower.hasSuffix("\\") ? String(lower.dropLast()) : lower
  }
}
