import Foundation
import RegistryHive
import UserEnvironment

/// A mounted Windows disk: its hive files and its folders. The Windows on it is not running.
///
/// Hives that were not closed cleanly are recovered from their logs in memory; the disk is changed
/// only by ``apply(_:to:of:at:)`` and ``replaceFile(at:with:)``.
public struct OfflineVolume: Device {
  private let files: VolumeFiles

  /// Opens the disk that is mounted on a folder.
  ///
  /// - Throws: ``DeviceError`` with `device.notWindows` when no Windows is there, and
  ///   `device.unreadable` when its machine hives cannot be read.
  public init(mountedAt folder: URL) throws {
    files = try VolumeFiles(root: folder)
    for kind in [SettingDefinition.HiveKind.software, .system] {
      guard try files.find(Self.machineHivePath(kind)) != nil else {
        throw DeviceError(
          .notWindows,
          "\(folder.path) holds no Windows: \(Self.machineHivePath(kind)) is not in it. "
            + "Name the folder that the Windows disk is mounted on.")
      }
    }
  }

  private static func machineHivePath(_ kind: SettingDefinition.HiveKind) -> String {
    #"Windows\System32\config\"# + kind.rawValue.uppercased()
  }

  private func open(_ url: URL) throws(DeviceError) -> Hive {
    try VolumeFiles.checkRegular(url, atMost: Int(UInt32.max))
    do {
      return try Hive(
        contentsOf: url.path, options: HiveReadingOptions(strictness: .lenient))
    } catch {
      throw DeviceError(
        .unreadable, "The registry hive \(url.path) cannot be read. \(error.message)",
        cause: error)
    }
  }

  public func description() async throws -> DeviceDescription {
    try DeviceDescription(
      software: open(machineHiveFile(.software)), system: open(machineHiveFile(.system)))
  }

  public func accounts() async throws -> [Account] {
    try Account.people(in: open(machineHiveFile(.software)))
  }

  public func hive(
    _ kind: SettingDefinition.HiveKind, of account: Account
  ) async throws -> Hive {
    try open(hiveFile(kind, of: account))
  }

  public func software(_ keys: [String]) async throws -> Hive {
    try open(machineHiveFile(.software))
  }

  private func userHiveFile(
    _ kind: SettingDefinition.HiveKind, of account: Account
  ) throws(DeviceError) -> URL {
    let name =
      kind == .classes ? #"AppData\Local\Microsoft\Windows\UsrClass.dat"# : "NTUSER.DAT"
    let path = account.profilePath + "\\" + name
    let url = try files.place(for: path)
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw DeviceError(
        .unreadable, "\(account.name) has no \(name) on this disk (looked for \(path)).")
    }
    return url
  }

  private func hiveFile(
    _ kind: SettingDefinition.HiveKind, of account: Account
  ) throws(DeviceError) -> URL {
    switch kind {
    case .software, .system: try machineHiveFile(kind)
    case .user, .classes: try userHiveFile(kind, of: account)
    }
  }

  private func machineHiveFile(
    _ kind: SettingDefinition.HiveKind
  ) throws(DeviceError) -> URL {
    try files.place(for: Self.machineHivePath(kind))
  }

  public func apply(
    _ edits: [RegistryEdit], to kind: SettingDefinition.HiveKind, of account: Account,
    at time: Date
  ) async throws {
    guard !edits.isEmpty else { return }
    let url = try hiveFile(kind, of: account)
    do {
      let hive = try open(url)
      try hive.checkUndamaged(url.path)
      var editor = try HiveEditor(hive)
      try editor.apply(
        edits.map { try $0.resolvingControlSet(of: hive) },
        at: FileTime(secondsSince1970: time.timeIntervalSince1970))
      try editor.write(to: url.path)
    } catch let error as HiveError {
      throw DeviceError(writing: url.path, error)
    }
  }

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

  public func checkWritable(for account: Account) async throws {
    let folders = try [
      files.place(for: account.profilePath), files.place(for: #"Windows\System32\config"#),
    ]
    for folder in folders { try DurableFile.checkWritable(folder) }
  }

  public func lock(
    _ work: VisitLock.Work, for account: Account
  ) async throws -> VisitLock {
    try files.lock(work, for: account)
  }
}
