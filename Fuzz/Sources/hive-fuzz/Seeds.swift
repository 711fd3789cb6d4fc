import Glibc
import RegistryHive

/// Small inputs to begin from: hives of both versions with every kind of cell, logs, texts.
enum Seeds {
  struct Failure: Error {
    let path: String
  }

  static func hives() throws -> [(name: String, bytes: [UInt8])] {
    [
      ("empty", try HiveEditor(emptyHiveNamed: "Empty").serialized()),
      ("hashes", try sample(.regf15, subkeys: 12, largest: 20)),
      ("hints", try sample(.regf13, subkeys: 12, largest: 20)),
      ("large", try sample(.regf15, subkeys: 2, largest: 33000)),
      ("roots", try sample(.regf15, subkeys: 700, largest: 4)),
    ]
  }

  static func all() throws -> [(name: String, bytes: [UInt8])] {
    var seeds = try hives()
    for (name, bytes) in try hives() where bytes.count < 40000 {
      var dirty = bytes
      dirty[4] &+= 1
      let hive = Seal.baseBlock(dirty)
      for log in [newLog(of: hive), oldLog(of: hive)] {
        var input = [Input.logMark] + [UInt8](repeating: 0, count: 4)
        Seal.store(UInt64(hive.count), size: 4, at: 1, in: &input)
        seeds.append(("\(name)-log\(seeds.count)", input + hive + log))
      }
      let text = try RegistryText.exporting(
        Hive(bytes: bytes).root, prefix: "HKEY_CURRENT_USER")
      seeds.append(("\(name)-utf8", [Input.textMark] + text.utf8()))
      seeds.append(("\(name)-utf16", [Input.textMark] + text.utf16()))
    }
    return seeds
  }

  private static func sample(
    _ version: HiveVersion, subkeys: Int, largest: Int
  ) throws -> [UInt8] {
    let time = FileTime(ticks: 132_000_000_000_000_000)
    var editor = HiveEditor(emptyHiveNamed: "Seed", version: version)
    for index in 0..<subkeys {
      try editor.createKey(at: "Many\\Key \(index)", lastWritten: time)
    }
    for (index, size) in [0, 1, 4, 8, 20, 16345, 33000].enumerated() where size <= largest {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      try editor.setValue(
        "v\(index)", type: RegistryValueType(rawValue: UInt32(index)), bytes: bytes,
        at: "A\\Größe\\日本", lastWritten: time)
    }
    return try editor.serialized()
  }

  /// A log of one entry with the first page of the hive in it.
  private static func newLog(of hive: [UInt8]) -> [UInt8] {
    var log = Array(hive[..<512])
    log[28] = 6
    var entry = Array("HvLE".utf8) + [UInt8](repeating: 0, count: 44)
    Seal.store(5120, size: 4, at: 4, in: &entry)
    Seal.store(UInt64(Seal.word(hive, 8)), size: 4, at: 12, in: &entry)
    Seal.store(UInt64(Seal.word(hive, 40)), size: 4, at: 16, in: &entry)
    Seal.store(1, size: 4, at: 20, in: &entry)
    Seal.store(4096, size: 4, at: 44, in: &entry)
    entry += hive[4096..<8192]
    log += entry + [UInt8](repeating: 0, count: 5120 - entry.count)
    return Seal.log(log)
  }

  /// A log in the old format with the first page of the hive in it.
  private static func oldLog(of hive: [UInt8]) -> [UInt8] {
    var log = Array(hive[..<512])
    log[28] = 1
    Seal.store(UInt64(Seal.word(hive, 4)), size: 4, at: 8, in: &log)
    let pages = Int(Seal.word(hive, 40)) / 4096
    var bitmap = Array("DIRT".utf8) + [UInt8](repeating: 0, count: pages)
    bitmap[4] = 0xFF
    bitmap += [UInt8](repeating: 0, count: (512 - bitmap.count % 512) % 512)
    return Seal.baseBlock(log) + bitmap + hive[4096..<8192]
  }

  // MARK: Files

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wb") else { throw Failure(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(path: path) }
  }

  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Failure(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }
}
