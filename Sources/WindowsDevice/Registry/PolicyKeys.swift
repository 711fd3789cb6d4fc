/// The keys of the machine's software hive that say what IT decided about backups and restores: our own,
/// and those of Microsoft's service for the same. Paths are below the hive's root.
public enum PolicyKeys {
  /// What IT decided about this PC's agent.
  public static let valise = #"Policies\Valise"#
  /// Group Policy's switches of Microsoft's own backup and restore: `EnableWindowsBackup` and
  /// `EnableWindowsRestore`.
  public static let windowsBackup = #"Policies\Microsoft\Windows\SettingSync"#
  public static let all = [valise, windowsBackup]
}
