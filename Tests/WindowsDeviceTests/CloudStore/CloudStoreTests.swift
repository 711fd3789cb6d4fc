import RegistryHive
import SampleVolume
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("The cloud store")
struct CloudStoreTests {
  /// A night light record put together by hand from the format's description: 21:30 to 06:45 at 3850
  /// kelvin, by set hours, written at 2025-01-01 00:00 UTC.
  private static let nightLight: [UInt8] =
    [0x43, 0x42, 0x01, 0x00, 0x0A, 0x02, 0x01, 0x00, 0x2A, 0x06]
    + [0x80, 0x8B, 0xD2, 0xBB, 0x06]
    + [0x2A, 0x2B, 0x0E, 0x22, 0x43, 0x42, 0x01, 0x00, 0x02, 0x01, 0xC2, 0x0A, 0x00]
    + [0xCA, 0x14, 0x0E, 0x15, 0x2E, 0x1E, 0x00, 0xCA, 0x1E, 0x0E, 0x06, 0x2E, 0x2D, 0x00]
    + [0xCF, 0x28, 0x94, 0x3C, 0xCA, 0x32, 0x00, 0xCA, 0x3C, 0x00, 0x00, 0x00, 0x00, 0x00]

  private static let settingsType = "windows.data.bluelightreduction.settings"
  private static let current = #"DefaultAccount\Current\default$"#

  private let catalog: SettingsCatalog

  init() throws {
    catalog = try SettingsCatalog.bundled()
  }

  /// The recorded settings of a hive with these records, in words.
  private func captured(_ records: [(key: String, bytes: [UInt8])]) throws -> [String: String] {
    var editor = HiveEditor(emptyHiveNamed: "NTUSER.DAT")
    for record in records {
      try editor.setValue(
        "Data", type: .binary, bytes: record.bytes, at: CloudStore.path + "\\" + record.key,
        lastWritten: FileTime(secondsSince1970: 0))
    }
    return try words(in: editor.hive())
  }

  private func words(in hive: Hive) throws -> [String: String] {
    let settings = try CloudStoreCapture(catalog: catalog)
      .settings(in: hive.root) { _, _ in }
    return Dictionary(
      uniqueKeysWithValues: settings.map { ($0.key, $0.value.description) })
  }

  @Test("gives the times, the kind of schedule and the strength of night light")
  func nightLight() throws {
    let key = Self.current + Self.settingsType + "\\" + Self.settingsType
    #expect(
      try captured([(key, Self.nightLight)]) == [
        "night-light.schedule": "on", "night-light.schedule-kind": "set hours",
        "night-light.turn-on-time": "21:30", "night-light.turn-off-time": "06:45",
        "night-light.color-temperature": "3850",
      ])
    #expect(try CloudStoreRecord(wrapped: Self.nightLight).wrapped() == Self.nightLight)
  }

  @Test("says that night light is on by a field that is there")
  func isOn() throws {
    let type = "windows.data.bluelightreduction.bluelightreductionstate"
    for (fields, word) in [([BondField(0, .int32(0))], "on"), ([], "off")] {
      let record = CloudStoreRecord(time: 1, content: BondStructure(fields))
      let cached = #"Cache\DefaultAccount\$$"# + type + #"\Current"#
      #expect(try captured([(cached, record.encoded())]) == ["night-light.on": word])
    }
  }

  @Test("has several rules for do not disturb, and the newest record of each counts")
  func rules() throws {
    func rule(_ level: String, time: UInt64) -> CloudStoreRecord {
      CloudStoreRecord(
        time: time,
        content: BondStructure([
          BondField(20, .bool(true)),
          BondField(30, .wideString("Microsoft.QuietHoursProfile." + level)),
        ]))
    }
    let old = FileTime(secondsSince1970: 1_600_000_000).ticks
    let new = FileTime(secondsSince1970: 1_700_000_000).ticks
    let type = "windows.data.notifications.quietmoment"
    let cached = #"Cache\DefaultAccount\$quietmomentgame$"# + type + #"\Current"#
    let current = Self.current + type + #"$quietmomentlist\"# + type + "$quietmomentgame"
    for (cachedTime, currentTime, level) in [
      (old, new, "alarms only"), (new, old, "priority only"),
    ] {
      let words = try captured([
        (cached, rule("PriorityOnly", time: cachedTime).encoded()),
        (current, rule("AlarmsOnly", time: currentTime).wrapped()),
      ])
      #expect(
        words == [
          "notifications.do-not-disturb-rule[quietmomentgame]": "on",
          "notifications.do-not-disturb-rule-level[quietmomentgame]": level,
        ])
    }
  }

  @Test("says nothing of records that were deleted, or hold a time that is none")
  func nothing() throws {
    let key = Self.current + Self.settingsType + "\\" + Self.settingsType
    #expect(try captured([(key, CloudStoreRecord(time: 1, content: nil).wrapped())]).isEmpty)
    let late = CloudStoreRecord(
      time: 1,
      content: BondStructure([
        BondField(20, .structure(BondStructure([BondField(0, .int8(24))]))),
        BondField(30, .bool(true)),
        BondField(40, .wideString("warm")),
      ]))
    #expect(
      try captured([(key, late.wrapped())]) == [
        "night-light.schedule": "off", "night-light.schedule-kind": "sunset to sunrise",
      ])
  }

  @Test("survives every prefix and every changed byte of a record")
  func hostileBytes() throws {
    let key = Self.current + Self.settingsType + "\\" + Self.settingsType
    for length in 0..<Self.nightLight.count {
      #expect(throws: BondError.self) {
        try CloudStoreRecord(wrapped: Array(Self.nightLight.prefix(length)))
      }
      let cut = Array(Self.nightLight.prefix(length))
      #expect(try captured([(key, cut)]).isEmpty)
    }
    for index in Self.nightLight.indices {
      for value in [0x00, 0x01, 0x2B, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = Self.nightLight
        changed[index] = value
        _ = try captured([(key, changed)])
      }
    }
  }

  @Test(
    "of a real Windows 10 15063 is read: night light as Windows came with it",
    .enabled(if: RealHive.folder != nil, "real hives are not here"))
  func realHive() throws {
    try RealHive.with("transactions_NTUSER.DAT") { path in
      let hive = try Hive(contentsOf: path, options: HiveReadingOptions(strictness: .lenient))
      #expect(
        try words(in: hive) == [
          "night-light.schedule": "off", "night-light.schedule-kind": "sunset to sunrise",
          "night-light.turn-on-time": "21:00", "night-light.turn-off-time": "07:00",
          "start.folders-windows10": "Settings",
        ])
    }
  }
}
