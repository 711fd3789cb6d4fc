/// Names of keys and values as Windows compares them: each UTF-16 unit made upper-case.
enum RegistryName {
  /// Whether two names are the same to Windows.
  static func isSame(_ left: [UInt16], _ right: [UInt16]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { upper($0) == upper($1) }
  }

  /// Negative, zero or positive as `left` sorts before, with or after `right`.
  static func order(_ left: [UInt16], _ right: [UInt16]) -> Int {
    for (a, b) in zip(left, right) {
      let difference = Int(upper(a)) - Int(upper(b))
      if difference != 0 { return difference }
    }
    return left.count - right.count
  }

  /// The upper-case form of one UTF-16 unit.
  @inline(__always)
  static func upper(_ unit: UInt16) -> UInt16 {
    unit < 0x80
      ? (unit &- 0x61 < 26 ? unit &- 0x20 : unit)
      : UpperCase.unit(unit)
  }

  /// The hash that a hash leaf keeps of a name.
  ///
  /// Specification: "Hash leaf", note.
  static func hash(_ units: [UInt16]) -> UInt32 {
    units.reduce(0) { 37 &* $0 &+ UInt32(upper($1)) }
  }

  /// The hint that a fast leaf keeps of a name: its first four characters where they are ASCII.
  ///
  /// Specification: "Fast leaf".
  static func hint(_ units: [UInt16]) -> UInt32 {
    let first = units.prefix(4)
    guard first.allSatisfy({ $0 < 0x80 }) else { return 0 }
    return first.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The units upper-cased.
  static func upper(_ units: [UInt16]) -> [UInt16] {
    units.map { upper($0) }
  }

  /// Whether the format can store the name as one byte a unit.
  static func isLatin1(_ units: [UInt16]) -> Bool {
    units.allSatisfy { $0 < 0x100 }
  }

  /// The keys that a path leads through, as UTF-16 units; empty for the root.
  static func components(ofPath path: String) -> [[UInt16]] {
    path.utf16.split(separator: 0x5C).map(Array.init)
  }
}
