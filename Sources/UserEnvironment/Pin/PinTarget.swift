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
