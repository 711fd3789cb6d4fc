/// One item of an ITEMIDLIST, as far as it tells what a taskbar pin opens.
///
/// The form of items is the shell's own. What is read here stands in extension blocks at an item's end,
/// each with a length, a version and a signature; the item's last two bytes say where they begin.
///
/// Source: [MS-SHLLINK] 2.2 for the list; the blocks by what Explorer writes on Windows 8 to 10.
struct ShellItem {
  /// The AppID that Explorer noted for what the item opens: an application user model id, or a known
  /// folder's GUID and a path.
  let appID: String?
  /// The long name of a file or folder.
  let fileName: String?

  /// Reads the items of a list up to its end mark.
  ///
  /// - Returns: nil when an item is longer than the list, or there is no end mark.
  static func list(_ bytes: LittleEndianBytes) -> [ShellItem]? {
    var items: [ShellItem] = []
    var offset = 0
    while let size = bytes.uint16(at: offset) {
      if size == 0 { return items }
      guard size > 2, let item = bytes.slice(at: offset, count: size) else { return nil }
      items.append(ShellItem(item))
      offset += size
    }
    return nil
  }

  private enum Block {
    static let fileEntry = 0xBEEF_0004
    static let appID = 0xBEEF_001D
    static let headerLength = 8
    /// The fewest bytes of a block with anything in it.
    static let shortest = 10
  }

  private init(_ item: LittleEndianBytes) {
    var appID: String?
    var fileName: String?
    var offset = item.uint16(at: item.count - 2) ?? 0
    while offset >= 4, let size = item.uint16(at: offset), size >= Block.shortest,
      let block = item.slice(at: offset, count: size)
    {
      switch block.uint32(at: 4) {
      case Block.appID: appID = appID ?? block.wideText(at: Block.headerLength + 2)
      case Block.fileEntry: fileName = fileName ?? Self.longName(block)
      default: break
      }
      offset += size
    }
    self.appID = appID.flatMap { $0.isEmpty ? nil : $0 }
    self.fileName = fileName.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where the long name begins depends on the block's version: 3 Windows XP, 7 Vista, 8 Windows 7,
  /// 9 Windows 8.1 and later.
  private static func longName(_ block: LittleEndianBytes) -> String? {
    switch block.uint16(at: 2) ?? 0 {
    case 9...: block.wideText(at: 46)
    case 8: block.wideText(at: 42)
    case 7: block.wideText(at: 38)
    default: block.wideText(at: 20)
    }
  }
}
