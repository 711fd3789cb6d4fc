import Foundation

/// Windows' own command-line tools, and how they are started: by themselves on Windows, through
/// Wine elsewhere. Never through a shell.
///
/// Only exit codes decide: what the tools print is in the language of the PC.
public struct WindowsTools: Sendable {
  private enum Start: Sendable {
    /// The tools are programs of this folder.
    case directly(folder: String)
    /// A program starts them, which is given their name as its first argument.
    case through(program: String)
  }

  private let start: Start
  private let environment: [String: String]
  private let timeLimit: Duration
  /// The folder that stands for the system drive.
  let drive: URL
  /// The folder through which files are handed to and from the tools, and its Windows path.
  private let exchange: (url: URL, windowsPath: String)

  /// The tools of the Windows that this program runs on.
  ///
  /// - Parameter timeLimit: how long one call may take before it is ended.
  public static func native(timeLimit: Duration = .seconds(120)) -> WindowsTools {
    // Not by the search path, so that no other program of that name is started.
    let root = ProcessInfo.processInfo.environment["SystemRoot"] ?? #"C:\Windows"#
    let exchange = FileManager.default.temporaryDirectory
    return WindowsTools(
      start: .directly(folder: root + #"\System32"#), environment: [:], timeLimit: timeLimit,
      drive: URL(filePath: #"C:\"#, directoryHint: .isDirectory),
      exchange: (exchange, exchange.path))
  }

  /// The tools of a Wine prefix.
  ///
  /// - Parameters:
  ///   - prefix: the prefix's folder, the one with `drive_c` in it.
  ///   - command: the program Wine is started by.
  public static func wine(
    prefix: URL, command: String = "wine", timeLimit: Duration = .seconds(120)
  ) -> WindowsTools {
    let drive = prefix.appending(path: "drive_c", directoryHint: .isDirectory)
    return WindowsTools(
      start: .through(program: command),
      environment: ["WINEPREFIX": prefix.path, "WINEDEBUG": "-all"],
      timeLimit: timeLimit, drive: drive,
      exchange: (drive.appending(path: "windows/temp"), #"C:\windows\temp"#))
  }

  /// Whether they run on Windows itself.
  var isNative: Bool { if case .directly = start { true } else { false } }

  /// Runs a tool to its end.
  ///
  /// - Throws: ``DeviceError`` with `device.toolFailed` when it cannot be started or takes longer
  ///   than the time limit, after which it does not run any more.
  func run(_ tool: String, _ arguments: [String]) async throws -> ProgramRun.Ending {
    let (program, arguments) = command(tool, arguments)
    let run = ProgramRun(program, arguments, environment: environment, timeLimit: timeLimit)
    guard let ending = try await run.finish() else {
      throw DeviceError(
        .toolFailed,
        "\(tool) was ended because it took longer than \(timeLimit). "
          + "Try again when the PC is idle.")
    }
    return ending
  }

  /// What is run for a tool.
  private func command(_ tool: String, _ arguments: [String]) -> (String, [String]) {
    switch start {
    case .directly(let folder):
      // A tool that is not one of the system's names its place itself.
      ((tool.contains(":") ? "" : folder + "\\") + tool + ".exe", arguments)
    case .through(let program): (program, [tool] + arguments)
    }
  }

  /// Gives `work` a file for a tool to read or write, not there yet, in a folder that is no one
  /// else's and is removed afterwards.
  func withExchangeFile<Value: Sendable>(
    _ work: (ExchangeFile) async throws -> Value
  ) async throws -> Value {
    let name = "valise-" + UUID().uuidString
    let folder = exchange.url.appending(path: name)
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DeviceError(
        .toolFailed,
        "The folder \(folder.path) cannot be made, so nothing can be handed to Windows' tools. "
          + "Check that there is room and that it can be written to.",
        cause: error)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await work(
      ExchangeFile(
        url: folder.appending(path: "exchange"),
        windowsPath: [exchange.windowsPath, name, "exchange"].joined(separator: "\\")))
  }

  struct ExchangeFile: Sendable {
    let url: URL
    let windowsPath: String
  }
}
