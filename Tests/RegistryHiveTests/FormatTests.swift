import Foundation
import Testing

@testable import RegistryHive

@Suite("Small parts of the format")
struct FormatTests {
  @Test(
    "Marvin32 gives the values that were measured on logs of Windows",
    arguments: [
      ("", "b39efca403966e08"), ("a", "21a013c726f292f4"), ("abc", "b9cf3dfca41914f7"),
      ("abcd", "20094fb11a6cd086"), ("abcdefgh", "253e0a1a576ba388"),
      (String(repeating: "\u{0}", count: 32), "da91a06ac5359223"),
    ])
  func marvin32(text: String, hash: String) {
    let digits = String(Marvin32.hash(Array(text.utf8)[...]), radix: 16)
    #expect(digits == hash)
  }

  @Test("a checksum avoids the two values that mean something else")
  func checksums() {
    var block = [UInt8](repeating: 0, count: 512)
    #expect(BaseBlock.checksum(of: block) == 1)
    block.store(UInt32.max, at: 0)
    #expect(BaseBlock.checksum(of: block) == UInt32.max - 1)
    block.store(UInt32(0x1234), at: 4)
    #expect(BaseBlock.checksum(of: block) == ~UInt32(0x1234))
  }

  @Test("names are made upper-case unit by unit as Windows does")
  func upperCase() {
    let pairs: [(UInt16, UInt16)] = [
      (0x61, 0x41), (0x7A, 0x5A), (0x7B, 0x7B), (0xE9, 0xC9), (0xF7, 0xF7), (0xFF, 0x178),
      (0xB5, 0xB5), (0xDF, 0xDF), (0x131, 0x131), (0x17F, 0x17F), (0x3B1, 0x391),
      (0x3C2, 0x3A3), (0x3C3, 0x3A3), (0x430, 0x410), (0x450, 0x400), (0x1C5, 0x1C5),
      (0x1C6, 0x1C4), (0x1F80, 0x1F88), (0x1E9B, 0x1E9B), (0xFF41, 0xFF21), (0x2170, 0x2160),
      (0x24D0, 0x24B6), (0xD83E, 0xD83E), (0xFFFF, 0xFFFF),
    ]
    for (lower, upper) in pairs {
      #expect(RegistryName.upper(lower) == upper, "U+\(String(lower, radix: 16))")
    }
  }

  @Test(
    "the upper-case table is that of Wine's copy of Windows' table, the final sigma aside",
    .enabled(if: wineTable != nil, "Wine's l_intl.nls is not installed"))
  func upperCaseTable() throws {
    let table = try #require(Self.wineTable)
    let words = [UInt16](littleEndian: table[...])
    let offsets = words.dropFirst(2)
    func wineUpper(_ unit: UInt16) -> UInt16 {
      let base = offsets.startIndex
      let row = Int(offsets[base + Int(unit >> 8)]) + Int(unit >> 4 & 15)
      let cell = Int(offsets[base + row]) + Int(unit & 15)
      return unit &+ offsets[base + cell]
    }
    for unit in UInt16.min...UInt16.max where unit != 0x3C2 {
      #expect(RegistryName.upper(unit) == wineUpper(unit), "U+\(String(unit, radix: 16))")
    }
  }

  private static let wineTable: [UInt8]? = {
    ["/usr/share/wine/nls/l_intl.nls", "/usr/lib/x86_64-linux-gnu/wine/nls/l_intl.nls"]
      .lazy.compactMap { FileManager.default.contents(atPath: $0).map(Array.init) }.first
  }()

  @Test("times convert to seconds and back, and out-of-range times are clamped")
  func fileTimes() {
    #expect(FileTime(ticks: 116_444_736_000_000_000).secondsSince1970 == 0)
    #expect(FileTime(secondsSince1970: 1.5).ticks == 116_444_736_015_000_000)
    #expect(FileTime(ticks: 0).secondsSince1970 == -11_644_473_600)
    #expect(FileTime(secondsSince1970: -1e18).ticks == 0)
    #expect(FileTime(secondsSince1970: 1e30).ticks == .max)
    #expect(FileTime(secondsSince1970: .nan).ticks == 0)
    #expect(FileTime(ticks: .max).secondsSince1970 > 0)
    #expect(FileTime(ticks: 1) < FileTime(ticks: 2))
  }

  @Test("value types have Windows' names, and unknown ones their number")
  func valueTypeNames() {
    #expect(RegistryValueType.string.name == "REG_SZ")
    #expect(RegistryValueType.qword.name == "REG_QWORD")
    #expect(RegistryValueType(rawValue: 0x5F5_E10B).name == "REG_0x5f5e10b")
  }

  @Test("errors have stable dotted codes and say where")
  func errors() {
    let error = HiveError(.badCell, "It is wrong.", cell: 0x20)
    #expect(error.code.description == "hive.badCell")
    #expect(error.description == "hive.badCell: It is wrong. [cell 0x20]")
    #expect(HiveError.Code.badCell != .badBin)
  }
}
