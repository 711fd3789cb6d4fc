import UserEnvironment

/// A shortcut file that names a program by a path with environment variables.
///
/// Source: Microsoft, [MS-SHLLINK] sections 2.1 and 2.5.4.
struct ShellLink {
  let target: String

  func encoded() -> [UInt8] {
    header + environmentVariableBlock + [0, 0, 0, 0]
  }

  private var header: [UInt8] {
    let length: [UInt8] = [0x4C, 0, 0, 0]
    let classID: [UInt8] = [1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    // IsUnicode, ForceNoLinkInfo, HasExpString.
    let flags: [UInt8] = [0x80, 0x03, 0, 0]
    let archive: [UInt8] = [0x20, 0, 0, 0]
    let timesAndSizes = [UInt8](repeating: 0, count: 32)
    let showNormally: [UInt8] = [1, 0, 0, 0]
    let rest = [UInt8](repeating: 0, count: 12)
    return length + classID + flags + archive + timesAndSizes + showNormally + rest
  }

  private var environmentVariableBlock: [UInt8] {
    let length: [UInt8] = [0x14, 0x03, 0, 0]
    let signature: [UInt8] = [0x01, 0, 0, 0xA0]
    let ansi = target.unicodeScalars.map { $0.isASCII ? UInt8($0.value) : UInt8(ascii: "?") }
    let wide = target.utf16.littleEndianBytes()
    return length + signature + filled(ansi, 260) + filled(wide, 520)
  }

  private func filled(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
    Array((bytes + [UInt8](repeating: 0, count: length)).prefix(length))
  }
}
