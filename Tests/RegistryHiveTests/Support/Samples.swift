import Foundation
import RegistryHive

/// Hives and names that the tests use.
enum Samples {
  static let time = FileTime(ticks: 133_000_000_000_000_000)
  static let later = FileTime(ticks: 133_500_000_000_000_000)

  /// Deterministic bytes.
  static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state >> 24)
    }
  }

  /// UTF-16LE bytes of a text, with a terminator.
  static func string(_ text: String) -> [UInt8] {
    (Array(text.utf16) + [0]).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  /// A hive with some of everything: nested keys, every kind of value, large data, many subkeys.
  static func editor(
    version: HiveVersion = .regf15, subkeys: Int = 12, largest: Int = 40000
  ) throws -> HiveEditor {
    var editor = HiveEditor(emptyHiveNamed: "Sample", version: version)
    for index in 0..<subkeys {
      try editor.createKey(at: "Many\\Key \(index)", lastWritten: time)
    }
    try editor.setValue(
      "", type: .string, bytes: string("default"), at: "Software\\Valise", lastWritten: time)
    let sizes = [0, 1, 2, 3, 4, 5, 8, 1000, 16344, 16345, 40000]
    for (index, size) in sizes.enumerated() where size <= largest {
      try editor.setValue(
        "size \(size)", type: RegistryValueType(rawValue: UInt32(index)),
        bytes: bytes(size, seed: UInt64(index + 1)), at: "Software\\Valise\\Sizes",
        lastWritten: time)
    }
    try editor.setValue(
      "Größe", type: .dword, bytes: [1, 2, 3, 4], at: "Software\\Übung\\日本語", lastWritten: time)
    try editor.setValue(
      Array("🧳".utf16), type: .multiString, bytes: string("a\u{0}bb") + [0, 0],
      at: [Array("Software".utf16), Array("🧳".utf16)], lastWritten: time)
    return editor
  }

  static func hive(version: HiveVersion = .regf15, subkeys: Int = 12) throws -> Hive {
    try editor(version: version, subkeys: subkeys).hive()
  }

  /// A hive of two bins, to be damaged in every place.
  static func smallHive() throws -> Hive {
    try editor(subkeys: 3, largest: 8).hive()
  }

  /// A new empty folder that the caller removes.
  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "valise-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Calls `body` with a new folder that is gone afterwards.
  static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
