import Foundation
import RegistryHive
import UserEnvironment

/// The packaged apps of one person, as Windows notes them in the person's classes hive:
///
///     Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository
///       Packages\<full name>             DisplayName, PackageRootFolder, Framework
///         <app id>\Capabilities          ApplicationName
///       Families\<family>\<full name>    Flags: 1 an app, 2 a framework, 4 a resource package
///                                        InstallTime
///
/// What the machine notes (``MachinePackages``, ``StoreInstallCache``) is added. Where the classes
/// hive has no list, the machine's list of the person's packages takes its place.
///
/// Left out is what no person installs: frameworks, resource packages, and the apps that are part of
/// Windows itself.
struct PackagedApps {
  private let catalog: AppCatalog
  private let machine: MachinePackages
  private let store: StoreInstallCache

  /// - Parameters:
  ///   - software: the root of the machine's SOFTWARE hive; nil when it cannot be read.
  ///   - sid: the person's security identifier.
  init(catalog: AppCatalog, software: HiveKey? = nil, sid: String = "") throws(HiveError) {
    self.catalog = catalog
    guard let software else {
      (machine, store) = (.none, .empty)
      return
    }
    machine = try MachinePackages(software: software, sid: sid)
    store = try StoreInstallCache(software: software)
  }

  /// Reads the apps, the newest version of each.
  ///
  /// - Parameter classes: the root of the person's UsrClass.dat; nil when it cannot be read.
  /// - Throws: `HiveError` when the hive is damaged there.
  func read(classes: HiveKey?) throws(HiveError) -> [InstalledApp] {
    guard let classes, let repository = try classes.key(at: Self.repositoryPath),
      let packages = try repository.subkey(named: "Packages")
    else { return Self.newest(of: machine.personal.filter(isApp).map { ($0, app($0)) }) }
    let families = try repository.subkey(named: "Families")
    // Texts are looked up for display only: damage among them costs a name, not the list.
    let strings = (try? ResourceStrings(classes: classes)) ?? .none
    var found: [(PackageFullName, InstalledApp)] = []
    for package in try packages.subkeys() {
      guard let name = PackageFullName(package.name), isApp(name) else { continue }
      let registration = try families?.key(at: name.family.description + "\\" + package.name)
      guard try isApp(package, registration) else { continue }
      found.append((name, try app(name, package, registration, strings)))
    }
    return Self.newest(of: found)
  }

  private static let repositoryPath =
    #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository"#

  private static func newest(
    of found: [(name: PackageFullName, app: InstalledApp)]
  ) -> [InstalledApp] {
    Dictionary(grouping: found) { $0.name.family.description.lowercased() }.values
      .compactMap { versions in versions.max { $0.name.version < $1.name.version }?.app }
      .sorted { $0.id < $1.id }
  }

  // MARK: What is an app

  private func isApp(_ name: PackageFullName) -> Bool {
    name.publisherID != .windows && !name.resourceID.hasPrefix("split.")
      && !machine.isPartOfWindows(name.family)
  }

