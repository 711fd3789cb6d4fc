/// Which members of a theme are kept, and as what.
struct ThemeRule {
  let old: String
  let new: String
  let moved: [String: ProfilePath]

  /// The value that is kept; nil for a member that is not.
  func value(of member: ThemeFile.Member) -> String? {
    let section = member.section.lowercased()
    let name = member.name.lowercased()
    guard member.value.utf16.count <= Self.longestValue, let kind = Self.kind(section, name) else {
      return nil
    }
    return switch kind {
    case .number: Self.isNumber(member.value) ? member.value : nil
    case .color: Self.isColor(member.value) ? member.value : nil
    case .word: Self.isWord(member.value) ? member.value : nil
    case .text: Self.isText(member.value) ? member.value : nil
    case .path(let endings): path(member.value, endings)
    case .windowsPath(let endings): Self.isOfWindows(member.value, endings) ? member.value : nil
    }
  }

  private static let longestValue = 260

  private enum Kind {
    /// Decimal, or hexadecimal with `0x`.
    case number
    /// Three numbers.
    case color
    /// Letters, digits and braces.
    case word
    /// A text, or the number of one in a library of Windows.
    case text
    /// A file with one of these endings, in Windows or in the profile.
    case path([String])
    /// A file with one of these endings in Windows, perhaps with the number of a picture in it.
    case windowsPath([String])
  }

  private static let pictures = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff"]

  private static func kind(_ section: String, _ name: String) -> Kind? {
    switch section {
    case "theme":
      ["displayname": .text, "themeid": .word][name]
    case #"control panel\colors"#:
      .color
    case #"control panel\cursors"#:
      name.hasPrefix("defaultvalue") ? .text : .path([".cur", ".ani"])
    case #"control panel\desktop"#:
      name == "wallpaper" ? .path(pictures) : numbersOfDesktop.contains(name) ? .number : nil
    case "visualstyles":
      ["path": .windowsPath([".msstyles"]), "colorstyle": .word, "size": .word][name]
        ?? (wordsOfStyle.contains(name) ? .word : nil)
    case "masterthemeselector":
      name == "mtsm" ? .word : nil
    case "sounds":
      name == "schemename" ? .text : nil
    case "slideshow":
      ["interval", "shuffle"].contains(name) ? .number : nil
    case _ where section.hasPrefix(#"appevents\schemes\apps\"#):
      name == "defaultvalue" ? .path([".wav"]) : nil
    case _ where section.hasPrefix(#"clsid\{"#) && section.hasSuffix(#"\defaulticon"#):
      .windowsPath([".dll", ".ico", ".exe"])
    default:
      nil
    }
  }

  private static let numbersOfDesktop: Set = [
    "tilewallpaper", "wallpaperstyle", "pictureposition", "multimonbackgrounds",
    "windowsspotlight",
  ]

  private static let wordsOfStyle: Set = [
    "autocolorization", "colorizationcolor", "transparency", "composition", "visualstyleversion",
    "highcontrast", "systemmode", "appmode",
  ]

  // MARK: Values

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]
    let isHexadecimal = digits.count < text.count
    return !digits.isEmpty && digits.count <= 10
      && digits.allSatisfy { $0.isASCII && (isHexadecimal ? $0.isHexDigit : $0.isNumber) }
  }

  private static func isColor(_ text: String) -> Bool {
    let parts = text.split(separator: " ")
    return parts.count == 3 && parts.allSatisfy { UInt8($0) != nil }
  }

  private static func isWord(_ text: String) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "{}-. ".contains($0)) }
  }

  /// A text that begins with `@` names a library to load it from: one of Windows by its bare name.
  private static func isText(_ text: String) -> Bool {
    guard text.hasPrefix("@") else {
      return !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    let parts = text.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
    let library = parts[0].lowercased()
    let bare = library.hasPrefix(#"%systemroot%\system32\"#) ? library.dropFirst(22) : library[...]
    return parts.count == 2 && bare.hasSuffix(".dll") && bare.count > 4
      && bare.dropLast(4).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      && isNumber(parts[1].hasPrefix("-") ? String(parts[1].dropFirst()) : String(parts[1]))
  }

  /// A path in Windows, or in the profile as it is on the target; an empty one means none.
  private func path(_ text: String, _ endings: [String]) -> String? {
    if text.isEmpty || Self.isOfWindows(text, endings) { return text }
    guard let path = ProfilePath(of: text, in: old) ?? ProfilePath(of: text, in: new),
      endings.contains(where: path.description.lowercased().hasSuffix)
    else { return nil }
    return (moved[path.description.lowercased()] ?? path).path(in: new)
  }

  private static func isOfWindows(_ text: String, _ endings: [String]) -> Bool {
    let lower = text.lowercased()
    let folders = [
      #"%systemroot%\"#, #"%windir%\"#, #"%resourcedir%\"#, #"c:\windows\"#,
    ]
    guard let folder = folders.first(where: lower.hasPrefix) else { return false }
    let parts = lower.dropFirst(folder.count).split(separator: ",", maxSplits: 1)
    guard let path = parts.first.flatMap({ ProfilePath(String($0)) }),
      endings.contains(where: path.description.hasSuffix)
    else { return false }
    guard parts.count == 2 else { return true }
    return isNumber(parts[1].hasPrefix("-") ? String(parts[1].dropFirst()) : String(parts[1]))
  }
}
