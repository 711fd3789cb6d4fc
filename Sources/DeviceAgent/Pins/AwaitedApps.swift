import RestoreRules
import UserEnvironment
import WindowsDevice

/// The apps that a restore installs, by what their pins open.
struct AwaitedApps: Sendable {
  private let apps: [PlannedApp]

  /// - Parameter apps: the planned apps that are installed.
  init(_ apps: [PlannedApp]) {
    self.apps = apps
  }

  /// The name of the app that brings what a pin opens; nil when none of them is known to.
  ///
  /// A packaged app is known by its family. A program is known by its folder, its file or its AppID in
  /// the app's name: `7-Zip\7zFM.exe` comes with `7-Zip 24.08 (x64)`.
  func app(for target: PinTarget) -> String? {
    switch target {
    case .packaged(let id), .secondary(let id, _):
      let family = AppUserModelID(id)?.family.description.lowercased()
      return apps.first { $0.app.id.lowercased() == family }?.installedName
    case .desktop(let id):
      let words = Self.words(of: id)
      return apps.first { planned in
        planned.app.kind == .desktop
          && words.contains { Self.letters(planned.app.name).contains($0) }
      }?.installedName
    case .link:
      return nil
    }
  }

  private static let shortestWord = 4

  /// The program's folder and file, or the whole AppID, without what is no letter or digit.
  private static func words(of appID: String) -> [String] {
    let parts = appID.split(separator: "\\").map(String.init)
    guard parts.count > 1, let file = parts.last else {
      return [letters(appID)].filter { $0.count >= shortestWord }
    }
    let isDrive = parts[0].hasSuffix(":")
    let folder = parts.dropFirst(isDrive ? 2 : 1).first ?? file
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    return [letters(folder), letters(stem)].filter { $0.count >= shortestWord }
  }

  private static func letters(_ text: String) -> String {
    text.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
