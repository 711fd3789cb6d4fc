import Testing

@testable import WindowsDevice

@Suite("start2.bin")
struct Start2FileTests {
  private static let time: UInt64 = 0x01DA_0000_1234_5678
  private static let emptyList = Array(#"{"pinnedList":[]}"#.utf8)

  private func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }

  @Test("the generator gives the published sequence of the default seed")
  func generator() {
    var numbers = MersenneTwister(seed: MersenneTwister.defaultSeed)
    #expect((0..<3).map { _ in numbers.next() } == [3_499_211_612, 581_869_302, 3_890_346_734])
    // The C++ standard fixes the 10,000th number of mt19937 ([rand.predef]).
    numbers.discard(9_996)
    #expect(numbers.next() == 4_123_659_995)
  }

  @Test("the key follows from the time of writing")
  func key() {
    let cipher = Start2Cipher(time: Self.time)
    #expect(cipher.leadingPadding == 359)
    #expect(
      cipher.key
        == bytes(hex: "5b36216b6f6839642341413f722e3868774d494578615b724e207424403d6522"))
    #expect(cipher.initializationVector == bytes(hex: "525844643020703442593f7a2a786c32"))
    let zero = Start2Cipher(seed: 0)
    #expect(
      zero.key == bytes(hex: "547e20603e206c5c56773a5f39506065612c6a517b4f6f31445d61356a41734e"))
    #expect(zero.initializationVector == bytes(hex: "5d295334755a222e2f4665623d413d74"))
  }

  @Test("a file is written bit by bit as known")
  func vector() throws {
    let file = try Start2File(time: Self.time, content: Self.emptyList).encoded()
    #expect(file.count == 588)
    #expect(
      Array(file.prefix(0x2C))
        == bytes(
          hex: "e27ae14b01fc4d1b9c00810bde6e51854e5a5f47005bb1498a5c92af9084f95e"
            + "785634120000da0120020000"))
    #expect(
      Array(file[(0x2C + 359)..<(0x2C + 359 + 32)])
        == bytes(hex: "5ba2d8d73455af895ee91a0a6b0a660972c1750e07c81b8a2712efe2698b2809"))
  }

  @Test("a file is read back, for contents around the cipher's block length")
  func roundTrip() throws {
    for length in 0...40 {
      let file = Start2File(
        time: Self.time &+ UInt64(length) &* 0x1234_5678_9ABC,
        content: Array(repeating: 0x41, count: length))
      #expect(try Start2File(bytes: file.encoded()) == file)
    }
  }

  @Test("every shortened or lengthened file is refused")
  func truncation() throws {
    let file = try Start2File(time: Self.time, content: Self.emptyList).encoded()
    for length in 0..<file.count {
      let error = #expect(throws: StartMenuError.self) {
        try Start2File(bytes: Array(file.prefix(length)))
      }
      #expect(error?.code == (length < 0x2C ? .start2NotStart2 : .start2WrongLength))
    }
    let error = #expect(throws: StartMenuError.self) { try Start2File(bytes: file + [0]) }
    #expect(error?.code == .start2WrongLength)
  }

  @Test("a changed time or a content that is no multiple of the block is undecipherable")
  func undecipherable() throws {
    var file = try Start2File(time: Self.time, content: Self.emptyList).encoded()
    file[0x28] += 1
    file.append(0)
    let uneven = #expect(throws: StartMenuError.self) { try Start2File(bytes: file) }
    #expect(uneven?.code == .start2Undecipherable)
    #expect(uneven?.cause != nil)

    var noContent = try Start2File(time: Self.time, content: Self.emptyList).encoded()
    noContent.removeLast(32)
    noContent[0x28] -= 32
    let empty = #expect(throws: StartMenuError.self) { try Start2File(bytes: noContent) }
    #expect(empty?.code == .start2WrongLength)
  }

  @Test("any one changed byte gives a file or an error, never a trap")
  func changedBytes() throws {
    let file = try Start2File(time: Self.time, content: Self.emptyList).encoded()
    for index in file.indices {
      var changed = file
      changed[index] ^= 0x5A
      _ = try? Start2File(bytes: changed)
    }
  }
}
