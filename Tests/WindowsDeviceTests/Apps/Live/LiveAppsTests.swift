import Foundation
import Testing

@testable import WindowsDevice

/// winget and PowerShell are stand-ins here: a script that is told which tool it is.
@Suite("Asking winget and PowerShell for apps")
struct LiveAppsTests {
  /// Puts the answers of the real tools where these would put them.
  private static let answering = #"""
    place() { printf '%s' "$WINEPREFIX/drive_c$(printf %s "${1#C:}" | tr '\\' /)"; }
    tool=$1; shift
    case $tool in
    winget)
      [ "$1 $2" = "export -o" ] || exit 9
      cat "$ANSWERS/export.json" > "$(place "$3")"; exit 20;;
    powershell)
      script=$4; file=${script##*-LiteralPath \'}; file=${file%\'}
      case $script in
      *Get-AppxPackage*) cat "$ANSWERS/packages.json" > "$(place "$file")";;
      *Get-StartApps*) cat "$ANSWERS/start.json" > "$(place "$file")";;
      esac;;
    esac
    """#

  private static let packages =
    #"[{"PackageFullName":"Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4","SignatureKind":3},{}]"#

  @Test("both are asked, and what they write is read")
  func both() async throws {
    let apps = try await apps(
      Self.answering,
      answers: [
        "export.json": Data(LiveListTests.export.utf8), "packages.json": Data(Self.packages.utf8),
        "start.json": Data([0xEF, 0xBB, 0xBF]) + Data(#"{"Name":"Rechner","AppID":"x"}"#.utf8),
      ])
    #expect(apps.winget?.packages.count == 3)
    #expect(apps.packages?.count == 1)
    #expect(apps.startApps == [StartApp(name: "Rechner", id: "x")])
    #expect(
      apps.remarks == [
        "Left out, since their form is not known: 1 of the packages of Get-AppxPackage."
      ])
  }

  @Test(
    "a tool that is missing, fails, writes nothing or nonsense, or never ends leaves a remark",
    arguments: [
      "exit 1", #"[ "$1" = winget ] && exit 0; exit 3"#, "exec sleep 60",
      answering.replacing("export.json", with: "missing").replacing(
        "packages.json", with: "missing"
      )
      .replacing("start.json", with: "missing"),
    ])
  func failing(script: String) async throws {
    let apps = try await apps(
      script, answers: ["missing": Data("{".utf8)], timeLimit: .milliseconds(700))
    #expect(apps.winget == nil)
    #expect(apps.packages == nil)
    #expect(apps.startApps == nil)
    #expect(apps.remarks.count == 3)
  }

  @Test("without the tools at all there are three remarks, and no failure")
  func absent() async throws {
    let prefix = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let tools = WindowsTools.wine(prefix: prefix, command: "/nothing/there")
    #expect(await tools.liveApps().remarks.count == 3)
  }

  private func apps(
    _ script: String, answers: [String: Data], timeLimit: Duration = .seconds(30)
  ) async throws -> LiveApps {
    let folder = FileManager.default.temporaryDirectory.appending(path: "valise's-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "drive_c/windows/temp"), withIntermediateDirectories: true)
    for (name, bytes) in answers { try bytes.write(to: folder.appending(path: name)) }
    let launcher = folder.appending(path: "launcher")
    try Data("#!/bin/sh\nANSWERS=\"$WINEPREFIX\"\n\(script)\n".utf8).write(to: launcher)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: launcher.path)
    return await WindowsTools.wine(prefix: folder, command: launcher.path, timeLimit: timeLimit)
      .liveApps()
  }
}
