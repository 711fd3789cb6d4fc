import Foundation

/// Where this user's programs keep what they remember: `$XDG_STATE_HOME/valise`, by default
/// `~/.local/state/valise`.
enum StateFolder {
  static func url(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    func folder(_ variable: String) -> URL? {
      environment[variable].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
    }
    let home = folder("HOME") ?? FileManager.default.homeDirectoryForCurrentUser
    let state = folder("XDG_STATE_HOME") ?? home.appending(path: ".local/state")
    return state.appending(path: "valise")
  }
}
