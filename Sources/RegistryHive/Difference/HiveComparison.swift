/// The walk through two hives side by side that finds their differences.
struct HiveComparison {
  /// More than this many names in all paths together are no difference that a person or program
  /// could use, but what a hostile hive can ask for.
  private static let mostNames = 1 << 23

  private(set) var changes: [HiveDifference.Change] = []
  private var names = 0
  /// Which pairs of descriptors, shared by many keys, are the same.
  private var descriptors: [UInt64: Bool] = [:]

  /// Compares two keys and all below them.
  mutating func compare(_ first: HiveKey, _ second: HiveKey) throws(HiveError) {
    // Walking first makes sure that no key is reached twice below.
    try first.walk { (_, _) in }
    try second.walk { (_, _) in }
    try compare(first, second, at: [])
  }

  private mutating func append(_ change: HiveDifference.Change) throws(HiveError) {
    names += change.path.count
    guard names <= Self.mostNames else {
      throw HiveError(
        .tooLarge, "The hives differ in more than can be listed. Compare parts of them.")
    }
    changes.append(change)
  }

  private mutating func compare(
    _ first: HiveKey, _ second: HiveKey, at path: [[UInt16]]
  ) throws(HiveError) {
    let parts = try differingParts(first, second, isTop: path.isEmpty)
    if !parts.isEmpty { try append(.keyChanged(path: path, parts: parts)) }
    try compareValues(first, second, at: path)

    var unmatched: [[UInt16]: HiveKey] = [:]
    for key in try second.subkeys() { unmatched[RegistryName.upper(key.nameUnits)] = key }
    for key in try first.subkeys() {
      let name = key.nameUnits
      if let match = unmatched.removeValue(forKey: RegistryName.upper(name)) {
        try compare(key, match, at: path + [name])
      } else {
        try add(key, at: path + [name], isFirst: true)
      }
    }
    for key in try second.subkeys()
    where unmatched[RegistryName.upper(key.nameUnits)] != nil {
      try add(key, at: path + [key.nameUnits], isFirst: false)
    }
  }

  private mutating func compareValues(
    _ first: HiveKey, _ second: HiveKey, at path: [[UInt16]]
  ) throws(HiveError) {
    var unmatched: [[UInt16]: HiveValue] = [:]
    for value in try second.values() { unmatched[RegistryName.upper(value.nameUnits)] = value }
    for value in try first.values() {
      guard let match = unmatched.removeValue(forKey: RegistryName.upper(value.nameUnits)) else {
        try append(.valueOnlyInFirst(path: path, value: HiveDifference.Value(value)))
        continue
      }
      let (old, new) = (HiveDifference.Value(value), HiveDifference.Value(match))
      if old != new { try append(.valueChanged(path: path, first: old, second: new)) }
    }
    for value in try second.values()
    where unmatched[RegistryName.upper(value.nameUnits)] != nil {
      try append(.valueOnlyInSecond(path: path, value: HiveDifference.Value(value)))
    }
  }

  private mutating func add(
    _ key: HiveKey, at path: [[UInt16]], isFirst: Bool
  ) throws(HiveError) {
    try append(isFirst ? .keyOnlyInFirst(path: path) : .keyOnlyInSecond(path: path))
    for value in try key.values() {
      try append(
        isFirst
          ? .valueOnlyInFirst(path: path, value: HiveDifference.Value(value))
          : .valueOnlyInSecond(path: path, value: HiveDifference.Value(value)))
    }
    for subkey in try key.subkeys() {
      try add(subkey, at: path + [subkey.nameUnits], isFirst: isFirst)
    }
  }

  private mutating func differingParts(
    _ first: HiveKey, _ second: HiveKey, isTop: Bool
  ) throws(HiveError) -> [HiveDifference.KeyPart] {
    var parts: [HiveDifference.KeyPart] = []
    if !isTop, first.nameUnits != second.nameUnits { parts.append(.spelling) }
    if try first.classNameUnits != second.classNameUnits { parts.append(.className) }
    if try !haveSameDescriptor(first, second) { parts.append(.securityDescriptor) }
    if first.flags.subtracting(.compressedName) != second.flags.subtracting(.compressedName) {
      parts.append(.flags)
    }
    return parts
  }

  private mutating func haveSameDescriptor(
    _ first: HiveKey, _ second: HiveKey
  ) throws(HiveError) -> Bool {
    let cells = [first, second].map { UInt64($0.image.word(at: $0.start + KeyField.security)) }
    let pair = cells[0] << 32 | cells[1]
    if let known = descriptors[pair] { return known }
    let areSame = try first.securityDescriptor == second.securityDescriptor
    descriptors[pair] = areSame
    return areSame
  }
}
