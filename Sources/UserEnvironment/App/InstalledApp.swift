/// An app of the source PC, as a reference from which it can be installed again.
public struct InstalledApp: Codable, Hashable, Sendable {
  /// The package family name of a packaged app; the uninstall key's name of a Win32 program.
  public let id: String
  public let kind: Kind
  public let name: String
  public let publisher: String?
  public let version: String?
  public let architecture: String?
  /// Installed for this person only, or for the machine.
  public let scope: Scope
  /// The Microsoft Store's product id, where it is known: 12 characters beginning with 9, or 14
  /// beginning with XP.
  public let storeProductID: String?
  /// The package's id in winget's community source, where it is known.
  public let wingetID: String?

  public init(
    id: String, kind: Kind, name: String, publisher: String? = nil, version: String? = nil,
    architecture: String? = nil, scope: Scope, storeProductID: String? = nil,
    wingetID: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.publisher = publisher
    self.version = version
    self.architecture = architecture
    self.scope = scope
    self.storeProductID = storeProductID
    self.wingetID = wingetID
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
}

/// The component `apps`.
public struct AppsComponent: Codable, Hashable, Sendable {
  /// The apps, ordered by kind and id.
  public let apps: [InstalledApp]

  public init(apps: [InstalledApp]) {
    self.apps = apps.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
  }
}
