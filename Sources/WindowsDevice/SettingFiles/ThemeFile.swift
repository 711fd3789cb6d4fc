import Foundation
import UserEnvironment

/// A Windows theme (`.theme`): sections of `name=value` lines.
///
/// A theme is data that makes Windows open files and load resources, and themes have been used for
/// attacks that way. So of one that comes from elsewhere only the members that are known to be
/// harmless are kept, and paths only into Windows itself and into the person's own profile.
///
/// Source: "Theme file format" (Microsoft's Win32 documentation).
public struct ThemeFile: Hashable, Sendable {
  struct Member: Hashable {
    /// As written, without brackets.
    let section: String
    let name: String
    let value: String
  }

  let members: [Member]

  /// Nil for bytes that are no theme: every theme has the section `Theme`.
  public init?(_ bytes: Data) {
    guard let text = Self.text(bytes), !text.unicodeScalars.contains("\0") else { return nil }
    var section = ""
    var sections: Set<String> = []
    var members: [Member] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = String(line.dropFirst().dropLast())
        sections.insert(section.lowercased())
      } else if !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") {
        members.append(
          Member(
            section: section,
            name: line[..<equals].trimmingCharacters(in: .whitespaces),
            value: line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)))
      }
    }
    guard sections.contains("theme") else { return nil }
    self.members = members
  }

  private init(members: [Member]) {
    self.members = members
  }

  /// UTF-16 with a byte order mark, UTF-8, or else one byte a character.
  private static func text(_ bytes: Data) -> String? {
    if bytes.starts(with: [0xFF, 0xFE]) {
      guard bytes.count.isMultiple(of: 2) else { return nil }
      return String(data: bytes.dropFirst(2), encoding: .utf16LittleEndian)
    }
    let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    return String(validating: plain, as: UTF8.self) ?? String(data: plain, encoding: .isoLatin1)
  }

  /// The theme with its harmless members only, and the paths of the old profile led into the new one.
  ///
  /// - Parameters:
  ///   - old: the profile folder on the source.
  ///   - new: the profile folder on the target.
  ///   - moved: paths below the profile, in lower case, of files that have another name on the target.
  public func harmless(
    from old: String, to new: String, moved: [String: ProfilePath] = [:]
  ) -> ThemeFile {
    let rule = ThemeRule(old: old, new: new, moved: moved)
    return ThemeFile(
      members: members.compactMap { member in
        rule.value(of: member).map {
          Member(section: member.section, name: member.name, value: $0)
        }
      })
  }

  /// Whether the theme is what ``harmless(from:to:moved:)`` makes for this profile.
  public func isHarmless(in profile: String) -> Bool {
    harmless(from: profile, to: profile) == self
  }

  /// The text in ASCII where that does, else in UTF-16: Windows reads both.
  public var bytes: Data {
    var text = ""
    var section = "Theme"
    if members.first?.section.lowercased() != "theme" { text = "[Theme]\r\n" }
    for member in members {
      if member.section != section || text.isEmpty {
        text += (text.isEmpty ? "[" : "\r\n[") + member.section + "]\r\n"
        section = member.section
      }
      text += member.name + "=" + member.value + "\r\n"
    }
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return Data(text.utf8) }
    return Data([0xFF, 0xFE] + text.utf16.littleEndianBytes())
  }
}
