import RegistryHive

/// Windows' cloud store in a person's hive: records that Windows would take along with a Microsoft
/// account, such as night light and do not disturb.
///
/// Source: docs/formats/cloud-store.md.
public struct CloudStore: Sendable {
  /// A record's name: its type, and which of several of this type it is (empty where there is one).
  public struct Name: Hashable, Sendable {
    /// In lower case: `windows.data.bluelightreduction.settings`.
    public let type: String
    /// In lower case: `quietmomentscheduled`.
    public let instance: String
  }

  /// The newest record of each name that has a content.
  public let contents: [Name: BondStructure]
  /// The records that cannot be read, with the reason.
  public let damaged: [Name: BondError]

  /// Reads the records of these types, below `Cache` and below `DefaultAccount\Current`.
  ///
  /// - Parameters:
  ///   - user: the root of the person's NTUSER.DAT.
  ///   - types: in lower case.
  /// - Throws: `HiveError` when the hive is damaged there.
  public init(user: HiveKey, types: Set<String>) throws(HiveError) {
    var newest: [Name: CloudStoreRecord] = [:]
    var damaged: [Name: BondError] = [:]

    func take(_ name: Name, _ read: () throws(BondError) -> CloudStoreRecord) {
      guard types.contains(name.type) else { return }
      do {
        let record = try read()
        if let known = newest[name], known.time > record.time { return }
        newest[name] = record
      } catch {
        damaged[name] = error
      }
    }

    for key in try user.key(at: Self.path + #"\Cache\DefaultAccount"#)?.subkeys() ?? [] {
      guard let name = Self.cachedName(key.name),
        let data = try key.subkey(named: "Current")?.value(named: "Data")?.bytes
      else { continue }
      take(name) { () throws(BondError) in try CloudStoreRecord(bytes: data) }
    }
    for key in try user.key(at: Self.path + #"\DefaultAccount\Current"#)?.subkeys() ?? [] {
      for record in try key.subkeys() {
        guard let data = try record.value(named: "Data")?.bytes else { continue }
        take(Self.currentName(record.name)) { () throws(BondError) in
          try CloudStoreRecord(wrapped: data)
        }
      }
    }
    contents = newest.compactMapValues(\.content)
    self.damaged = damaged
  }

  /// The key that all of it lies below.
  public static let path = #"Software\Microsoft\Windows\CurrentVersion\CloudStore\Store"#

  /// The name in `$quietmomentgame$windows.data.notifications.quietmoment`, with other things before it
  /// perhaps; nil for a key of another form.
  private static func cachedName(_ key: String) -> Name? {
    let parts = key.lowercased().split(separator: "$", omittingEmptySubsequences: false)
    guard let type = parts.last, parts.count > 1 else { return nil }
    return Name(type: String(type), instance: String(parts[parts.count - 2]))
  }

  /// The name in `windows.data.donotdisturb.quietmoment$quietmomentgame`.
  private static func currentName(_ key: String) -> Name {
    let parts = key.lowercased().split(separator: "$", maxSplits: 1)
    return Name(
      type: parts.first.map(String.init) ?? "",
      instance: parts.dropFirst().first.map(String.init) ?? "")
  }
}
