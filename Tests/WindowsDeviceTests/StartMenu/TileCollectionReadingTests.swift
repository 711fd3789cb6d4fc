import Foundation
import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Tiles in a person's hive")
struct TileCollectionReadingTests {
  private static let cache =
    #"Software\Microsoft\Windows\CurrentVersion\CloudStore\Store\Cache\DefaultAccount\"#
  private static let whole =
    "$start.tilegrid$windows.data.curatedtilecollection.tilecollection"

  private func record(_ appID: String, time: UInt64) throws -> [UInt8] {
    let group = PinGroup(
      name: "g",
      pins: [Pin(target: .desktop(appID: appID), size: TileSize(columns: 2, rows: 2))])
    return try TileCollection(groups: [group]).record(time: time)
  }

  private func hive(_ records: [(key: String, bytes: [UInt8])]) throws -> HiveKey {
    var editor = HiveEditor(emptyHiveNamed: "NTUSER.DAT")
    for record in records {
      try editor.setValue(
        "Data", type: .binary, bytes: record.bytes, at: Self.cache + record.key + #"\Current"#,
        lastWritten: FileTime(secondsSince1970: 0))
    }
    return try editor.hive().root
  }

  @Test("the newest record is taken")
  func newest() throws {
    let hive = try hive([
      ("$de${aa}" + Self.whole, try record("old", time: 1)),
      ("$de${bb}" + Self.whole, try record("new", time: 3)),
      ("$de${cc}" + Self.whole, try record("older", time: 2)),
      ("$de${dd}$lockscreenpinnedtiles$windows.data.curatedtilecollection.tilecollection", []),
    ])
    let pins = try TileCollection.read(user: hive)?.groups.flatMap(\.pins)
    #expect(pins?.map(\.target) == [.desktop(appID: "new")])
  }

  @Test("a hive without tiles has none")
  func none() throws {
    #expect(try TileCollection.read(user: hive([])) == nil)
    #expect(try TileCollection.read(user: hive([("other", [1])])) == nil)
  }

  @Test("a damaged record is an error, not an empty Start menu")
  func damaged() throws {
    let bytes = Array(try record("x", time: 1).dropLast())
    let hive = try hive([("$de${aa}" + Self.whole, bytes)])
    let error = #expect(throws: StartMenuError.self) { try TileCollection.read(user: hive) }
    #expect(error?.code == .tilesMalformed)
  }

  @Test(
    "a real hive of Windows 10 15063 has its groups in the order of the screen",
    .enabled(if: RealHive.folder != nil, "real hives are not here"))
  func realHive() throws {
    try RealHive.with("transactions_NTUSER.DAT") { path in
      let hive = try Hive(contentsOf: path, options: HiveReadingOptions(recovery: .off))
      let tiles = try #require(try TileCollection.read(user: hive.root))
      #expect(tiles.groups.prefix(3).map(\.name) == ["Create", "Explore", "Play"])
      #expect(tiles.unknownTileIDs == [])
      let create = try #require(tiles.groups.first)
      #expect(
        create.pins.first
          == Pin(
            target: .packaged(
              appUserModelID:
                "microsoft.windowscommunicationsapps_8wekyb3d8bbwe!Microsoft.WindowsLive.Calendar"),
            size: TileSize(columns: 2, rows: 2), place: TilePlace(column: 0, row: 0)))
      #expect(create.pins.count == 5)
      #expect(tiles.groupWidth == 6)
    }
  }
}
