import UserEnvironment

/// The parts of the machine's hives that a running PC is asked for. The whole of a real PC's
/// `SOFTWARE` would be hundreds of megabytes of text.
struct MachineKeys: Sendable {
  /// Keys below the root of `SOFTWARE`.
  let software: [String]
  /// Keys below the root of `SYSTEM`.
  let system: [String]

  /// What tells who the PC is.
  static let description = MachineKeys(
    software: [
      #"Microsoft\Cryptography"#, #"Microsoft\Windows NT\CurrentVersion"#,
      #"Microsoft\Windows\CurrentVersion\Setup\State"#,
    ],
    system: [
      #"CurrentControlSet\Control\CloudDomainJoin"#,
      #"CurrentControlSet\Control\ComputerName\ComputerName"#,
      #"CurrentControlSet\Control\SystemInformation"#,
      #"CurrentControlSet\Services\Tcpip\Parameters"#, "HardwareConfig", "Select", "Setup",
    ])

  /// The lists that ``AppList`` is made of.
  private static let apps =
    [
      #"Microsoft\Windows\CurrentVersion\Uninstall"#,
      #"WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"#,
      MachinePackages.place,
    ] + StoreInstallCache.places

  /// What a capture and a restore read: the places of the catalog's rows, up to their first
  /// placeholder, the lists of apps, and the description.
  init(catalog: SettingsCatalog) {
    func heads(_ hive: SettingDefinition.HiveKind) -> [String] {
      catalog.rows.filter { $0.hive == hive }.map { row in
        row.key.split(separator: "\\").prefix { !$0.contains("<") }.joined(separator: "\\")
      }
    }
    software =
      (heads(.software) + Self.description.software + Self.apps
      + PinPolicies.machineKeys).outermostKeys
    system = (heads(.system) + Self.description.system).outermostKeys
  }

  private init(software: [String], system: [String]) {
    self.software = software
    self.system = system
  }
}
