import Foundation
import RegistryHive
import Testing
import UserEnvironment
import WindowsDevice

extension DeviceTests {
  @Suite("The registry of every device")
  struct Registry {
    /// Values of every type as Windows makes them.
    static let values: [String: SettingValue] = [
      "": .string("the default value"),
      "string": .string("plain"),
      "empty string": .string(""),
      "lines": .string("first\r\nsecond\ttab"),
      "quotes and backslashes": .string(#""C:\Program Files\x" \" \\ \"#),
      "Unicode": .string("Grüße, 日本語, 😀"),
      "expandable": .expandString(#"%SystemRoot%\x"#),
      "list": .multiString(["one", "two words", "drei ü"]),
      "binary": .binary([0, 1, 2, 0xFE, 0xFF]),
      "empty binary": .binary([]),
      "20 KB": .binary((0..<20480).map { UInt8(truncatingIfNeeded: $0 &* 31) }),
      "dword": .dword(0x8000_0001),
      "qword": .qword(0x8000_0000_0000_0001),
      "none": SettingValue(type: 0, bytes: [1, 2]),
      "empty none": SettingValue(type: 0, bytes: []),
      "big-endian": SettingValue(type: 5, bytes: [0, 0, 0, 1]),
      "link": SettingValue(type: 6, bytes: [0x5C, 0, 0x52, 0]),
      "resource list": SettingValue(type: 8, bytes: [1, 2, 3]),
      "a package's own type": SettingValue(type: 0x5F5_E10B, bytes: [1, 2, 3, 4, 5]),
    ]

    @Test("values of every type come back byte for byte", arguments: TestedDevice.here)
    func types(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply(
          Self.values.map { .setValue(key: pc.key, name: $0.key, $0.value) })
        let hive = try await pc.device.hive(.user, of: pc.account)
        let key = try #require(try hive.key(at: pc.key))
        for (name, value) in Self.values {
          #expect(try key.settingValue(named: name) == value, "\(name)")
        }
        #expect(try key.values().count == Self.values.count)
      }
    }

    @Test("values replace values of another type and size", arguments: TestedDevice.here)
    func replacement(device: TestedDevice) async throws {
      try await device.use { pc in
        for value in [.dword(1), .string("a longer text"), .binary([])] as [SettingValue] {
          try await pc.apply([.setValue(key: pc.key, name: "v", value)])
          #expect(try await pc.value("v") == value)
        }
      }
    }

    static let names = [
      "two words", " edges ", #"quo"te"#, #"back\slash"#, #"trailing\"#, "a=b", "[x]", "@", ";",
      "-", "Ünï", "日本語", "😀", "%x%", "a/b", "'", "&|<>^", "$HOME `x`",
    ]

    @Test("names of values are kept as they are", arguments: TestedDevice.here)
    func valueNames(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply(Self.names.map { .setValue(key: pc.key, name: $0, .string($0)) })
        let hive = try await pc.device.hive(.user, of: pc.account)
        let found = try #require(try hive.key(at: pc.key)).values()
        #expect(Set(found.map(\.name)) == Set(Self.names))
        #expect(found.allSatisfy { $0.string == $0.name })
      }
    }

