import UserEnvironment

/// Looks whether what a setting's value names is there on the target.
struct SettingDependency {
  let target: SettingsPlanner.Target

  /// Why the value would lead to nothing there; nil when it leads somewhere.
  func refusal(of value: SettingValue, _ definition: SettingDefinition) -> PlanDecision? {
    switch definition.dependency {
    case .none:
      definition.portability == .profilePath && definition.merge != .list
        ? ownFileMissing(value, definition) : nil
    case .file: fileMissing(value, definition)
    case .font: fontMissing(value)
    case .app: appMissing(value)
    }
  }

  /// The paths to look for; none for a value that names none.
  func paths(in value: SettingValue, _ definition: SettingDefinition) -> [String] {
    guard definition.dependency == .file || definition.portability == .profilePath,
      let text = value.text
    else { return [] }
    let texts = definition.merge == .list ? text.split(separator: ";").map(String.init) : [text]
    return texts.compactMap { RestoredPath($0).location(inProfile: target.profilePath) }
  }

  /// Whether a folder is on the target; a variable that only the target can fill in is believed.
  func isThere(_ folder: String) -> Bool {
    RestoredPath(folder).location(inProfile: target.profilePath)
      .map(target.existingPaths.contains) ?? folder.hasPrefix("%")
  }

  // MARK: Files

  private func fileMissing(
    _ value: SettingValue, _ definition: SettingDefinition
  ) -> PlanDecision? {
    guard let text = value.text,
      let path = RestoredPath(text).location(inProfile: target.profilePath),
      !target.existingPaths.contains(path)
    else { return nil }
    let named = definition.sensitivity == .secret ? "a file or folder" : path
    return .leaving("fileMissing", "It points to \(named), which is not on this PC.")
  }

  /// A path that is written out must lead somewhere; what begins with a variable is a place that
  /// every PC has, or a list of paths.
  private func ownFileMissing(
    _ value: SettingValue, _ definition: SettingDefinition
  ) -> PlanDecision? {
    guard let text = value.text, RestoredPath(text).isLocal, !RestoredPath(text).isOfWindows else {
      return nil
    }
    return fileMissing(value, definition)
  }

  // MARK: Fonts

  /// Names that stand for whatever font Windows has for the purpose.
  private static let standingNames: Set<String> = ["", "__defaultttfont__", "terminal"]

  private func fontMissing(_ value: SettingValue) -> PlanDecision? {
    guard let fonts = target.fonts, let family = Self.fontFamily(of: value) else { return nil }
    let wanted = family.lowercased()
    let isThere =
      Self.standingNames.contains(wanted)
      || fonts.contains { font in
        let font = font.lowercased()
        return font == wanted || font.hasPrefix(wanted + " ")
      }
    return isThere
      ? nil : .leaving("fontMissing", "The font \(family) is not installed on this PC.")
  }

  /// The family's name: the text itself, or `lfFaceName` of a `LOGFONTW` (wingdi.h: 32 UTF-16 units
  /// at byte 28).
  private static func fontFamily(of value: SettingValue) -> String? {
    if let text = value.text { return text }
    guard value.kind == .binary, value.bytes.count >= 92,
      let units = value.bytes[28..<92].littleEndianUnits()
    else { return nil }
    return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
  }

  // MARK: Apps

  private func appMissing(_ value: SettingValue) -> PlanDecision? {
    guard let text = value.text, !text.isEmpty else { return nil }
    let known = target.appsByValue.first { $0.key.lowercased() == text.lowercased() }
    guard let app = known?.value else {
      return .leaving("appMissing", "It needs an app that is not known to be on this PC.")
    }
    let isThere = app.isEmpty || target.apps.contains { $0.lowercased() == app.lowercased() }
    return isThere
      ? nil : .leaving("appMissing", "It needs the app \(app), which is not on this PC.")
  }
}
