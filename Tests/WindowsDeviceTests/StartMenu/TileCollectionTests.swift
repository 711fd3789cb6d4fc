import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Tiles of Windows 10")
struct TileCollectionTests {
  static let groups = [
    PinGroup(
      name: "Büro",
      pins: [
        Pin(
          target: .desktop(appID: "Microsoft.Office.WINWORD.EXE.15"),
          size: TileSize(columns: 2, rows: 2)),
        Pin(
          target: .packaged(appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App"),
          size: TileSize(columns: 4, rows: 2)),
        Pin(target: .desktop(appID: "MSEdge"), size: TileSize(columns: 4, rows: 4)),
        Pin(
          target: .secondary(
            appUserModelID: "Microsoft.BingWeather_8wekyb3d8bbwe!App", tileID: "city:Köln"),
          size: TileSize(columns: 1, rows: 1)),
      ]),
    PinGroup(
      name: "", pins: [Pin(target: .desktop(appID: "A"), size: TileSize(columns: 2, rows: 2))]),
    PinGroup(
      name: "3", pins: [Pin(target: .desktop(appID: "B"), size: TileSize(columns: 2, rows: 2))]),
    PinGroup(
      name: "4", pins: [Pin(target: .desktop(appID: "C"), size: TileSize(columns: 2, rows: 2))]),
    PinGroup(
      name: "5", pins: [Pin(target: .desktop(appID: "D"), size: TileSize(columns: 2, rows: 2))]),
  ]

  @Test("groups and tiles come back as they were written, in their order")
  func roundTrip() throws {
    let record = try TileCollection(groups: Self.groups).record(time: 0x01DA_0000_1234_5678)
    #expect(record.prefix(16) == [2, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, 0, 0, 0xDA, 1, 0, 0, 0, 0])
    let read = try TileCollection(record: record)
    #expect(read.groups.map(\.name) == Self.groups.map(\.name))
    #expect(read.groups.map { $0.pins.map(\.target) } == Self.groups.map { $0.pins.map(\.target) })
    #expect(read.groups.map { $0.pins.map(\.size) } == Self.groups.map { $0.pins.map(\.size) })
    #expect(
      read.groups.first?.pins.map(\.place) == [
        TilePlace(column: 0, row: 0), TilePlace(column: 2, row: 0), TilePlace(column: 0, row: 2),
        TilePlace(column: 4, row: 2),
      ])
    #expect(read.groupWidth == 6)
    #expect(read.unknownTileIDs == [])
  }

  @Test("equal tiles give equal bytes")
  func deterministic() throws {
    let collection = TileCollection(groups: Self.groups)
    #expect(try collection.record(time: 1) == collection.record(time: 1))
  }

  @Test("an empty grid and a deleted record have no tiles")
  func empty() throws {
    let prefix: [UInt8] = [2] + Array(repeating: 0, count: 15)
    #expect(try TileCollection(record: prefix).groups == [])
    #expect(try TileCollection(record: prefix + BondCompactBinaryTests.emptyGrid).groups == [])
  }

  @Test("tiles are ordered by row and column, groups by column and row, whatever order they have")
  func order() throws {
    let record = try self.record(
      groups: [
        group("{A}", name: "right", column: 1, row: 0, tiles: ["{1}"]),
        group("{B}", name: "below", column: 0, row: 5, tiles: ["{2}"]),
        group("{C}", name: "first", column: 0, row: 0, tiles: ["{5}", "{4}", "{3}"]),
      ],
      tiles: [
        tile("{1}", "W~right"), tile("{2}", "W~below"),
        tile("{3}", "W~second", column: 2, row: 0), tile("{4}", "W~third", column: 0, row: 2),
        tile("{5}", "W~first", column: 0, row: 0),
      ])
    let groups = try TileCollection(record: record).groups
    #expect(groups.map(\.name) == ["first", "below", "right"])
    #expect(groups.first?.pins.map(\.target.description) == ["first", "second", "third"])
  }

