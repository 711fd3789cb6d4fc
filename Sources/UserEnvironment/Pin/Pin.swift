/// What a pin opens, in the words that Windows uses for it in all its layouts.
public enum PinTarget: Hashable, Sendable {
  /// A packaged app by its application user model id: `PackageFamilyName!App`.
  case packaged(appUserModelID: String)
  /// A tile that a packaged app made for a part of itself.
  case secondary(appUserModelID: String, tileID: String)
  /// A classic program by its AppID: an explicit id (`MSEdge`) or `{known folder}\path\x.exe`.
  case desktop(appID: String)
  /// A shortcut file, with environment variables: `%ALLUSERSPROFILE%\...\x.lnk`.
  case link(path: String)
}

/// One pin of the Start menu or the taskbar.
public struct Pin: Hashable, Sendable, Codable {
  public let target: PinTarget
  /// Columns and rows of a Windows 10 tile; nil where pins have no size.
  public let size: TileSize?

  public init(target: PinTarget, size: TileSize? = nil) {
    self.target = target
    self.size = size
  }
}

/// The size of a Windows 10 tile in cells: 1x1, 2x2, 4x2 or 4x4.
public struct TileSize: Hashable, Sendable, Codable {
  public let columns: Int
  public let rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A group of pins under a title. Windows 11 has a single group without one.
public struct PinGroup: Hashable, Sendable, Codable {
  public let name: String
  public let pins: [Pin]

  public init(name: String, pins: [Pin]) {
    self.name = name
    self.pins = pins
  }
}

/// The components `startPins` and `taskbarPins`.
public struct PinsComponent: Codable, Hashable, Sendable {
  /// The groups, and in them the pins, in the order in which a person reads them.
  public let groups: [PinGroup]

  public init(groups: [PinGroup]) {
    self.groups = groups
  }

  public var pins: [Pin] { groups.flatMap(\.pins) }
}

extension PinTarget: Codable {
  private enum Key: String, CodingKey {
    case packaged
    case secondaryTile
    case desktop
    case link
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let id = try container.decodeIfPresent(String.self, forKey: .packaged) {
      if let tile = try container.decodeIfPresent(String.self, forKey: .secondaryTile) {
        self = .secondary(appUserModelID: id, tileID: tile)
      } else {
        self = .packaged(appUserModelID: id)
      }
    } else if let id = try container.decodeIfPresent(String.self, forKey: .desktop) {
      self = .desktop(appID: id)
    } else {
      self = .link(path: try container.decode(String.self, forKey: .link))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .packaged(let id):
      try container.encode(id, forKey: .packaged)
    case .secondary(let id, let tile):
      try container.encode(id, forKey: .packaged)
      try container.encode(tile, forKey: .secondaryTile)
    case .desktop(let id):
      try container.encode(id, forKey: .desktop)
    case .link(let path):
      try container.encode(path, forKey: .link)
    }
  }
}

extension PinTarget: CustomStringConvertible {
  public var description: String {
    switch self {
    case .packaged(let id), .desktop(let id): id
    case .secondary(let id, let tile): id + " (tile " + tile + ")"
    case .link(let path): path
    }
  }
}
