import UserEnvironment

/// A shortcut file (.lnk), as far as it tells what it opens.
///
/// Source: Microsoft, [MS-SHLLINK] sections 2.1 to 2.5; [MS-PROPSTORE] for its properties.
public struct ShellLink: Hashable, Sendable {
  /// The AppID that the link itself bears (`System.AppUserModel.ID`); nil for none.
  public let appUserModelID: String?
  /// The path of the program or file; nil when the link names none, as one to a packaged app.
  public let targetPath: String?
  /// The arguments that the program is started with; empty for none.
  public let arguments: String

  /// Reads a shortcut.
  ///
  /// - Throws: ``StartMenuError`` `link.malformed` with the offset of the damage.
  public init(bytes: [UInt8]) throws(StartMenuError) {
    let all = LittleEndianBytes(bytes[...])
    guard all.uint32(at: 0) == Header.length,
      all.array(at: 4, count: 16) == Header.classID, let flags = all.uint32(at: 0x14)
    else {
      throw StartMenuError(.linkMalformed, "This is not a shortcut file.", offset: 0)
    }
    var reader = Reader(bytes: all, offset: Header.length)
    var itemIDs: LittleEndianBytes?
    if flags & Flag.hasItemIDs != 0 { itemIDs = try reader.block(sizedBy: 2, including: false) }
    var info: LittleEndianBytes?
    if flags & Flag.hasInfo != 0, flags & Flag.ignoresInfo == 0 {
      info = try reader.block(sizedBy: 4, including: true)
    }
    var strings: [Int: String] = [:]
    for flag in Flag.strings where flags & flag != 0 {
      strings[flag] = try reader.string(isWide: flags & Flag.isUnicode != 0)
    }
    let extra = LinkExtraData(all.rest(from: reader.offset))
    appUserModelID =
      extra.appUserModelID ?? itemIDs.flatMap(ShellItem.list)?.last?.appID
    targetPath = extra.environmentPath ?? info.flatMap(Self.localPath)
    arguments = strings[Flag.hasArguments] ?? ""
  }

  private enum Header {
    static let length = 0x4C
    static let classID: [UInt8] = [1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  }

  private enum Flag {
    static let hasItemIDs = 1 << 0
    static let hasInfo = 1 << 1
    static let hasArguments = 1 << 5
    static let isUnicode = 1 << 7
    static let ignoresInfo = 1 << 8
    /// Name, relative path, working folder, arguments, icon: in the order of the file.
    static let strings = [1 << 2, 1 << 3, 1 << 4, hasArguments, 1 << 6]
  }

  /// Steps through the parts of the file that follow one another.
  private struct Reader {
    let bytes: LittleEndianBytes
    var offset: Int

    /// A part that begins with its own length, which does or does not count itself.
    mutating func block(
      sizedBy digits: Int, including isIncluded: Bool
    ) throws(StartMenuError) -> LittleEndianBytes {
      let said = digits == 2 ? bytes.uint16(at: offset) : bytes.uint32(at: offset)
      guard let said, said >= (isIncluded ? digits : 0),
        let block = bytes.slice(
          at: offset + (isIncluded ? 0 : digits), count: said)
      else { throw Self.damage(at: offset) }
      offset += said + (isIncluded ? 0 : digits)
      return block
    }

    mutating func string(isWide: Bool) throws(StartMenuError) -> String {
      let width = isWide ? 2 : 1
      guard let count = bytes.uint16(at: offset),
        let text = bytes.array(at: offset + 2, count: count * width)
      else { throw Self.damage(at: offset) }
      offset += 2 + count * width
      guard isWide else { return String(decoding: text.map(UInt16.init), as: UTF16.self) }
      return String(decoding: text.littleEndianUnits() ?? [], as: UTF16.self)
    }

    private static func damage(at offset: Int) -> StartMenuError {
      StartMenuError(
        .linkMalformed, "A part of the shortcut is longer than the file.", offset: offset)
    }
  }

  /// The path on this PC: base and suffix, in UTF-16 where the link has it (section 2.3).
  private static func localPath(_ info: LittleEndianBytes) -> String? {
    guard let header = info.uint32(at: 4), let flags = info.uint32(at: 8), flags & 1 != 0 else {
      return nil
    }
    if header >= 0x24, let base = info.uint32(at: 0x1C), let suffix = info.uint32(at: 0x20),
      let path = info.wideText(at: base), !path.isEmpty
    {
      return path + (info.wideText(at: suffix) ?? "")
    }
    guard let base = info.uint32(at: 0x10), let path = asciiText(info, at: base), !path.isEmpty
    else { return nil }
    return path + (info.uint32(at: 0x18).flatMap { asciiText(info, at: $0) } ?? "")
  }

  /// Text in the PC's code page, where it is plain ASCII; another code page is not known here.
  private static func asciiText(_ bytes: LittleEndianBytes, at offset: Int) -> String? {
    var text: [UInt8] = []
    var place = offset
    while let byte = bytes.byte(at: place), byte != 0 {
      guard byte < 0x80 else { return nil }
      text.append(byte)
      place += 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}