  private func isApp(_ package: HiveKey, _ registration: HiveKey?) throws(HiveError) -> Bool {
    guard try package.number(named: "Framework") ?? 0 == 0 else { return false }
    // Some parts of Windows bear the publisher of the Store's apps; their place tells them apart.
    guard try !Self.folder(of: package).contains(#"\windows\systemapps\"#) else { return false }
    let flags = try registration?.number(named: "Flags") ?? PackageFlags.app
    return flags & (PackageFlags.framework | PackageFlags.resource) == 0
  }

  private enum PackageFlags {
    static let app: UInt32 = 1
    static let framework: UInt32 = 2
    static let resource: UInt32 = 4
  }

  private static func folder(of package: HiveKey) throws(HiveError) -> String {
    try package.text(named: "PackageRootFolder")?.lowercased() ?? ""
  }

  // MARK: What is known of it

  /// An app of which only the package's name is known.
  private func app(_ name: PackageFullName) -> InstalledApp {
    InstalledApp(
      id: name.family.description, kind: .packaged, name: fallbackName(of: name),
      version: name.version.description, architecture: name.architecture.rawValue,
      scope: machine.isForEveryone(name.family) ? .machine : .user,
      origin: origin(of: name, folder: ""), storeProductID: storeProduct(of: name.family)?.id)
  }

  private func app(
    _ name: PackageFullName, _ package: HiveKey, _ registration: HiveKey?,
    _ strings: ResourceStrings
  ) throws(HiveError) -> InstalledApp {
    var app = app(name)
    if let text = try displayName(of: package, strings) { app.name = text }
    app.origin = origin(of: name, folder: try Self.folder(of: package))
    app.installedAt = try registration?.value(named: "InstallTime")?.qword
      .map { Date(timeIntervalSince1970: FileTime(ticks: $0).secondsSince1970.rounded(.down)) }
    return app
  }

  private func origin(of name: PackageFullName, folder: String) -> InstalledApp.Origin {
    if name.isEdgeApp { return .edgeApp }
    // A developer's package is registered where it was built.
    if !folder.isEmpty, !folder.contains(#"\windowsapps\"#) { return .sideloaded }
    return storeProduct(of: name.family) == nil ? .unknown : .store
  }

  /// The catalog goes before what the PC noted: it knows what the Store does not offer any more.
  private func storeProduct(of family: PackageFamilyName) -> StoreProduct? {
    catalog.storeProduct(family: family) ?? store.product(of: family)
  }

  // MARK: Its name

  /// A display name is often only the place of a text inside of the package, which a backup does not
  /// have; Windows may have noted the text, or that of the package's one app.
  private func displayName(
    of package: HiveKey, _ strings: ResourceStrings
  ) throws(HiveError) -> String? {
    func text(_ name: String?) -> String? {
      guard let name, !name.isEmpty else { return nil }
      let isReference = name.hasPrefix("@{") || name.hasPrefix("ms-resource:")
      return isReference ? strings.text(for: name) : name
    }
    if let name = text(try package.text(named: "DisplayName")) { return name }
    let applications = try package.subkeys()
    guard applications.count == 1, let application = applications.first else { return nil }
    return text(
      try application.subkey(named: "Capabilities")?.text(named: "ApplicationName"))
  }

  /// What the Store calls the product, else the package's name made readable.
  private func fallbackName(of package: PackageFullName) -> String {
    let names = [catalog.storeProduct(family: package.family), store.product(of: package.family)]
      .compactMap { $0?.name }
    return names.first { !$0.isEmpty } ?? package.family.spokenName
  }
}

extension PackageFullName {
  /// Whether Microsoft Edge made the package out of a web page: it is named for the page's host, and
  /// signed by nobody, for which Windows has a name of its own.
  ///
  /// Source: Microsoft Learn, "Create an unsigned MSIX package".
  var isEdgeApp: Bool {
    guard let hyphen = name.lastIndex(of: "-"), name.contains(".") else { return false }
    let suffix = name[name.index(after: hyphen)...]
    guard suffix.utf8.count == 8, suffix.allSatisfy(\.isHexDigit) else { return false }
    let unsigned = "OID.2.25.311729368913984317654407730594956997722=1"
    return PublisherID(publisher: "CN=\(name[..<hyphen]), \(unsigned)") == publisherID
  }
}

extension PackageFamilyName {
  /// The package's name in words: `Microsoft.WindowsCalculator` is `Windows Calculator`.
  var spokenName: String { Self.spokenName(name) }

  /// The part after the publisher, with a space before each word.
  static func spokenName(_ name: String) -> String {
    let parts = name.split(separator: ".")
    let words = parts.count > 1 ? parts.dropFirst().joined(separator: " ") : name
    return words.spacingWords()
  }
}
