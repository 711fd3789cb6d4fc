import Foundation
import RegistryHive
import UserEnvironment

/// A running Windows, reached through its own tools: on Windows itself, or a Wine prefix elsewhere.
///
/// A hive is what `reg.exe export` tells of it, read into memory; of the machine's hives only the
/// parts that Valise uses. What the export does not tell is not there: the times of keys, keys that
/// this account may not read, what follows the terminator of a string.
///
/// Changes are made by `reg.exe import`. They are put back when it fails, but another program can
/// see them half made, and a power cut can leave them so.
public struct LiveWindows: Device {
  let tools: WindowsTools
  private let registry: LiveRegistry
  private let files: VolumeFiles
  private let machineKeys: MachineKeys

  /// The Windows that these tools belong to.
  ///
  /// - Parameter catalog: the settings that are going to be read from the machine's hives.
  /// - Throws: ``DeviceError`` with `device.notWindows` when its system drive is not there.
  public init(through tools: WindowsTools, catalog: SettingsCatalog) throws {
    self.tools = tools
    registry = LiveRegistry(tools: tools)
    do {
      files = try VolumeFiles(root: tools.drive)
    } catch {
      throw DeviceError(
        .notWindows,
        "There is no Windows with the system drive \(tools.drive.path). With Wine, name the folder of "
          + "a prefix, the one with drive_c in it.",
        cause: error)
    }
    machineKeys = MachineKeys(catalog: catalog)
  }

  // MARK: The PC

  /// The directory that the PC belongs to is what `dsregcmd` says; without that tool, what the
  /// registry says.
  public func description() async throws -> DeviceDescription {
    let recorded = try DeviceDescription(
      software: await machineHive(.software, MachineKeys.description.software),
      system: await machineHive(.system, MachineKeys.description.system))
    return DeviceDescription(
      name: recorded.name, hardwareID: recorded.hardwareID, version: recorded.version,
      join: await joinState() ?? recorded.join, machine: recorded.machine,
      enrollment: recorded.enrollment)
  }

  private func joinState() async -> DeviceDescription.JoinState? {
    guard let ending = try? await tools.run("dsregcmd", ["/status"]), ending.isSuccess else {
      return nil
    }
    return DeviceDescription.JoinState(status: String(decoding: ending.output, as: UTF8.self))
  }

  public func accounts() async throws -> [Account] {
    try Account.people(in: await machineHive(.software, [Account.profileList]))
  }

  /// The person who is signed in and runs this program.
  ///
  /// Source: Windows notes the profile folder of whoever signs in in `HKEY_CURRENT_USER\Volatile
  /// Environment`, which is the same in every language. Services and the system have none.
  ///
  /// - Throws: ``DeviceError`` with `device.unknownUser` when it runs as nobody who has a profile.
  public func signedInAccount() async throws -> Account {
    let key = "Volatile Environment"
    let profile = try await registry.hive(of: [key], below: "HKEY_CURRENT_USER")?.key(at: key)?
      .text(named: "USERPROFILE")
    let account = try await accounts().first { account in
      account.profilePath.lowercased() == profile?.lowercased()
    }
    guard let account else {
      throw DeviceError(
        .unknownUser,
        "Valise does not run as a person who has a profile on this PC. Name the person who is "
          + "signed in.")
    }
    return account
  }

  public var startHost: (any StartHost)? { LiveStartHost(tools: tools) }

  public func conditions() async -> DeviceConditions { await tools.conditions() }

  // MARK: The registry

  /// The full path of the key that a hive appears as.
  private static func root(_ kind: SettingDefinition.HiveKind, of account: Account) -> String {
    switch kind {
    case .user: #"HKEY_USERS\"# + account.sid
    case .classes: #"HKEY_USERS\"# + account.sid + "\\" + classes
    case .software: machineRoot + "SOFTWARE"
    case .system: machineRoot + "SYSTEM"
    }
  }

  private static let machineRoot = #"HKEY_LOCAL_MACHINE\"#
  /// Windows shows the classes hive here, within the person's own.
  private static let classes = #"Software\Classes"#

  public func hive(
    _ kind: SettingDefinition.HiveKind, of account: Account
  ) async throws -> Hive {
    switch kind {
    case .software: return try await machineHive(kind, machineKeys.software)
    case .system: return try await machineHive(kind, machineKeys.system)
    case .user:
      var editor = try HiveEditor(await whole(kind, of: account))
      try editor.deleteKey(at: Self.classes, lastWritten: FileTime(ticks: 0))
      return try editor.hive()
    case .classes: return try await whole(kind, of: account)
    }
  }

