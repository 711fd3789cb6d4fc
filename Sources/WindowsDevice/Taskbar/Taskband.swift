import RegistryHive
import UserEnvironment

/// What is pinned to the taskbar, as Explorer notes it in the person's hive, in the order of the bar:
///
///     Software\Microsoft\Windows\CurrentVersion\Explorer\Taskband
///       Favorites         for each pin: 0 (8 bits), a length (32 bits), an ITEMIDLIST; then FF
///       FavoritesResolve  for each pin: a length (32 bits), a shortcut
///
/// Known from: hives of Windows 7, 8 and 10.
public struct Taskband: Hashable, Sendable {
  /// The pins, in the order of the bar.
  public let pins: [PinTarget]
  /// What is pinned and does not say what it opens: file names, where there are any.
  public let unknown: [String]

  /// Reads the two values; `resolve` may be empty.
  ///
  /// - Throws: ``StartMenuError`` `taskband.malformed` with the offset of the damage.
  public init(
    favorites: [UInt8], resolve: [UInt8] = [], profilePath: String
  ) throws(StartMenuError) {
    let lists = try Self.lists(favorites)
    // The shortcuts only help where a list does not say enough; damage in them is no loss.
    let links = Self.links(resolve)
    var pins: [PinTarget] = []
    var unknown: [String] = []
    for (index, items) in lists.enumerated() {
      let link = links.count == lists.count ? links[index] : nil
      if let id = items.last?.appID {
        pins.append(PinTarget(appID: id))
      } else if let target = link?.target(profilePath: profilePath) {
        pins.append(target)
      } else {
        unknown.append(items.last?.fileName ?? "entry \(index + 1)")
      }
    }
    self.pins = pins
    self.unknown = unknown
  }

  /// Reads the person's hive; nil when Explorer has noted nothing there.
  ///
  /// - Parameter user: the root of the person's NTUSER.DAT.
  /// - Throws: `HiveError` when the hive is damaged there, ``StartMenuError`` when the value is.
  public static func read(user: HiveKey, profilePath: String) throws -> Taskband? {
    let path = #"Software\Microsoft\Windows\CurrentVersion\Explorer\Taskband"#
    guard let key = try user.key(at: path),
      let favorites = try key.value(named: "Favorites")?.bytes
    else { return nil }
    return try Taskband(
      favorites: favorites, resolve: key.value(named: "FavoritesResolve")?.bytes ?? [],
      profilePath: profilePath)
  }

  private static let end: UInt8 = 0xFF

  private static func lists(_ favorites: [UInt8]) throws(StartMenuError) -> [[ShellItem]] {
    let bytes = LittleEndianBytes(favorites[...])
    var lists: [[ShellItem]] = []
    var offset = 0
    while offset < favorites.count, bytes.byte(at: offset) != end {
      guard bytes.byte(at: offset) == 0, let length = bytes.uint32(at: offset + 1),
        let list = bytes.slice(at: offset + 5, count: length), let items = ShellItem.list(list)
      else {
        throw StartMenuError(
          .taskbandMalformed, "An entry of the taskbar's pins is not whole.", offset: offset)
      }
      lists.append(items)
      offset += 5 + length
    }
    guard offset < favorites.count || favorites.isEmpty else {
      throw StartMenuError(
        .taskbandMalformed, "The taskbar's pins end in the middle.", offset: offset)
    }
    return lists
  }

  private static func links(_ resolve: [UInt8]) -> [ShellLink?] {
    let bytes = LittleEndianBytes(resolve[...])
    var links: [ShellLink?] = []
    var offset = 0
    while let length = bytes.uint32(at: offset),
      let link = bytes.array(at: offset + 4, count: length)
    {
      links.append(try? ShellLink(bytes: link))
      offset += 4 + length
    }
    return links
  }
}

extension PinTarget {
  /// The target of an AppID as the shell notes it: a packaged app's, or a classic program's.
  init(appID: String) {
    self =
      AppUserModelID(appID).map { .packaged(appUserModelID: $0.description) }
      ?? .desktop(appID: appID)
  }
}

extension ShellLink {
  /// What the shortcut opens; nil when it does not say.
  public func target(profilePath: String) -> PinTarget? {
    if let appUserModelID { return PinTarget(appID: appUserModelID) }
    guard let targetPath else { return nil }
    let id = KnownFolder.appID(ofPath: targetPath, profilePath: profilePath)
    // Explorer's own shortcut bears no id; the shell has one for it.
    let isExplorer = id.lowercased() == #"{f38bf404-1d43-42f2-9305-67de0b28fc23}\explorer.exe"#
    return .desktop(appID: isExplorer && arguments.isEmpty ? "Microsoft.Windows.Explorer" : id)
  }
}
