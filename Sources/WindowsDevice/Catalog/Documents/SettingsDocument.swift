import UserEnvironment

/// The page that lists every setting for people: `docs/settings.md`.
public struct SettingsDocument: Sendable {
  public let catalog: SettingsCatalog

  public init(_ catalog: SettingsCatalog) {
    self.catalog = catalog
  }

  /// The page in Markdown.
  public var markdown: String {
    let entries = catalog.definitions.map(entry) + catalog.files.map(entry)
    let categories = Dictionary(grouping: entries, by: \.category)
    let sections = categories.keys.sorted().map { category in
      "## " + Markdown.title(category) + "\n\n"
        + Markdown.table(
          ["setting", "id", "place", "types", "restore", "takes effect"],
          (categories[category] ?? []).map(\.cells))
    }
    return ([introduction(count: entries.count, categories: categories.count)] + sections)
      .joined(separator: "\n\n") + "\n"
  }

  /// A line of a category's table.
  private struct Entry {
    let category: String
    let cells: [String]
  }

  private func introduction(count: Int, categories: Int) -> String {
    """
    # Settings

    <!-- Written by `valise catalog document settings`; edit the catalog, not this page. -->

    The \(count) settings that Valise knows, in \(categories) categories: where Windows keeps each, what a restore on another PC
    does with it, and what makes it take effect. [settings-catalog.md](settings-catalog.md) says how to read and add rows;
    `valise catalog show ID` prints all that is known of one. `<words in brackets>` in a place stand for any name.

    HKCU is the person's own part of the registry, HKLM the PC's. A setting is left, whatever is said here, when the new PC has the
    same value already, when a policy there decides it, and when its value has a form that Windows does not use for it.
    """
  }

  // MARK: Values

  private func entry(_ setting: SettingDefinition) -> Entry {
    Entry(
      category: setting.category,
      cells: [
        setting.name, Markdown.code(setting.id), place(of: setting),
        setting.types.joined(separator: ", "), restore(of: setting), effect(of: setting),
      ])
  }

  private func place(of setting: SettingDefinition) -> String {
    if setting.portability == .recorded {
      return "cloud store, " + Markdown.code(setting.value)
    }
    let root =
      switch setting.hive {
      case .user: "HKCU\\"
      case .classes: "HKCU\\Software\\Classes\\"
      case .software: "HKLM\\SOFTWARE\\"
      case .system: "HKLM\\SYSTEM\\"
      }
    let value = setting.value.isEmpty ? "(default)" : setting.value
    return Markdown.code(root + setting.key) + ", " + Markdown.code(value)
  }

  // MARK: What a restore does

  private func restore(of setting: SettingDefinition) -> String {
    switch setting.portability {
    case .machineBound: return "no. " + setting.note
    case .policyOwned: return "no: the organization decides it."
    case .protected: return "no: Windows guards it against other programs."
    case .recorded:
      guard let successor = setting.successor, let lastBuild = setting.lastBuild else {
        return "no, only shown. " + setting.note
      }
      return "after build \(lastBuild) as \(Markdown.code(successor.id)); else only shown"
    case .portable, .profilePath: break
    }
    if setting.sensitivity == .secret { return "only when opted in: it may hold a secret." }
    return ([merge(of: setting)] + provisos(of: setting)).joined(separator: "; ")
  }

  private func merge(of setting: SettingDefinition) -> String {
    switch setting.merge {
    case .bits: "only the person's choice out of the value"
    case .list: "added to the list that is there"
    case .replace:
      setting.portability == .profilePath ? "yes, moved into the new profile" : "yes"
    }
  }

  private func provisos(of setting: SettingDefinition) -> [String] {
    var provisos: [String] = []
    switch setting.condition {
    case .none: break
    case .sameDisplayScale: provisos.append("at the same display scale")
    case .insideProfile: provisos.append("inside the profile")
    }
    switch setting.dependency {
    case .none: break
    case .file: provisos.append("where the file is")
    case .font: provisos.append("where the font is")
    case .app: provisos.append("where the app is")
    }
    if setting.firstBuild > SettingsCatalogFile.oldestBuild {
      provisos.append("from build \(setting.firstBuild) on")
    }
    if let lastBuild = setting.lastBuild {
      let after = setting.successor.map { ", then as " + Markdown.code($0.id) } ?? ""
      provisos.append("up to build \(lastBuild)" + after)
    }
    return provisos
  }

  private func effect(of setting: SettingDefinition) -> String {
    guard [.portable, .profilePath].contains(setting.portability) else { return "" }
    return setting.effect.inWords
  }

  // MARK: Files

  private func entry(_ file: SettingFileDefinition) -> Entry {
    let place =
      switch file.source {
      case .path(let path): "file " + Markdown.code(#"%USERPROFILE%\"# + path)
      case .setting(let id): "the file that \(Markdown.code(id)) names, in the profile"
      case .lockScreen(let path):
        "the lock screen's picture; restored as " + Markdown.code(#"%USERPROFILE%\"# + path)
      }
    let merge =
      switch file.merge {
      case .replace: "yes"
      case .beside: "yes, beside a file that is there"
      case .lines: "words that are missing are added"
      }
    return Entry(
      category: file.category,
      cells: [
        file.name, Markdown.code(file.id), place, file.content.rawValue,
        merge + "; up to \(file.largestSize / 1024) KB", file.effect.inWords,
      ])
  }
}

extension SettingDefinition.Effect {
  fileprivate var inWords: String {
    switch self {
    case .none: "when it is read next"
    case .broadcast: "at once"
    case .appRestart: "when its app starts again"
    case .startMenuRestart: "when Start starts again"
    case .explorerRestart: "when Explorer starts again"
    case .signOut: "at the next sign-in"
    case .reboot: "after a restart"
    }
  }
}
