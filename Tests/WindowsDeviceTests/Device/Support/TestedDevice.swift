import Foundation
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

/// The devices that the conformance tests run on.
enum TestedDevice: String, CaseIterable, CustomTestStringConvertible {
  /// A copy of the sample's old PC, new for every test.
  case offlineVolume
  /// A Wine prefix, one for all tests, in which every test uses places of its own.
  case liveWindows

  /// Those that can be had here.
  static let here = allCases.filter { $0 != .liveWindows || Wine.isHere }

  var testDescription: String { rawValue }
}

/// A PC to test with, and places on it that nothing else uses.
struct TestedPC {
  let device: any Device
  let account: Account
  /// The folder that stands for `C:\`.
  let drive: URL
  /// A key that is not there, below the root of the person's hive.
  let key: String
  /// A folder that is not there, in the person's profile.
  let folder: String

  static let time = Date(timeIntervalSince1970: 1_780_000_000)

  /// Where the folder is, or is going to be, in this machine's file system.
  var folderURL: URL {
    drive.appending(path: folder.dropFirst(3).replacing("\\", with: "/"))
  }

  func apply(
    _ edits: [RegistryEdit], to kind: SettingDefinition.HiveKind = .user
  ) async throws {
    try await device.apply(edits, to: kind, of: account, at: Self.time)
  }

  /// The value at a place below ``key``; nil when there is none.
  func value(_ name: String, in subkey: String = "") async throws -> SettingValue? {
    try await device.hive(.user, of: account).key(at: key + subkey)?.settingValue(named: name)
  }

  /// Whether there is a key below ``key``.
  func hasKey(_ subkey: String = "") async throws -> Bool {
    try await device.hive(.user, of: account).key(at: key + subkey) != nil
  }
}

/// Makes the sample and, where Wine is installed, a prefix for all tests of a suite.
struct TestedDevices: SuiteTrait, TestScoping {
  struct Folders {
    let sample: URL
    let prefix: URL?
  }

  @TaskLocal static var folders: Folders?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing tests: @Sendable () async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "valise-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sample = folder.appending(path: "sample")
    try SampleVolume.build(at: sample, setUpAt: TestedPC.time)
    guard Wine.isHere else {
      print("LiveWindows is not tested: \(Wine.absence)")
      try await Self.$folders.withValue(Folders(sample: sample, prefix: nil)) {
        try await tests()
      }
      return
    }
    let prefix = folder.appending(path: "prefix")
    try Wine.makePrefix(at: prefix)
    defer { Wine.end(prefix) }
    try await Self.$folders.withValue(Folders(sample: sample, prefix: prefix)) {
      try await tests()
    }
  }
}

extension Trait where Self == TestedDevices {
  static var testedDevices: Self { TestedDevices() }
}

extension TestedDevice {
  /// Runs `body` with the device.
  func use(_ body: (TestedPC) async throws -> Void) async throws {
    let folders = try #require(
      TestedDevices.folders, "The suite must be within DeviceTests, which makes the devices.")
    switch self {
    case .offlineVolume:
      let volume = folders.sample.appending(path: UUID().uuidString)
      try FileManager.default.copyItem(
        at: folders.sample.appending(path: SampleVolume.Layout.windows10), to: volume)
      defer { try? FileManager.default.removeItem(at: volume) }
      try await body(Self.pc(OfflineVolume(mountedAt: volume), user: "alice", drive: volume))
    case .liveWindows:
      let prefix = try #require(folders.prefix)
      try await LiveWindows.use(.wine(prefix: prefix), prefix: prefix, body)
    }
  }

  static func pc(_ device: any Device, user: String?, drive: URL) async throws -> TestedPC {
    let accounts = try await device.accounts()
    let account = try user.map { try accounts.account(named: $0) } ?? #require(accounts.first)
    let name = "Valise-\(UUID())"
    return TestedPC(
      device: device, account: account, drive: drive, key: #"Software\"# + name,
      folder: account.profilePath + "\\" + name)
  }
}

extension LiveWindows {
  /// Runs `body` with the Windows of a prefix; what it left in its places is removed.
  static func use(
    _ tools: WindowsTools, prefix: URL, _ body: (TestedPC) async throws -> Void
  ) async throws {
    let device = try LiveWindows(through: tools, catalog: SettingsCatalog.bundled())
    let pc = try await TestedDevice.pc(
      device, user: nil, drive: prefix.appending(path: "drive_c"))
    defer {
      try? FileManager.default.removeItem(at: pc.folderURL)
      _ = Wine.run(["reg", "delete", #"HKCU\"# + pc.key, "/f"], in: prefix)
    }
    try await body(pc)
  }
}

/// All tests that need a device, one after the other: they share a Wine prefix.
@Suite("Devices", .serialized, .testedDevices)
struct DeviceTests {}
