/// Makes the bytes that Explorer writes, for tests: shell items, lists of them, and shortcuts.
enum ShellBytes {
  static func wide(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + [0, 0]
  }

  static func number16(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

  static func number32(_ value: Int) -> [UInt8] {
    number16(value & 0xFFFF) + number16(value >> 16)
  }

  /// An item of a file with its long name, and the AppID that Explorer notes behind it.
  static func item(_ fileName: String, appID: String?) -> [UInt8] {
    let head: [UInt8] = [0x32, 0x00] + Array(repeating: 0, count: 10) + Array("A.LNK\0".utf8)
    let start = 2 + head.count
    var blocks = block(
      version: 9, signature: 0xBEEF_0004,
      Array(repeating: 0, count: 38) + wide(fileName), start: start)
    if let appID {
      blocks += block(
        version: 0, signature: 0xBEEF_001D, number16(2) + wide(appID), start: start)
    }
    return number16(2 + head.count + blocks.count) + head + blocks
  }

  private static func block(
    version: Int, signature: Int, _ content: [UInt8], start: Int
  ) -> [UInt8] {
    number16(content.count + 10) + number16(version) + number32(signature) + content
      + number16(start)
  }

  static func favorites(_ items: [[UInt8]]) -> [UInt8] {
    items.flatMap { item -> [UInt8] in
      let list = item + [0, 0]
      return [0] + number32(list.count) + list
    } + [0xFF]
  }

  static func resolve(_ links: [[UInt8]]) -> [UInt8] {
    links.flatMap { number32($0.count) + $0 }
  }

  /// A shortcut with these parts.
  static func link(
    localPath: String? = nil, environmentPath: String? = nil, appUserModelID: String? = nil,
    arguments: String? = nil
  ) -> [UInt8] {
    let flags = 0x80 | (localPath == nil ? 0 : 2) | (arguments == nil ? 0 : 0x20)
    var bytes: [UInt8] = [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    bytes += number32(flags) + Array(repeating: 0, count: 0x4C - 0x18)
    if let localPath {
      let base = wide(localPath)
      let suffix = 0x24 + base.count
      bytes += number32(suffix + 2) + number32(0x24) + number32(1)
      bytes += Array(repeating: 0, count: 16) + number32(0x24) + number32(suffix)
      bytes += base + [0, 0]
    }
    if let arguments {
      bytes += number16(arguments.utf16.count) + wide(arguments).dropLast(2)
    }
    if let environmentPath {
      let text = wide(environmentPath)
      bytes += number32(0x314) + number32(0xA000_0001) + Array(repeating: 0, count: 260)
      bytes += text + Array(repeating: 0, count: 520 - text.count)
    }
    if let appUserModelID {
      let text = wide(appUserModelID)
      let value =
        number32(17 + text.count) + number32(5) + [0] + number16(0x1F) + [0, 0]
        + number32(text.count / 2) + text
      let format: [UInt8] = [
        0x55, 0x28, 0x4C, 0x9F, 0x79, 0x9F, 0x39, 0x4B, 0xA8, 0xD0, 0xE1, 0xD4, 0x2D, 0xE1, 0xD5,
        0xF3,
      ]
      let content = number32(0x5350_5331) + format + value + number32(0)
      let storage = number32(content.count + 4) + content + number32(0)
      bytes += number32(storage.count + 8) + number32(0xA000_0009) + storage
    }
    return bytes + [0, 0, 0, 0]
  }
}
