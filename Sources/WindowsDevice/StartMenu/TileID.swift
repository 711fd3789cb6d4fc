import UserEnvironment

/// The name that Start itself gives to a pin, the same on Windows 10 and 11:
///
///     P~<application user model id>             a packaged app
///     P~<application user model id>:<tile id>   a tile of its own of a packaged app
///     W~<AppID>                                 a classic program
extension PinTarget {
  /// Reads a tile id; nil for anything that the grammar does not know, as for the placeholders
  /// (`T~...`) that Start keeps among its tiles.
  public init?(tileID: String) {
    let rest = String(tileID.dropFirst(2))
    switch tileID.prefix(2) {
    case "P~":
      guard let target = Self.packagedTarget(rest) else { return nil }
      self = target
    case "W~":
      guard Self.isPlainText(rest) else { return nil }
      self = .desktop(appID: rest)
    default:
      return nil
    }
  }

  /// The tile id of the pin; nil for a shortcut file, which has none.
  public var tileID: String? {
    switch self {
    case .packaged(let id): "P~" + id
    case .secondary(let id, let tile): "P~" + id + ":" + tile
    case .desktop(let id): "W~" + id
    case .link: nil
    }
  }

  private static func packagedTarget(_ text: String) -> PinTarget? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let id = AppUserModelID(String(first)) else { return nil }
    guard parts.count == 2 else { return .packaged(appUserModelID: id.description) }
    let tile = String(parts[1])
    guard isPlainText(tile) else { return nil }
    return .secondary(appUserModelID: id.description, tileID: tile)
  }

  private static func isPlainText(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}
