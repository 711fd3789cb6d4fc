import RegistryHive
import UserEnvironment

/// The packaged apps of one person, as Windows notes them in the person's classes hive:
///
///     Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository
///       Packages\<full name>             DisplayName, PackageRootFolder, Framework
///       Families\<family>\<full name>    Flags: 1 an app, 2 a framework, 4 a resource package
///
/// Left out is what no person installs: frameworks, resource packages, and the apps that are part of
/// Windows itself.
public struct PackagedApps: Sendable {
  private let catalog: AppCatalog

  public init(catalog: AppCatalog) {
    self.catalog = catalog
  }

  /// Reads the apps, the newest version of each.
  ///
  /// - Parameter classes: the root of the person's UsrClass.dat.
  /// - Throws: `HiveError` when the hive is damaged there.
  public func read(classes: HiveKey) throws(HiveError) -> [InstalledApp] {
    guard let repository = try classes.key(at: Self.repositoryPath),
      let packages = try repository.subkey(named: "Packages")
    else { return [] }
    let families = try repository.subkey(named: "Families")
    var newest: [String: (version: PackageVersion, app: InstalledApp)] = [:]
    for package in try packages.subkeys() {
      guard let name = PackageFullName(package.name),
        try isApp(package, name, families: families)
      else { continue }
      let id = name.family.description.lowercased()
      if let known = newest[id], known.version >= name.version { continue }
      newest[id] = (name.version, try app(package, name))
    }
    return newest.values.map(\.app).sorted { $0.id < $1.id }
  }

  private static let repositoryPath =
    #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository"#

  private func isApp(
    _ package: HiveKey, _ name: PackageFullName, families: HiveKey?
  ) throws(HiveError) -> Bool {
    guard name.publisherID != .windows, !name.resourceID.hasPrefix("split."),
      try package.number(named: "Framework") ?? 0 == 0
    else { return false }
    // Some parts of Windows bear the publisher of the Store's apps; their place tells them apart.
    let folder = try package.text(named: "PackageRootFolder")?.lowercased() ?? ""
    guard !folder.contains(#"\windows\systemapps\"#) else { return false }
    let registration = try families?.key(at: name.family.description + "\\" + package.name)
    let flags = try registration?.number(named: "Flags") ?? PackageFlags.app
    return flags & (PackageFlags.framework | PackageFlags.resource) == 0
  }

  private enum PackageFlags {
    static let app: UInt32 = 1
    static let framework: UInt32 = 2
    static let resource: UInt32 = 4
  }

  private func app(_ package: HiveKey, _ name: PackageFullName) throws(HiveError) -> InstalledApp {
    let product = catalog.storeProduct(family: name.family)
    let displayName = try package.text(named: "DisplayName") ?? ""
    return InstalledApp(
      id: name.family.description,
      kind: .packaged,
      name: Self.readableName(displayName, product: product, package: name),
      version: name.version.description,
      architecture: name.architecture.rawValue,
      scope: .user,
      storeProductID: product?.id)
  }

  /// A display name is often only the place of a text inside of the package, which a backup does not
  /// have: then the catalog's name is taken, or the package's name is made readable.
  private static func readableName(
    _ displayName: String, product: StoreProduct?, package: PackageFullName
  ) -> String {
    let isReference = displayName.hasPrefix("@{") || displayName.hasPrefix("ms-resource:")
    if !displayName.isEmpty, !isReference { return displayName }
    return product?.name ?? spokenName(package.name)
  }

  /// `Microsoft.WindowsCalculator` becomes `Windows Calculator`.
  static func spokenName(_ packageName: String) -> String {
    let parts = packageName.split(separator: ".")
    let words = parts.count > 1 ? parts.dropFirst().joined(separator: " ") : packageName
    var spoken = ""
    var previous: Character?
    for character in words {
      if let previous, character.isUppercase, previous.isLowercase { spoken.append(" ") }
      spoken.append(character)
      previous = character
    }
    return spoken
  }
}
