import RestoreRules
import UserEnvironment
import WindowsDevice

/// The apps that a restore installs, by what their pins open.
struct AwaitedApps: Sendable {
  /// What is installed for an app, by the app's id in lower case.
  private let names: [String: String]
  /// The letters of each program's name, and what is installed for it, in the order of the plan.
  private let programs: [(letters: String, installedName: String)]

  /// - Parameter apps: the planned apps that are installed.
  init(_ apps: [PlannedApp]) {
    names = Dictionary(
      apps.map { ($0.app.id.lowercased(), $0.installedName) },
      uniquingKeysWith: { first, _ in first })
    programs = apps.filter { $0.app.kind == .desktop }.map {
      (Self.letters($0.app.name), $0.installedName)
    }
  }

  /// The name of the app that brings what a pin opens; nil when none of them is known to.
  ///
  /// A packaged app is known by its family. A program is known by its folder, its file or its AppID in
  /// the app's name: `7-Zip\7zFM.exe` comes with `7-Zip 24.08 (x64)`.
  func app(for target: PinTarget) -> String? {
    switch target {
    case .packaged(let id), .secondary(let id, _):
      return AppUserModelID(id).flatMap { names[$0.family.description.lowercased()] }
    case .desktop(let id):
      let words = Self.words(of: id)
      return programs.first { program in words.contains { program.letters.contains($0) } }?
        .installedName
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
