import Foundation
import RegistryHive
import UserEnvironment

@testable import WindowsDevice

/// A hive made for a test.
struct TestHive {
  private static let repository =
    #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository"#

  private var editor = HiveEditor(emptyHiveNamed: "test")
  private let time = FileTime(secondsSince1970: 0)

  mutating func package(
    _ fullName: String, name: String? = nil, flags: UInt32? = nil, framework: UInt32? = nil,
    folder: String? = nil, installed: Date? = nil
  ) throws {
    let key = Self.repository + #"\Packages\"# + fullName
    try set("DisplayName", .string(name ?? "ms-resource:Name"), at: key)
    if let folder { try set("PackageRootFolder", .string(folder), at: key) }
    if let framework { try set("Framework", .dword(framework), at: key) }
    if let flags, let family = PackageFullName(fullName)?.family.description {
      try set(
        "Flags", .dword(flags),
        at: Self.repository + #"\Families\"# + family + "\\" + fullName)
    }
    if let installed, let family = PackageFullName(fullName)?.family.description {
      let ticks = FileTime(secondsSince1970: installed.timeIntervalSince1970).ticks
      try editor.setValue(
        "InstallTime", type: .qword, bytes: (0..<8).map { UInt8(ticks >> ($0 * 8) & 0xFF) },
        at: Self.repository + #"\Families\"# + family + "\\" + fullName, lastWritten: time)
    }
  }

  mutating func program(
    _ key: String, _ texts: [String: String], systemComponent: UInt32? = nil
  ) throws {
    for (name, text) in texts { try set(name, .string(text), at: key) }
    if let systemComponent { try set("SystemComponent", .dword(systemComponent), at: key) }
  }

  func root() throws -> HiveKey { try editor.hive().root }

  /// What Windows calls the one app of a package.
  mutating func applicationName(_ name: String, of fullName: String) throws {
    try set(
      "ApplicationName", .string(name),
      at: Self.repository + #"\Packages\"# + fullName + #"\App\Capabilities"#)
  }

  mutating func key(_ path: String) throws {
    try editor.createKey(at: path, lastWritten: time)
  }

  mutating func set(_ name: String, _ value: SettingValue, at key: String) throws {
    try editor.setValue(
      name, type: RegistryValueType(rawValue: value.type), bytes: value.bytes, at: key,
      lastWritten: time)
  }
}
