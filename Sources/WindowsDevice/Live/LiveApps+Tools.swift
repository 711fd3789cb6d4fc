import Foundation
import UserEnvironment

extension LiveWindows {
  /// Asks winget and PowerShell, each for itself. They tell of the account that runs this program, so
  /// another account is not asked about.
  public func liveApps(of account: Account) async -> LiveApps? {
    guard (try? await signedInAccount())?.sid == account.sid else { return nil }
    return await tools.liveApps()
  }
}

extension WindowsTools {
  /// What winget and PowerShell list for the account that runs them.
  func liveApps() async -> LiveApps {
    var apps = LiveApps()
    do {
      apps.winget = try WingetExport(json: try await wingetExport())
    } catch {
      apps.remarks.append(
        "winget cannot list its packages, so programs are known by their names only. \(error)")
    }
    do {
      let list = try AppxPackage.list(
        await powerShell("Get-AppxPackage | Select-Object " + Self.packageMembers))
      apps.packages = list.elements
      apps.remarks += Self.remark(list.unknownCount, "packages of Get-AppxPackage")
    } catch {
      apps.remarks.append("PowerShell cannot list the Store apps. \(error)")
    }
    do {
      let list = try StartApp.list(await powerShell("Get-StartApps"))
      apps.startApps = list.elements
      apps.remarks += Self.remark(list.unknownCount, "entries of Get-StartApps")
    } catch {
      apps.remarks.append("PowerShell cannot list the apps of the Start menu. \(error)")
    }
    return apps
  }

  private static func remark(_ count: Int, _ what: String) -> [String] {
    count == 0 ? [] : ["Left out, since their form is not known: \(count) of the \(what)."]
  }

  private static let packageMembers = AppxPackage.CodingKeys.allCases.map(\.rawValue)
    .joined(separator: ",")

  /// winget is an app itself, so it is among the person's, not among the system's tools.
  private var winget: String {
    let folder = ProcessInfo.processInfo.environment["LOCALAPPDATA"] ?? ""
    return isNative ? folder + #"\Microsoft\WindowsApps\winget"# : "winget"
  }

  private func wingetExport() async throws -> Data {
    try await withExchangeFile { file in
      let ending = try await run(
        winget,
        [
          "export", "-o", file.windowsPath, "--include-versions", "--accept-source-agreements",
          "--disable-interactivity",
        ])
      // It ends with an error when there is something that no source has, and has written the rest.
      guard let content = FileManager.default.contents(atPath: file.url.path) else {
        throw DeviceError(.toolFailed, "winget export has written nothing (\(ending.description)).")
      }
      return content
    }
  }

  /// What a command of Windows PowerShell lists, as JSON. It writes the file itself: what it prints
  /// is in the PC's old encoding, which lacks letters.
  func powerShell(_ command: String) async throws -> Data {
    try await withExchangeFile { file in
      let place = file.windowsPath.replacing("'", with: "''")
      let script =
        "$ErrorActionPreference='Stop'; \(command) | ConvertTo-Json -Compress | "
        + "Out-File -Encoding utf8 -LiteralPath '\(place)'"
      let ending = try await run(
        isNative ? #"WindowsPowerShell\v1.0\powershell"# : "powershell",
        ["-NoProfile", "-NonInteractive", "-Command", script])
      guard ending.isSuccess else {
        throw DeviceError(.toolFailed, "It ended with \(ending.description).")
      }
      return FileManager.default.contents(atPath: file.url.path) ?? Data()
    }
  }
}
