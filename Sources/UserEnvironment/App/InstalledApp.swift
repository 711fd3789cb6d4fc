import Foundation

/// An app of the source PC, as a reference from which it can be installed again.
///
/// In its encoding what is not known is left out, so that a snapshot taken before a member existed
/// still decodes, and encodes to the same bytes as before.
public struct InstalledApp: Hashable, Sendable {
  /// The package family name of a packaged app; the uninstall key's name of a classic program, which
  /// for Windows Installer is the product code.
  public var id: String
  public var kind: Kind
  public var name: String
  public var publisher: String?
  public var version: String?
  public var architecture: String?
  /// Installed for this person only, or for the machine.
  public var scope: Scope
  /// How it came onto the PC.
  public var origin: Origin
  /// The Microsoft Store's product id, where it is known: 12 characters beginning with 9, or 14
  /// beginning with XP.
  public var storeProductID: String?
  /// The package's id in a source of winget other than the Store, where it is known.
  public var wingetID: String?
  /// The source that ``wingetID`` belongs to; nil for winget's community source.
  public var wingetSource: WingetSource?
  /// Whether the person has it on Start or the taskbar.
  public var isPinned: Bool
  /// When it was installed, in whole seconds; for most classic programs only the day is known, and
  /// this is its midnight in UTC.
  public var installedAt: Date?

  public init(
    id: String, kind: Kind, name: String, publisher: String? = nil, version: String? = nil,
    architecture: String? = nil, scope: Scope, origin: Origin = .unknown,
    storeProductID: String? = nil, wingetID: String? = nil, wingetSource: WingetSource? = nil,
    isPinned: Bool = false, installedAt: Date? = nil
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.publisher = publisher
    self.version = version
    self.architecture = architecture
    self.scope = scope
    self.origin = origin
    self.storeProductID = storeProductID
    self.wingetID = wingetID
    self.wingetSource = wingetSource
    self.isPinned = isPinned
    self.installedAt = installedAt.map {
      Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down))
    }
  }

  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A packaged app (MSIX, AppX), as the Microsoft Store installs them.
    case packaged
    /// A classic program with an uninstall entry.
    case desktop
  }

  public enum Scope: String, Codable, Sendable, CaseIterable {
    case user
    case machine
  }

  /// How an app came onto the PC, as far as the PC tells.
  public enum Origin: String, Codable, Sendable, CaseIterable {
    /// A package (MSIX) of the Microsoft Store.
    case store
    /// A package that was brought some other way: by IT, a download, a developer.
    case sideloaded
    /// A web page that Microsoft Edge made into an app.
    case edgeApp
    /// A classic program of the Microsoft Store.
    case storeProgram
    /// A program of one of winget's sources.
    case winget
    /// Windows Installer, and no store is known for it.
    case msi
    case unknown
  }
}

extension InstalledApp: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, kind, name, publisher, version, architecture, scope, origin, storeProductID, wingetID
    case wingetSource, isPinned, installedAt
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try members.decode(String.self, forKey: .id),
      kind: try members.decode(Kind.self, forKey: .kind),
      name: try members.decode(String.self, forKey: .name),
      publisher: try members.decodeIfPresent(String.self, forKey: .publisher),
      version: try members.decodeIfPresent(String.self, forKey: .version),
      architecture: try members.decodeIfPresent(String.self, forKey: .architecture),
      scope: try members.decode(Scope.self, forKey: .scope),
      origin: try members.decodeIfPresent(Origin.self, forKey: .origin) ?? .unknown,
      storeProductID: try members.decodeIfPresent(String.self, forKey: .storeProductID),
      wingetID: try members.decodeIfPresent(String.self, forKey: .wingetID),
      wingetSource: try members.decodeIfPresent(WingetSource.self, forKey: .wingetSource),
      isPinned: try members.decodeIfPresent(Bool.self, forKey: .isPinned) ?? false,
      installedAt: try members.decodeIfPresent(Date.self, forKey: .installedAt))
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(id, forKey: .id)
    try members.encode(kind, forKey: .kind)
    try members.encode(name, forKey: .name)
    try members.encodeIfPresent(publisher, forKey: .publisher)
    try members.encodeIfPresent(version, forKey: .version)
    try members.encodeIfPresent(architecture, forKey: .architecture)
    try members.encode(scope, forKey: .scope)
    if origin != .unknown { try members.encode(origin, forKey: .origin) }
    try members.encodeIfPresent(storeProductID, forKey: .storeProductID)
    try members.encodeIfPresent(wingetID, forKey: .wingetID)
    try members.encodeIfPresent(wingetSource, forKey: .wingetSource)
    if isPinned { try members.encode(isPinned, forKey: .isPinned) }
    try members.encodeIfPresent(installedAt, forKey: .installedAt)
  }
}

/// The component `apps`.
public struct AppsComponent: Codable, Hashable, Sendable {
  /// The apps, ordered by kind and id.
  public let apps: [InstalledApp]

  public init(apps: [InstalledApp]) {
    self.apps = apps.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
  }
}
