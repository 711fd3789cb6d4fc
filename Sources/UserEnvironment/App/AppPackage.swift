/// What winget installs for an app: a package of one of its sources.
public struct AppPackage: Codable, Hashable, Sendable {
  /// The product id in the Store, the package's id elsewhere.
  public let id: String
  public let source: WingetSource
  /// Who it must be installed for; nil to leave that to the package. winget finds no installer for a
  /// scope that the package does not name, so this is only set by somebody who knows.
  public let scope: InstalledApp.Scope?

  public init(id: String, source: WingetSource, scope: InstalledApp.Scope? = nil) {
    self.id = id
    self.source = source
    self.scope = scope
  }
}

/// A source of winget, by the names under which winget finds it again.
public struct WingetSource: Codable, Hashable, Sendable {
  public let name: String
  public let identifier: String
  public let argument: String
  public let type: String

  public init(name: String, identifier: String, argument: String, type: String) {
    self.name = name
    self.identifier = identifier
    self.argument = argument
    self.type = type
  }

  /// winget's source for the Microsoft Store.
  public static let store = WingetSource(
    name: "msstore", identifier: "StoreEdgeFD",
    argument: "https://storeedgefd.dsx.mp.microsoft.com/v9.0", type: "Microsoft.Rest")

  /// winget's community source.
  public static let community = WingetSource(
    name: "winget", identifier: "Microsoft.Winget.Source_8wekyb3d8bbwe",
    argument: "https://cdn.winget.microsoft.com/cache", type: "Microsoft.PreIndexed.Package")

  /// Whether winget takes both for one source: it goes by type and identifier.
  public func isSame(as other: WingetSource) -> Bool {
    type.lowercased() == other.type.lowercased()
      && identifier.lowercased() == other.identifier.lowercased()
  }
}

extension InstalledApp {
  /// The package from which the app can be installed again; nil when none is known. What both the
  /// Store and another source have is taken from the Store.
  public var package: AppPackage? {
    if let storeProductID { return AppPackage(id: storeProductID, source: .store) }
    return wingetID.map { AppPackage(id: $0, source: wingetSource ?? .community) }
  }
}
