import Foundation
import Subprocess

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

  /// How a tool's run ended.
  struct Ending: Sendable {
    /// Nil when a signal ended it.
    let exitCode: Int32?
    /// What it printed, errors included.
    let output: [UInt8]

    var isSuccess: Bool { exitCode == 0 }

    /// The ending in words, for messages.
    var description: String { exitCode.map { "exit code \($0)" } ?? "ended by a signal" }
  }

  /// Runs a tool to its end.
  ///
  /// - Throws: ``DeviceError`` with `device.toolFailed` when it cannot be started or takes longer
  ///   than the time limit, after which it does not run any more.
  func run(_ tool: String, _ arguments: [String]) async throws -> Ending {
    try await withExchangeFile { file in
      // A file and not a pipe: what Wine leaves running would hold a pipe open.
      guard FileManager.default.createFile(atPath: file.url.path, contents: nil) else {
        throw DeviceError(
          .toolFailed,
          "\(tool) cannot be started: \(file.url.path) cannot be made to take what it prints. "
            + "Check that the folder for temporary files has room and can be written to.")
      }
      let status = try await finish(tool, arguments, printingTo: file.url)
      let output = FileManager.default.contents(atPath: file.url.path) ?? Data()
      let exitCode: Int32? = if case .exited(let code) = status { Int32(code) } else { nil }
      return Ending(exitCode: exitCode, output: Array(output))
    }
  }

  private func finish(
    _ tool: String, _ arguments: [String], printingTo file: URL
  ) async throws -> TerminationStatus {
    let limit = timeLimit
    return try await withThrowingTaskGroup(of: TerminationStatus?.self) { group in
      group.addTask { try await run(tool, arguments, printingTo: file) }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      // Leaving cancels the other task; a tool that still runs is ended then and waited for.
      defer { group.cancelAll() }
      guard let status = try await group.next() ?? nil else {
        throw DeviceError(
          .toolFailed,
          "\(tool) was ended because it took longer than \(limit). Try again when the PC is idle.")
      }
      return status
    }
  }

  private func run(
    _ tool: String, _ arguments: [String], printingTo file: URL
  ) async throws -> TerminationStatus {
    let output = try FileHandle(forWritingTo: file)
    defer { try? output.close() }
    let (program, arguments) = command(tool, arguments)
    do {
      return try await Subprocess.run(
        program, arguments: Arguments(arguments),
        environment: .inherit.updating(
          Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
        output: .fileDescriptor(
          .init(rawValue: output.fileDescriptor), closeAfterSpawningProcess: false),
        error: .combinedWithOutput
      ).terminationStatus
    } catch let error as SubprocessError {
      throw DeviceError(
        .toolFailed, "\(program) cannot be started. Check that it is installed.", cause: error)
    }
  }

  /// What is run for a tool.
  private func command(_ tool: String, _ arguments: [String]) -> (Executable, [String]) {
    switch start {
    case .directly(let folder):
      // A tool that is not one of the system's names its place itself.
      (.path(.init((tool.contains(":") ? "" : folder + "\\") + tool + ".exe")), arguments)
    case .through(let program):
      // A name is looked for in the search path.
      (program.contains("/") ? .path(.init(program)) : .name(program), [tool] + arguments)
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
