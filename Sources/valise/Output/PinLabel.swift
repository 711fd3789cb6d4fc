import UserEnvironment
import WindowsDevice

/// What a person would call a pin, as far as a backup knows.
struct PinLabel {
  private let names: [String: String]

  /// - Parameter apps: the apps of the same environment, whose names are taken.
  init(apps: AppsComponent?) {
    names = Dictionary(
      (apps?.apps ?? []).map { ($0.id.lowercased(), $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  func text(_ target: PinTarget) -> String {
    switch target {
    case .packaged(let id): packaged(id)
    case .secondary(let id, let tile): packaged(id) + ": " + tile
    case .desktop(let id): Self.desktop(id)
    case .link(let path): Self.stem(path)
    }
  }

  private func packaged(_ id: String) -> String {
    guard let family = AppUserModelID(id)?.family else { return id }
    if family.name.lowercased() == "windows.immersivecontrolpanel" { return "Settings" }
    return names[family.description.lowercased()] ?? Self.spoken(family.name)
  }

  private static let known = [
    "chrome": "Google Chrome", "msedge": "Microsoft Edge",
    "microsoft.windows.explorer": "File Explorer",
    "microsoft.internetexplorer.default": "Internet Explorer",
  ]

  private static func desktop(_ id: String) -> String {
    if let name = known[id.lowercased()] { return name }
    if id.contains("\\") { return stem(id) }
    // `Microsoft.Office.WINWORD.EXE.15`
    let parts = id.split(separator: ".").filter { $0.uppercased() != "EXE" && Int($0) == nil }
    return spoken(parts.suffix(1).joined())
  }

  private static func stem(_ path: String) -> String {
    let file = path.split(separator: "\\").last.map(String.init) ?? path
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
    return String(file[..<dot])
  }

  /// `Microsoft.WindowsCalculator` becomes `Windows Calculator`.
  private static func spoken(_ name: String) -> String {
    (name.split(separator: ".").last ?? name[...]).spacingWords()
  }
}
