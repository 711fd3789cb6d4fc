import Foundation
import UserEnvironment
import WindowsDevice

/// Windows' package manager, `winget.exe`.
///
/// Source: Microsoft Learn, "install command (winget)" and "list command (winget)".
public struct Winget: PackageManager {
  private let program: String
  private let scope: InstalledApp.Scope?
  private let timeLimit: Duration

  /// - Parameters:
  ///   - program: the path of `winget.exe`, or of a program that stands for it.
  ///   - scope: whom apps are installed for, where no rule of IT says it; nil leaves the choice to
  ///     winget.
  ///   - timeLimit: how long one app may take before its installation is ended.
  public init(
    program: String, scope: InstalledApp.Scope? = nil, timeLimit: Duration = .seconds(1800)
  ) {
    self.program = program
    self.scope = scope
    self.timeLimit = timeLimit
  }

  public func install(_ app: QueuedApp) async throws -> InstallAnswer {
    let options =
      ["--accept-package-agreements", "--silent", "--no-upgrade"]
      + ((app.scope ?? scope).map { ["--scope", $0.rawValue] } ?? [])
    let ending = try await run("install", app, options, within: timeLimit)
    return ending.map { .code(WingetCode($0)) } ?? .tookTooLong
  }

  public func isInstalled(_ app: QueuedApp) async throws -> Bool {
    let ending = try await run("list", app, [], within: min(timeLimit, .seconds(300)))
    return ending.map { WingetCode($0) } == .success
  }

  private func run(
    _ command: String, _ app: QueuedApp, _ options: [String], within limit: Duration
  ) async throws -> ProgramRun.Ending? {
    let arguments =
      [command, "--id", app.packageID, "--exact", "--source", app.source]
      + ["--accept-source-agreements", "--disable-interactivity"] + options
    do {
      return try await ProgramRun(program, arguments, timeLimit: limit).finish()
    } catch let error as DeviceError {
      let advice =
        error.code == .toolMissing
        ? " Apps are installed by winget, which comes with App Installer: install that from the "
          + "Microsoft Store, or name the program with --winget." : ""
      throw AgentError(.noPackageManager, error.message + advice, cause: error)
    }
  }
}

extension WingetCode {
  /// The code that a run of winget ended with.
  ///
  /// Windows gives all 32 bits of it. Where the system keeps 8 bits only, winget's text may still
  /// say the whole: the last code in it whose lowest 8 bits are the same is taken.
  init(_ ending: ProgramRun.Ending) {
    guard let exitCode = ending.exitCode else {
      self.init(rawValue: 0x8A15_0005)
      return
    }
    let told = (1...255).contains(exitCode) ? Self.codes(in: ending.output) : []
    self.init(rawValue: told.last { $0 & 0xFF == exitCode } ?? exitCode)
  }

  /// The codes in a text: `0x` and eight hex digits.
  private static func codes(in text: [UInt8]) -> [UInt32] {
    text.split { !isHexDigit($0) && $0 != UInt8(ascii: "x") }.compactMap { word in
      guard word.count == 10, word.starts(with: Array("0x".utf8)) else { return nil }
      return UInt32(String(decoding: word.dropFirst(2), as: UTF8.self), radix: 16)
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}
