import RegistryHive

/// Opening a hive and reading all of it: every name and time decoded, every byte of data touched.
struct HiveWalk {
  var keys = 0
  var values = 0
  var valueBytes = 0
  /// Depends on everything that was read.
  var sum: UInt64 = 0

  init() {}

  init(of file: String) throws {
    let hive = try Hive(contentsOf: file, options: .init(recovery: .off))
    var walk = HiveWalk()
    try hive.root.walk { (key, keyValues) throws(HiveError) in walk.read(key, keyValues) }
    self = walk
  }

  private mutating func read(_ key: HiveKey, _ keyValues: HiveValues) {
    keys += 1
    sum &+= UInt64(key.name.utf8.count) &+ key.lastWritten.ticks
    for index in keyValues.indices { read(keyValues[index]) }
  }

  private mutating func read(_ value: HiveValue) {
    values += 1
    valueBytes += value.size
    sum &+= UInt64(value.name.utf8.count)
    value.withSegments { sum &+= Self.sum(of: $0) }
  }
}

extension HiveWalk {
  /// The sum of the data, eight bytes at a time: all of it is touched.
  private static func sum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    let words = bytes.count / 8
    var sum: UInt64 = 0
    for word in 0..<words {
      sum &+= bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self)
    }
    for index in 8 * words..<bytes.count { sum &+= UInt64(bytes[index]) }
    return sum
  }
}

/// Looking values up by path and name, each from the root.
struct HiveLookup {
  private let file: String
  private var places: [(path: String, name: String)] = []

  /// Takes values from all over the hive, and as many again that are not there.
  init(in file: String, count: Int) throws {
    self.file = file
    var all: [(String, String)] = []
    let hive = try Hive(contentsOf: file, options: .init(recovery: .off))
    try hive.root.walk { (key, values) throws(HiveError) in
      guard let value = values.last else { return }
      all.append((key.path, value.name))
    }
    guard !all.isEmpty else { return }
    for index in 0..<count {
      let place = all[index * all.count / count]
      places.append(index % 4 == 3 ? (place.0, "Not There") : place)
    }
  }

  /// Opens the hive, looks all up, and gives how many are there.
  func run() throws -> Int {
    let hive = try Hive(contentsOf: file, options: .init(recovery: .off))
    var found = 0
    for place in places {
      if try hive.key(at: place.path)?.value(named: place.name) != nil { found += 1 }
    }
    return found
  }
}
