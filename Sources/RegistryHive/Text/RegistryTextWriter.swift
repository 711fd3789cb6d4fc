/// Writes registry text, such that what reads it gets every name and byte back.
struct RegistryTextWriter {
  /// Lines of hexadecimal digits are broken before they get longer than this.
  private static let longestLine = 80

  private(set) var units: [UInt16] = Array("Windows Registry Editor Version 5.00\r\n".utf16)
  /// The key that value lines would be read as belonging to.
  private var currentKey: [UInt16]?

  mutating func write(_ entry: RegistryText.Entry) {
    switch entry {
    case .createKey(let path):
      writeHeading(path, isDeletion: false)
      currentKey = path
    case .deleteKey(let path):
      writeHeading(path, isDeletion: true)
      currentKey = nil
    case .setValue(let path, let name, let type, let bytes):
      open(path)
      let start = units.count
      writeName(name)
      writeData(type, bytes, lineStart: start)
      write("\r\n")
    case .deleteValue(let path, let name):
      open(path)
      writeName(name)
      write("-\r\n")
    }
  }

  private mutating func open(_ path: [UInt16]) {
    guard currentKey != path else { return }
    writeHeading(path, isDeletion: false)
    currentKey = path
  }

  private mutating func writeHeading(_ path: [UInt16], isDeletion: Bool) {
    write(isDeletion ? "\r\n[-" : "\r\n[")
    units += path
    write("]\r\n")
  }

  private mutating func writeName(_ name: [UInt16]) {
    if name.isEmpty {
      write("@=")
    } else {
      writeQuoted(name)
      write("=")
    }
  }

  private mutating func writeQuoted(_ text: [UInt16]) {
    write("\"")
    for unit in text {
      if unit == 0x22 || unit == 0x5C { units.append(0x5C) }
      units.append(unit)
    }
    write("\"")
  }

  private mutating func writeData(
    _ type: RegistryValueType, _ bytes: [UInt8], lineStart: Int
  ) {
    if type == .string, let text = Self.quotable(bytes) {
      writeQuoted(text)
    } else if type == .dword, bytes.count == 4 {
      write("dword:")
      for byte in bytes.reversed() { writeHexadecimal(byte) }
    } else {
      write(type == .binary ? "hex:" : "hex(\(String(type.rawValue, radix: 16))):")
      writeBytes(bytes, lineStart: lineStart)
    }
  }

  private mutating func writeBytes(_ bytes: [UInt8], lineStart: Int) {
    var lineStart = lineStart
    for (index, byte) in bytes.enumerated() {
      writeHexadecimal(byte)
      guard index + 1 < bytes.count else { return }
      write(",")
      // Room for two digits, a comma and the backslash.
      if units.count - lineStart > Self.longestLine - 4 {
        write("\\\r\n")
        lineStart = units.count
        write("  ")
      }
    }
  }

  private mutating func writeHexadecimal(_ byte: UInt8) {
    for digit in [byte >> 4, byte & 0xF] {
      units.append(UInt16(digit < 10 ? 0x30 + digit : 0x57 + digit))
    }
  }

  private mutating func write(_ text: String) {
    units += text.utf16
  }

  /// The text of a string's bytes where quotes carry it unchanged: whole units, one terminator at
  /// the end, no CR, LF or NUL inside, no lone surrogate.
  private static func quotable(_ bytes: [UInt8]) -> [UInt16]? {
    guard bytes.count >= 2, bytes.count % 2 == 0 else { return nil }
    var units = [UInt16](littleEndian: bytes[...])
    guard units.popLast() == 0 else { return nil }
    var index = 0
    while index < units.count {
      switch units[index] {
      case 0, 0x0A, 0x0D, 0xDC00...0xDFFF:
        return nil
      case 0xD800...0xDBFF:
        guard index + 1 < units.count, 0xDC00...0xDFFF ~= units[index + 1] else { return nil }
        index += 2
      default:
        index += 1
      }
    }
    return units
  }
}
