import RegistryHive
import WindowsDevice

/// What IT decided about Microsoft's own backup and restore on the same PC.
///
/// Source: Microsoft, SettingSync.admx ("Enable Windows Backup", "Enable Windows Restore"), machine class:
/// `HKLM\Software\Policies\Microsoft\Windows\SettingSync`, each 1 when enabled. What a device
/// management says by the WindowsBackupAndRestore CSP is not there, and where Windows keeps it is not
/// published.
public struct MicrosoftBackup: Sendable, Hashable, Codable {
  /// Nil when no policy says anything: then Windows decides, by its version and region.
  public let backup: Bool?
  public let restore: Bool?

  init(_ software: Hive) throws(HiveError) {
    let key = try software.key(at: PolicyKeys.windowsBackup)
    backup = try key?.number(named: "EnableWindowsBackup").map { $0 == 1 }
    restore = try key?.number(named: "EnableWindowsRestore").map { $0 == 1 }
  }

  public static func load(from device: any Device) async throws -> MicrosoftBackup {
    try MicrosoftBackup(await device.software([PolicyKeys.windowsBackup]))
  }

  /// What an administrator should know of it.
  ///
  /// - Parameters:
  ///   - backsUp: whether Valise makes backups on the PC.
  ///   - restores: whether it restores there, at any moment.
  func warnings(backsUp: Bool, restores: Bool) -> [String] {
    let place = #"HKLM\SOFTWARE\"# + PolicyKeys.windowsBackup
    var warnings: [String] = []
    if backup == true, backsUp {
      warnings.append(
        "Microsoft's own backup is on for this PC, too (EnableWindowsBackup in \(place)): both back up, "
          + "and where its restore is on, both would restore. Turn one of them off.")
    }
    if restore == true, restores {
      warnings.append(
        "Microsoft's own restore is on for this PC, too (EnableWindowsRestore in \(place)): both would "
          + "restore, and people would be asked twice. Turn one of them off.")
    }
    return warnings
  }
}
