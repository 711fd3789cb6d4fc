import Foundation
import RegistryHive
import SampleVolume
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

/// The sample's disks in a temporary folder, made once; each test works on its own copy.
enum SampleDisks {
  static let time = Date(timeIntervalSince1970: 1_795_392_000)

  private static let original: Result<URL, any Error> = Result {
    let folder = temporaryFolder()
    try SampleVolume.build(at: folder, setUpAt: time)
    atexit { if let folder = try? SampleDisks.original.get() { SampleDisks.remove(folder) } }
    return folder
  }

  private static func remove(_ folder: URL) {
    try? FileManager.default.removeItem(at: folder)
  }

  static func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("valise-\(UUID().uuidString)")
  }

  /// A copy of one of the sample's volumes, gone when the body ends.
  static func withCopy<Answer>(
    of volume: String, _ body: (URL) async throws -> Answer
  ) async throws -> Answer {
    let copy = temporaryFolder()
    defer { remove(copy) }
    try FileManager.default.copyItem(
      at: original.get().appendingPathComponent(volume), to: copy)
    return try await body(copy)
  }

  /// alice's environment on the old PC.
  static func aliceOnOldPC() async throws -> Environment {
    try await withCopy(of: SampleVolume.Layout.windows10) { folder in
      let device = try OfflineVolume(mountedAt: folder)
      let account = try await device.accounts().account(named: "alice")
      return try await EnvironmentCapture(catalog: .bundled(), appCatalog: .bundled())
        .capture(from: device, of: account).environment
    }
  }
}

/// alice on the new PC, with what a test looks at.
struct NewPC {
  let folder: URL
  let device: OfflineVolume
  let account: Account
  let catalog: SettingsCatalog

  /// - Parameter profilePath: where the profile is, when it was moved.
  init(_ folder: URL, profilePath: String? = nil) async throws {
    self.folder = folder
    device = try OfflineVolume(mountedAt: folder)
    let alice = try await device.accounts().account(named: "alice")
    account = Account(
      name: alice.name, sid: alice.sid, profilePath: profilePath ?? alice.profilePath)
    catalog = try SettingsCatalog.bundled()
  }

  /// The files of the profile, without hives and what the agent notes for itself.
  private func profileFiles() throws -> [String: Data] {
    let profile = folder.appendingPathComponent(
      account.profilePath.dropFirst(#"C:\"#.count).replacingOccurrences(of: "\\", with: "/"))
    var files: [String: Data] = [:]
    for case let url as URL in FileManager.default.enumerator(
      at: profile, includingPropertiesForKeys: [.isRegularFileKey]) ?? .init()
    {
      let path = url.path.dropFirst(profile.path.count + 1)
      guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
        !path.hasPrefix("AppData/Local/Valise/"), !path.lowercased().hasSuffix(".dat")
      else { continue }
      files[String(path)] = try Data(contentsOf: url)
    }
    return files
  }

  func restore(on device: (any Device)? = nil) -> Restore {
    Restore(device: device ?? self.device, account: account, catalog: catalog)
  }

  /// Everything that a restore may change, as Registry Editor text and file bytes.
  func content() async throws -> [String: Data] {
    var content: [String: Data] = [:]
    for kind in SettingDefinition.HiveKind.allCases {
      let hive = try await device.hive(kind, of: account)
      content[kind.rawValue] = Data(
        try RegistryText.exporting(hive.root, prefix: kind.rawValue).utf8())
    }
    content.merge(try profileFiles()) { first, _ in first }
    let pins = StartPinsFile(device: device, account: account)
    content["pins"] = try await device.file(at: pins.path)
    return content
  }
}
