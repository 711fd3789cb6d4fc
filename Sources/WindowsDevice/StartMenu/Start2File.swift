/// The file in which Windows 11 keeps what is pinned to Start: `start2.bin` in the folder
/// `AppData\Local\Packages\Microsoft.Windows.StartMenuExperienceHost_cw5n1h2txyewy\LocalState`.
///
///     0x00  16  E27AE14B01FC4D1B9C00810BDE6E5185
///     0x10  16  4E5A5F47005BB1498A5C92AF9084F95E
///     0x20   8  the time of writing, FILETIME
///     0x28   4  length of what follows: the ciphertext's and 512
///     0x2C      padding, 0 to 511 bytes; AES-256-CBC ciphertext; padding up to 512 in all
///
/// Microsoft does not document it. docs/formats/start-pins.md says how it is known.
public struct Start2File: Hashable, Sendable {
  /// The time of writing: units of 100 ns since 1601.
  public var time: UInt64
  /// The decrypted content: see ``StartPinsDocument``.
  public var content: [UInt8]

  public init(time: UInt64, content: [UInt8]) {
    self.time = time
    self.content = content
  }

  private static let signature: [UInt8] = [
    0xE2, 0x7A, 0xE1, 0x4B, 0x01, 0xFC, 0x4D, 0x1B, 0x9C, 0x00, 0x81, 0x0B, 0xDE, 0x6E, 0x51, 0x85,
    0x4E, 0x5A, 0x5F, 0x47, 0x00, 0x5B, 0xB1, 0x49, 0x8A, 0x5C, 0x92, 0xAF, 0x90, 0x84, 0xF9, 0x5E,
  ]
  private static let headerLength = 0x2C
  private static let paddingLength = 0x200

  /// Reads a file.
  ///
  /// - Throws: ``StartMenuError`` with a `start2.` code.
  public init(bytes: [UInt8]) throws(StartMenuError) {
    guard bytes.count >= Self.headerLength, bytes.starts(with: Self.signature) else {
      throw StartMenuError(
        .start2NotStart2, "This is not a start2.bin of Windows 11.", offset: 0)
    }
    time = Self.number(bytes[0x20..<0x28])
    let length = Self.number(bytes[0x28..<0x2C])
    guard length == bytes.count - Self.headerLength, length > Self.paddingLength else {
      throw StartMenuError(
        .start2WrongLength,
        "The file says that \(length) bytes follow its header; "
          + "there are \(bytes.count - Self.headerLength).",
        offset: 0x28)
    }
    let cipher = Start2Cipher(time: time)
    let start = Self.headerLength + cipher.leadingPadding
    let end = start + Int(length) - Self.paddingLength
    do {
      content = try cipher.decrypt(bytes[start..<end])
    } catch {
      throw StartMenuError(
        .start2Undecipherable, "The file's content does not decrypt: it was changed or damaged.",
        offset: start, cause: error)
    }
  }

  /// The file's bytes. Windows does not look at the padding; it is filled as Windows fills it, with
  /// the low bytes of a generator that nobody seeded.
  public func encoded() throws(StartMenuError) -> [UInt8] {
    let cipher = Start2Cipher(time: time)
    let ciphertext: [UInt8]
    do {
      ciphertext = try cipher.encrypt(content)
    } catch {
      throw StartMenuError(.start2Undecipherable, "The content does not encrypt.", cause: error)
    }
    var numbers = MersenneTwister(seed: MersenneTwister.defaultSeed)
    let padding = (0..<Self.paddingLength).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    return Self.signature
      + Self.littleEndian(time, count: 8)
      + Self.littleEndian(UInt64(ciphertext.count + Self.paddingLength), count: 4)
      + padding.prefix(cipher.leadingPadding)
      + ciphertext
      + padding.dropFirst(cipher.leadingPadding)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func littleEndian(_ number: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
  }
}
