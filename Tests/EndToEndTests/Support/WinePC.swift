import Foundation
import Testing

/// A running Windows that a test can have here: a Wine prefix of its own, and Wine's own `reg.exe` as
/// the other opinion on what is in it.
final class WinePC {
  static let absence = "wine is not installed."

  static let isHere: Bool = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return ["wine", "wineserver"].allSatisfy { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }()

  let prefix = TemporaryFolder.make()

  /// A search path on which `wine` also has what it lacks: a `dsregcmd` that says that the PC is joined to
  /// Entra ID and a domain, so that its accounts are work accounts.
  static let searchPath: Result<String, any Error> = Result { try makeSearchPath() }

  /// The same with a PowerShell that knows one thing, where the PC's power comes from: what the file says,
  /// in the words of `PowerLineStatus` (0 for the battery, 1 for mains).
  static func searchPath(powerLineStatus file: URL) throws -> String {
    try makeSearchPath(
      with: """
        if [ "$1" = powershell ]; then
          for script in "$@"; do :; done
          case "$script" in *PowerLineStatus*)
            quote="'"
            place=${script##*-LiteralPath $quote}
            place=$(PATH='\(path)' wine winepath -u "${place%$quote}" | tr -d '\\r')
            printf '{"cost":1,"roaming":false,"power":%s}' "$(cat '\(file.path)')" > "$place"
            exit 0
          esac
        fi
        """)
  }

  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"

  private static func makeSearchPath(with tools: String = "") throws -> String {
    let script = """
      #!/bin/sh
      if [ "$1" = dsregcmd ]; then
        printf 'AzureAdJoined : YES\\r\\n DomainJoined : YES\\r\\n'
        exit 0
      fi
      \(tools)
      PATH='\(path)' exec wine "$@"
      """
    let folder = TemporaryFolder.make()
    let wine = folder.appending(path: "wine")
    try Data(script.utf8).write(to: wine)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wine.path)
    return folder.path + ":" + path
  }

  /// Sets up a Windows of this build.
  init(build: Int) throws {
    try run("wine", ["wineboot", "-i"])
    let windows = #"HKLM\Software\Microsoft\Windows NT\CurrentVersion"#
    try set(windows, "CurrentBuild", "REG_SZ", "\(build)")
    try set(windows, "EditionID", "REG_SZ", "Enterprise")
    // Every person of a real Windows has classes of their own.
    try run("wine", ["reg", "add", #"HKCU\Software\Classes\.valise"#, "/f"])
  }

  deinit {
    _ = try? run("wineserver", ["-k"])
    _ = try? run("wineserver", ["-w"])
  }

  /// Sets a value, by Wine's `reg.exe`.
  func set(_ key: String, _ name: String, _ type: String, _ data: String) throws {
    try run("wine", ["reg", "add", key, "/v", name, "/t", type, "/d", data, "/f"])
  }

  /// Imports a registry text, by Wine's `reg.exe`.
  func importText(_ text: String) throws {
    let file = prefix.appending(path: "drive_c/windows/temp/imported.reg")
    defer { try? FileManager.default.removeItem(at: file) }
    try #require(text.data(using: .utf16LittleEndian).map { Data([0xFF, 0xFE]) + $0 })
      .write(to: file)
    try run("wine", ["reg", "import", #"C:\windows\temp\imported.reg"#])
  }

  /// The type and data of a value as Wine's `reg.exe` prints them; nil when it finds none.
  func value(_ key: String, _ name: String) throws -> String? {
    let printed = try? run("wine", ["reg", "query", key, "/v", name])
    return printed?.split(separator: "\n").first { $0.hasPrefix("    " + name + "    ") }
      .map { $0.dropFirst(name.count + 8).trimmingCharacters(in: .whitespaces) }
  }

  /// What the person's hive holds, as `reg.exe` exports it, without Wine's own notes, which come and go.
  func userHive() throws -> String {
    let file = prefix.appending(path: "drive_c/windows/temp/exported.reg")
    try run("wine", ["reg", "export", "HKCU", #"C:\windows\temp\exported.reg"#, "/y"])
    defer { try? FileManager.default.removeItem(at: file) }
    return try String(contentsOf: file, encoding: .utf16).components(separatedBy: "\r\n\r\n")
      .filter { !$0.hasPrefix(#"[HKEY_CURRENT_USER\Software\Wine"#) }.joined(separator: "\n\n")
  }

  struct Failed: Error {
    let arguments: [String]
    let status: Int32
    let output: String
  }

  @discardableResult
  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "WINEPREFIX": prefix.path, "WINEDEBUG": "-all",
      // Else a new prefix would put menus into the home folder of whoever runs the tests.
      "WINEDLLOVERRIDES": "winemenubuilder.exe=d",
    ]) { $1 }
    // A file, not a pipe: what Wine leaves running would hold a pipe open.
    let output = TemporaryFolder.make().appending(path: "output")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      .replacing("\r\n", with: "\n")
    guard process.terminationStatus == 0 else {
      throw Failed(arguments: arguments, status: process.terminationStatus, output: text)
    }
    return text
  }
}