    @Test("names of keys are kept as they are", arguments: TestedDevice.here)
    func keyNames(device: TestedDevice) async throws {
      let names = Self.names.filter { !$0.contains("\\") }
      try await device.use { pc in
        try await pc.apply(
          names.map { .setValue(key: pc.key + "\\" + $0 + #"\below"#, name: "", .string($0)) })
        let hive = try await pc.device.hive(.user, of: pc.account)
        let found = try #require(try hive.key(at: pc.key)).subkeys()
        #expect(Set(found.map(\.name)) == Set(names))
        for key in found {
          #expect(try key.subkey(named: "below")?.text(named: "") == key.name)
        }
      }
    }

    @Test("names compare without regard to case", arguments: TestedDevice.here)
    func letterCase(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply([.setValue(key: pc.key + #"\Key"#, name: "Näme", .dword(1))])
        try await pc.apply([
          .setValue(key: pc.key.uppercased() + #"\KEY"#, name: "NÄME", .dword(2))
        ])
        #expect(try await pc.value("näme", in: #"\key"#) == .dword(2))
        let hive = try await pc.device.hive(.user, of: pc.account)
        let key = try #require(try hive.key(at: pc.key))
        #expect(try key.subkeys().map(\.name) == ["Key"])
        #expect(try key.subkeys().first?.values().count == 1)
        try await pc.apply([.removeValue(key: pc.key + #"\kEY"#, name: "nÄME")])
        #expect(try await pc.value("Näme", in: #"\Key"#) == nil)
      }
    }

    @Test("a removed value is gone, the others stay", arguments: TestedDevice.here)
    func removal(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply([
          .setValue(key: pc.key, name: "gone", .dword(1)),
          .setValue(key: pc.key, name: "stays", .dword(2)),
          .setValue(key: pc.key, name: "", .string("default")),
        ])
        try await pc.apply([
          .removeValue(key: pc.key, name: "gone"), .removeValue(key: pc.key, name: ""),
        ])
        #expect(try await pc.value("gone") == nil)
        #expect(try await pc.value("") == nil)
        #expect(try await pc.value("stays") == .dword(2))
      }
    }

    @Test("removing what is not there does nothing, and makes no key", arguments: TestedDevice.here)
    func nothingToRemove(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply([
          .removeValue(key: pc.key, name: "x"), .removeEmptyKey(pc.key + #"\below"#),
        ])
        #expect(try await !pc.hasKey())
      }
    }

    @Test("a key is only removed when it is empty", arguments: TestedDevice.here)
    func emptyKeys(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply([
          .setValue(key: pc.key + #"\holds a value"#, name: "v", .dword(1)),
          .setValue(key: pc.key + #"\holds a key\empty"#, name: "v", .dword(1)),
          .removeValue(key: pc.key + #"\holds a key\empty"#, name: "v"),
        ])
        #expect(try await pc.hasKey(#"\holds a key\empty"#))
        try await pc.apply([
          .removeEmptyKey(pc.key + #"\holds a value"#), .removeEmptyKey(pc.key + #"\holds a key"#),
        ])
        #expect(try await pc.value("v", in: #"\holds a value"#) == .dword(1))
        #expect(try await pc.hasKey(#"\holds a key\empty"#))
        try await pc.apply([
          .removeEmptyKey(pc.key + #"\holds a key\empty"#),
          .removeEmptyKey(pc.key + #"\holds a key"#),
        ])
        #expect(try await !pc.hasKey(#"\holds a key"#))
        #expect(try await pc.hasKey(#"\holds a value"#))
      }
    }

    @Test("changes are made in their order", arguments: TestedDevice.here)
    func order(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply([
          .setValue(key: pc.key, name: "set twice", .dword(1)),
          .setValue(key: pc.key, name: "set twice", .dword(2)),
          .setValue(key: pc.key, name: "set and removed", .dword(1)),
          .removeValue(key: pc.key, name: "set and removed"),
          .setValue(key: pc.key + #"\removed"#, name: "v", .dword(1)),
          .removeValue(key: pc.key + #"\removed"#, name: "v"),
          .removeEmptyKey(pc.key + #"\removed"#),
        ])
        #expect(try await pc.value("set twice") == .dword(2))
        #expect(try await pc.value("set and removed") == nil)
        #expect(try await !pc.hasKey(#"\removed"#))
      }
    }

    @Test("no change at all is allowed", arguments: TestedDevice.here)
    func noChange(device: TestedDevice) async throws {
      try await device.use { pc in
        for kind in SettingDefinition.HiveKind.allCases { try await pc.apply([], to: kind) }
      }
    }

    @Test("when one change cannot be made, none is", arguments: TestedDevice.here)
    func allOrNothing(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.apply([.setValue(key: pc.key, name: "v", .dword(1))])
        let tooLong = String(repeating: "n", count: 16384)
        await #expect(throws: (any Error).self) {
          try await pc.apply([
            .setValue(key: pc.key, name: "v", .dword(2)),
            .setValue(key: pc.key + #"\new"#, name: "v", .dword(2)),
            .setValue(key: pc.key, name: tooLong, .dword(3)),
          ])
        }
        #expect(try await pc.value("v") == .dword(1))
        #expect(try await !pc.hasKey(#"\new"#))
      }
    }

    @Test("the control set in use is reached by its alias", arguments: TestedDevice.here)
    func controlSet(device: TestedDevice) async throws {
      let key = #"CurrentControlSet\Control\TimeZoneInformation"#
      let name = "Valise-\(UUID())"
      try await device.use { pc in
        try await pc.apply([.setValue(key: key, name: name, .dword(7))], to: .system)
        let hive = try await pc.device.hive(.system, of: pc.account)
        #expect(try hive.catalogKey(at: key)?.settingValue(named: name) == .dword(7))
        try await pc.apply([.removeValue(key: key, name: name)], to: .system)
      }
    }

    @Test("each hive keeps its own values", arguments: TestedDevice.here)
    func hives(device: TestedDevice) async throws {
      // A place that is read in every one of them, the machine's included.
      let key = #"Microsoft\Windows\CurrentVersion\Uninstall\Valise test"#
      try await device.use { pc in
        let kinds: [SettingDefinition.HiveKind] = [.user, .classes, .software]
        for kind in kinds {
          try await pc.apply(
            [.setValue(key: key, name: "kind", .string(kind.rawValue))], to: kind)
        }
        for kind in kinds {
          let hive = try await pc.device.hive(kind, of: pc.account)
          #expect(try hive.key(at: key)?.text(named: "kind") == kind.rawValue)
          try await pc.apply(
            [.removeValue(key: key, name: "kind"), .removeEmptyKey(key)], to: kind)
        }
        let user = try await pc.device.hive(.user, of: pc.account)
        #expect(try user.key(at: #"Software\Classes"#) == nil)
      }
    }

    @Test("the hive of somebody who has none is an error", arguments: TestedDevice.here)
    func nobody(device: TestedDevice) async throws {
      let nobody = Account(
        name: "nobody", sid: "S-1-5-21-9-9-9-9", profilePath: #"C:\Users\nobody"#)
      try await device.use { pc in
        for kind in [SettingDefinition.HiveKind.user, .classes] {
          await #expect(throws: DeviceError(.unreadable, "")) {
            _ = try await pc.device.hive(kind, of: nobody)
          }
          await #expect(throws: DeviceError(.unreadable, "")) {
            try await pc.device.apply(
              [.setValue(key: "k", name: "v", .dword(1))], to: kind, of: nobody, at: TestedPC.time)
          }
        }
      }
    }
  }
}
