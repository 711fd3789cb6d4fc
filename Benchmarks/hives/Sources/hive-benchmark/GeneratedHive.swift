import RegistryHive

/// A hive of 45,000 keys and 90,000 values, shaped like those of users: most keys have a few short
/// values, some long ones; a few keys have very many subkeys.
enum GeneratedHive {
  static func write(to file: String) throws {
    let time = FileTime(ticks: 133_000_000_000_000_000)
    var editor = HiveEditor(emptyHiveNamed: "Benchmark")
    var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    func next(_ bound: Int) -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random % UInt64(bound))
    }
    // The root, 9 programs, 90 parts of them, and the rest below these: each key with its values,
    // as a program writes them.
    var values = 0
    for index in 0..<44_180 {
      let path = [
        Array("Program \(index * 9 / 44_180)".utf16),
        Array("Component \(index * 810 / 44_180 % 90)".utf16),
        Array("{\(String(next(1 << 60), radix: 16))-\(index)}".utf16),
      ]
      try editor.createKey(at: path, lastWritten: time)
      // Two values a key, four for 820 of them, so that there are 90,000.
      for _ in 0..<(index % 53 == 0 && index / 53 < 820 ? 4 : 2) {
        let size = next(50) == 0 ? next(4000) : next(120)
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ values) }
        let isNumber = next(3) == 0
        try editor.setValue(
          Array("Value \(values)\(values % 3 == 0 ? " with a longer name" : "")".utf16),
          type: isNumber ? .dword : .binary, bytes: isNumber ? [1, 2, 3, 4] : bytes, at: path,
          lastWritten: time)
        values += 1
      }
    }
    try editor.write(to: file)
  }
}
