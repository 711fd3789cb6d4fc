/// A text of a snapshot, looked at as the path that it may be. What a path names is opened, or run,
/// in the person's name, so a restored one leads to nothing but local files where they belong.
struct RestoredPath {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  /// Whether the text is a full path on a drive: `C:\Pictures\sea.jpg`.
  var isLocal: Bool {
    let start = Array(text.utf8.prefix(3))
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    return start.count == 3 && letters.contains(start[0] | 0x20)
      && start[1] == UInt8(ascii: ":") && start[2] == UInt8(ascii: "\\")
  }

  /// Whether the path leads into the folder of Windows itself.
  var isOfWindows: Bool { begins(with: ["%systemroot%", "%windir%", #"c:\windows"#]) }

  /// Whether the path is written as one in the person's own profile.
  var isInsideProfile: Bool { begins(with: ["%userprofile%"]) && refusal == nil }

  /// The full path that the text names for a person with this profile folder: variables are filled
  /// in, the number of an icon in its file is left out. Nil for what names no place on a drive.
  func location(inProfile profile: String) -> String? {
    let lower = text.lowercased()
    var path = text
    if let (variable, folder) = Self.folders(ofProfile: profile).first(where: {
      lower.hasPrefix($0.variable + "\\")
    }) {
      path = folder + text.dropFirst(variable.count)
    }
    if let comma = path.lastIndex(of: ","), Int(path[path.index(after: comma)...]) != nil {
      path = String(path[..<comma])
    }
    return RestoredPath(path).isLocal ? path : nil
  }

  /// The folders that variables stand for where Windows lies on C:, as it does on any PC that is set
  /// up by an organization's image.
  private static func folders(ofProfile profile: String) -> [(variable: String, folder: String)] {
    [
      ("%systemroot%", #"C:\Windows"#), ("%windir%", #"C:\Windows"#), ("%systemdrive%", "C:"),
      ("%programfiles%", #"C:\Program Files"#), ("%programdata%", #"C:\ProgramData"#),
      ("%allusersprofile%", #"C:\ProgramData"#), ("%public%", #"C:\Users\Public"#),
      ("%userprofile%", profile), ("%appdata%", profile + #"\AppData\Roaming"#),
      ("%localappdata%", profile + #"\AppData\Local"#),
    ]
  }

  /// Why the path goes nowhere; nil for an ordinary one, and for a text that is no path.
  var refusal: PlanDecision? {
    let lower = text.lowercased()
    let components = lower.split(whereSeparator: { $0 == "\\" || $0 == "/" })
    if lower.hasPrefix(#"\\"#) || lower.hasPrefix("//") {
      return PlanDecision(
        .leave, code: "setting.networkPath", reason: "It leads to another computer.")
    }
    if components.contains("..") {
      return PlanDecision(
        .leave, code: "setting.unsafePath", reason: "The path leads upwards, out of its folder.")
    }
    let isProgram = Self.programEndings.contains { lower.hasSuffix($0) }
    if isProgram && !isOfWindows && components.count > 1 {
      return PlanDecision(
        .leave, code: "setting.program", reason: "It would run a program that is not of Windows.")
    }
    return nil
  }

  private static let programEndings = [
    ".exe", ".scr", ".dll", ".com", ".bat", ".cmd", ".cpl", ".ps1", ".vbs", ".js",
  ]

  private func begins(with folders: [String]) -> Bool {
    let lower = text.lowercased()
    return folders.contains { lower == $0 || lower.hasPrefix($0 + "\\") }
  }
}