  private func whole(
    _ kind: SettingDefinition.HiveKind, of account: Account
  ) async throws -> Hive {
    let root = Self.root(kind, of: account)
    guard let hive = try await registry.hive(of: [""], below: root) else {
      throw Self.unreadable(root, of: account)
    }
    return hive
  }

  /// A person's hives are loaded while they are signed in.
  private static func unreadable(_ root: String, of account: Account) -> DeviceError {
    DeviceError(
      .unreadable,
      "The registry key \(root) is not there, or may not be read. Let \(account.name) sign in, and "
        + "run Valise as them or as an administrator.")
  }

  private func machineHive(
    _ kind: SettingDefinition.HiveKind, _ keys: [String]
  ) async throws -> Hive {
    let root = Self.machineRoot + kind.rawValue.uppercased()
    let aliases = kind == .system ? try await controlSetAlias(below: root) : [:]
    guard let hive = try await registry.hive(of: keys, below: root, renaming: aliases) else {
      throw DeviceError(
        .unreadable, "Nothing can be read of \(root). Run Valise as an administrator.")
    }
    return hive
  }

  public func software(_ keys: [String]) async throws -> Hive {
    let root = Self.machineRoot + SettingDefinition.HiveKind.software.rawValue.uppercased()
    if let hive = try await registry.hive(of: keys, below: root) { return hive }
    // reg.exe says of a key that is not there what it says of one that it may not read. That it can read
    // at all tells them apart: without it, a policy would not count.
    guard try await registry.exists(root) else {
      throw DeviceError(
        .unreadable, "Nothing can be read of \(root). Run Valise as an administrator.")
    }
    return try HiveEditor(emptyHiveNamed: "").hive()
  }

  /// The control set in use gets the name that it has on a disk, where readers look for it.
  private func controlSetAlias(below root: String) async throws -> [String: String] {
    let alias = "CurrentControlSet"
    let select = try await registry.hive(of: ["Select"], below: root)
    return [alias: try select?.resolvingControlSet(alias) ?? alias]
  }

  /// Windows stamps the keys with its own time, not with `time`.
  public func apply(
    _ edits: [RegistryEdit], to kind: SettingDefinition.HiveKind, of account: Account,
    at time: Date
  ) async throws {
    guard !edits.isEmpty else { return }
    try await checkLoaded(kind, of: account)
    try await LiveRegistryChange(edits, below: Self.root(kind, of: account), of: registry).make()
  }

  /// `reg.exe` would make the key of a person who is not signed in.
  private func checkLoaded(
    _ kind: SettingDefinition.HiveKind, of account: Account
  ) async throws {
    guard kind == .user || kind == .classes else { return }
    let root = Self.root(.user, of: account)
    guard try await registry.exists(root) else { throw Self.unreadable(root, of: account) }
  }

  // MARK: Files

  public func file(at path: String) async throws -> Data? {
    try files.content(at: path)
  }

  public func unlinkedFile(at path: String) async throws -> Data? {
    try files.unlinkedContent(at: path)
  }

  public func exists(at path: String) async throws -> Bool {
    try files.find(path) != nil
  }

  public func fileNames(in folder: String) async throws -> [String] {
    try files.names(in: folder)
  }

  public func agentFolder() throws -> URL? { try files.agentFolder() }

  public func replaceFile(at path: String, with content: Data?) async throws {
    try files.replace(at: path, with: content)
  }

  /// Tries the profile folder and the registry of the person and of the machine.
  public func checkWritable(for account: Account) async throws {
    try DurableFile.checkWritable(files.place(for: account.profilePath))
    try await checkLoaded(.user, of: account)
    let trial = "Valise-" + UUID().uuidString
    for kind in [SettingDefinition.HiveKind.user, .software] {
      let key = Self.root(kind, of: account) + "\\" + trial
      do {
        try await registry.tryKey(key)
      } catch {
        throw DeviceError(
          .readOnly,
          "The registry cannot be written to. Run Valise as an administrator, and try again.",
          cause: error)
      }
    }
  }

  public func lock(
    _ work: VisitLock.Work, for account: Account
  ) async throws -> VisitLock {
    try files.lock(work, for: account)
  }
}
