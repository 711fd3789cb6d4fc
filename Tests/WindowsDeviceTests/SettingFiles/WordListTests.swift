import Foundation
import Testing

@testable import WindowsDevice

@Suite("A custom dictionary")
struct WordListTests {
  private func list(_ text: String) throws -> WordList {
    try #require(WordList(Self.bytes(text)))
  }

  private static func bytes(_ text: String) -> Data {
    Data([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  @Test("keeps every word that is there, in its order, and gets those that it lacks")
  func adding() throws {
    let there = try list("zebra\r\nValise\r\n")
    let wanted = try list("Valise\r\nFrisia\r\nvalise\r\nFrisia\r\n")
    #expect(there.adding(wanted).lines == ["zebra", "Valise", "Frisia", "valise"])
    #expect(there.adding(wanted).adding(wanted) == there.adding(wanted))
  }

  @Test("is written as it was read")
  func roundTrip() throws {
    let bytes = Self.bytes("Žluťoučký\r\n😀\r\n")
    #expect(WordList(bytes)?.bytes == bytes)
    #expect(try list("a\nb").bytes == Self.bytes("a\r\nb\r\n"))
    #expect(try list("").lines == [])
  }

  @Test(
    "is nothing but lines of words",
    arguments: [
      Data(), Data("plain".utf8), Data([0xFF, 0xFE, 0x41]), Data([0xFF, 0xFE, 0x00, 0xD8]),
      Data([0x4D, 0x5A, 0x90, 0x00]), Data([0xFF, 0xFE, 0x00, 0x00]), Data([0xFE, 0xFF, 0, 0x41]),
      Self.bytes(String(repeating: "a", count: 600)), Self.bytes("a\u{1B}[2J"),
    ])
  func refused(bytes: Data) {
    #expect(WordList(bytes) == nil)
  }
}