  @Test("a tile outside of every group is kept, an unknown one is named")
  func looseTiles() throws {
    let record = try self.record(
      groups: [group("{A}", name: "g", tiles: ["{1}", "{2}", "{gone}"])],
      tiles: [
        tile("{1}", "W~in"), tile("{2}", "T~DynamicLayoutsSV2"), tile("{3}", "W~folder"),
      ])
    let collection = try TileCollection(record: record)
    #expect(
      collection.groups.map { $0.pins.map(\.target.description) } == [["in"], ["folder"]])
    #expect(collection.unknownTileIDs == ["T~DynamicLayoutsSV2"])
  }

  @Test("records of the generation before 1803 give the same groups")
  func olderGeneration() throws {
    let collection = try TileCollection(
      groupRecords: [
        "{ab}": try cloudRecord(
          BondStructure([
            BondField(10, .wideString("Play")),
            BondField(
              60,
              .list(
                .structure, [.structure(BondStructure([BondField(0, .wideString("{CD}"))]))])),
          ])),
        "{deleted}": [2] + Array(repeating: 0, count: 15),
      ],
      tileRecords: ["{cd}": try cloudRecord(tile("{cd}", "W~MSEdge").structure)])
    #expect(
      collection.groups == [
        PinGroup(
          name: "Play",
          pins: [
            Pin(
              target: .desktop(appID: "MSEdge"), size: TileSize(columns: 2, rows: 2),
              place: TilePlace(column: 0, row: 0))
          ])
      ])
  }

  @Test("the grid's own record of the generation before 1803 says how wide the groups are")
  func olderWidth() throws {
    let root = try cloudRecord(BondStructure([BondField(20, .int32(8))]))
    let collection = try TileCollection(
      groupRecords: [:], tileRecords: ["{cd}": try cloudRecord(tile("{cd}", "W~a").structure)],
      rootRecord: root)
    #expect(collection.groupWidth == 8)
  }

  @Test("folders stand at their places with their tiles in order, and come back as written")
  func folders() throws {
    func pin(_ id: String, _ column: Int, _ row: Int, in folder: PinFolder? = nil) -> Pin {
      Pin(
        target: .desktop(appID: id), size: .medium, place: TilePlace(column: column, row: row),
        folder: folder)
    }
    let first = PinFolder(name: "F", place: TilePlace(column: 2, row: 0), size: .medium)
    let second = PinFolder(name: "", place: TilePlace(column: 0, row: 2), size: .medium)
    let groups = [
      PinGroup(
        name: "g",
        pins: [
          pin("a", 0, 0), pin("x", 0, 0, in: first), pin("y", 2, 0, in: first), pin("b", 4, 0),
          pin("z", 0, 0, in: second),
        ])
    ]
    let record = try TileCollection(groups: groups, groupWidth: 8).record(time: 1)
    let read = try TileCollection(record: record)
    #expect(read.groups == groups)
    #expect(read.groupWidth == 8)
  }

  @Test("a folder without a place comes last, and folders in a circle end")
  func oddFolders() throws {
    func folder(_ id: String, tiles: [String], folders: [String]) -> Entry {
      Entry(
        id: id,
        structure: BondStructure([
          BondField(10, .wideString(id)),
          BondField(61, .set(.wideString, tiles.map { .wideString($0) })),
          BondField(71, .set(.wideString, folders.map { .wideString($0) })),
        ]))
    }
    let record = try self.record(
      groups: [
        folder("{G}", tiles: ["{1}"], folders: ["{F}", "{gone}"]),
        folder("{F}", tiles: ["{2}"], folders: ["{F}", "{E}"]),
        folder("{E}", tiles: ["{3}"], folders: ["{F}"]),
      ],
      tiles: [tile("{1}", "W~a", row: 9), tile("{2}", "W~b"), tile("{3}", "W~c")])
    let groups = try TileCollection(record: record).groups
    #expect(groups.map { $0.pins.map(\.target.description) } == [["a", "b"], ["c"]])
    #expect(groups.first?.pins.last?.folder == PinFolder(name: "{F}"))
  }

  @Test("every prefix of a record is a typed error, or a deleted record")
  func truncation() throws {
    let record = try TileCollection(groups: Self.groups).record(time: 1)
    for length in 0..<record.count where length != 16 {
      #expect(throws: StartMenuError.self) {
        try TileCollection(record: Array(record.prefix(length)))
      }
    }
  }

  @Test("a record with another structure is malformed")
  func otherStructure() throws {
    let record = try cloudRecord(BondStructure([BondField(10, .bool(true))]))
    let error = #expect(throws: StartMenuError.self) { try TileCollection(record: record) }
    #expect(error?.code == .tilesMalformed)
  }

  // MARK: Records made by hand

  private struct Entry {
    let id: String
    let structure: BondStructure
  }

  private func tile(_ id: String, _ tileID: String, column: Int32 = 0, row: Int32 = 0) -> Entry {
    Entry(
      id: id,
      structure: BondStructure([
        BondField(10, .wideString(tileID)),
        BondField(20, pair(column, row)),
        BondField(30, pair(2, 2)),
      ]))
  }

  private func group(
    _ id: String, name: String, column: Int32 = 0, row: Int32 = 0, tiles: [String]
  ) -> Entry {
    Entry(
      id: id,
      structure: BondStructure([
        BondField(10, .wideString(name)),
        BondField(30, pair(column, row)),
        BondField(61, .set(.wideString, tiles.map { .wideString($0) })),
      ]))
  }

  private func pair(_ first: Int32, _ second: Int32) -> BondValue {
    .structure(BondStructure([BondField(0, .int32(first)), BondField(1, .int32(second))]))
  }

  private func record(groups: [Entry], tiles: [Entry]) throws -> [UInt8] {
    func map(_ entries: [Entry]) -> BondValue {
      .map(
        .wideString, .structure,
        entries.map { BondEntry(key: .wideString($0.id), value: .structure($0.structure)) })
    }
    return try cloudRecord(
      BondStructure([BondField(10, map(tiles)), BondField(20, map(groups))]))
  }

  private func cloudRecord(_ structure: BondStructure) throws -> [UInt8] {
    try CloudStoreRecord(time: 1, content: structure).encoded()
  }
}
