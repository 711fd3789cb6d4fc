import RegistryHive

extension TileCollection {
  /// Reads a person's tiles from the cloud store of their hive, of either generation; nil when it
  /// has none, as on Windows 11.
  ///
  /// - Parameter user: the root of the person's NTUSER.DAT.
  /// - Throws: `HiveError` when the hive is damaged there, ``StartMenuError`` when a record is.
  public static func read(user: HiveKey) throws -> TileCollection? {
    guard let cache = try user.key(at: cachePath) else { return nil }
    var newest: CloudStoreRecord?
    var groups: [String: [UInt8]] = [:]
    var tiles: [String: [UInt8]] = [:]
    var root: [UInt8]?
    for key in try cache.subkeys() {
      guard let data = try key.subkey(named: "Current")?.value(named: "Data")?.bytes else {
        continue
      }
      let name = key.name.lowercased()
      if name.hasSuffix(wholeSuffix) {
        let record = try CloudStoreRecord(tiles: data)
        if newest.map({ $0.time < record.time }) ?? true { newest = record }
      } else if name == rootName {
        root = data
      } else if let id = itemID(name, kind: groupSuffix) {
        groups[id] = data
      } else if let id = itemID(name, kind: tileSuffix) {
        tiles[id] = data
      }
    }
    if let newest { return try TileCollection(record: newest) }
    guard !groups.isEmpty else { return nil }
    return try TileCollection(groupRecords: groups, tileRecords: tiles, rootRecord: root)
  }

  private static let cachePath =
    #"Software\Microsoft\Windows\CurrentVersion\CloudStore\Store\Cache\DefaultAccount"#
  private static let wholeSuffix =
    "$start.tilegrid$windows.data.curatedtilecollection.tilecollection"
  private static let rootName = "$start.tilegrid$windows.data.curatedtilecollection.root"
  private static let groupSuffix = "$windows.data.curatedtilecollection.group"
  private static let tileSuffix = "$windows.data.curatedtilecollection.tile"

  /// The id in `${036237de-357e-47fd-820f-9390d51f8dd2}$windows.data...`, braces included.
  private static func itemID(_ name: String, kind: String) -> String? {
    guard name.hasPrefix("${"), name.hasSuffix("}" + kind) else { return nil }
    return String(name.dropFirst().dropLast(kind.count))
  }
}

extension CloudStoreRecord {
  /// Reads a record of tiles.
  init(tiles bytes: [UInt8]) throws(StartMenuError) {
    do {
      try self.init(bytes: bytes)
    } catch {
      throw StartMenuError(
        .tilesMalformed, "A record of Start's tiles cannot be read. \(error.message)",
        offset: error.offset, cause: error)
    }
  }
}
