import Foundation
import UserEnvironment

extension AppList {
  /// Adds what the tools of the running Windows say. What they say goes before the registry's word;
  /// what only the registry has stays.
  public mutating func merge(_ live: LiveApps) {
    for package in live.packages ?? [] where package.isApp { merge(package) }
    merge(live.startApps ?? [])
    for package in live.winget?.packages ?? [] { merge(package) }
  }

  // MARK: Get-AppxPackage

  private mutating func merge(_ package: AppxPackage) {
    let family = package.fullName.family
    let index = index { $0.kind == .packaged && $0.id.isSame(as: family.description) }
    var app =
      index.map { apps[$0] }
      ?? InstalledApp(
        id: family.description, kind: .packaged,
        name: catalog.storeProduct(family: family)?.name ?? family.spokenName, scope: .user,
        storeProductID: catalog.storeProduct(family: family)?.id)
    app.version = package.fullName.version.description
    app.architecture = package.fullName.architecture.rawValue
    app.publisher = package.publisherName ?? app.publisher
    app.origin = package.origin ?? app.origin
    if let index { apps[index] = app } else { apps.append(app) }
  }

  // MARK: Get-StartApps

  /// The Start menu has the names that the person sees, in their language. Of a package with several
  /// apps none of the names is the package's.
  private mutating func merge(_ startApps: [StartApp]) {
    var names: [String: [String]] = [:]
    for entry in startApps where !entry.name.isEmpty {
      if let family = AppUserModelID(entry.id)?.family {
        names[family.description.lowercased(), default: []].append(entry.name)
      } else {
        startNames[entry.id.lowercased()] = entry.name
      }
    }
    for index in apps.indices where apps[index].kind == .packaged {
      let found = names[apps[index].id.lowercased()] ?? []
      if found.count == 1, let name = found.first { apps[index].name = name }
    }
  }

  // MARK: winget export

  private mutating func merge(_ package: WingetExport.Package) {
    let isFromStore = package.source.isSame(as: .store)
    guard let index = index(of: package, isFromStore: isFromStore) else {
      apps.append(newApp(package, isFromStore: isFromStore))
      return
    }
    if isFromStore {
      apps[index].storeProductID = package.id
      apps[index].origin = package.id.hasPrefix("XP") ? .storeProgram : .store
    } else {
      apps[index].wingetID = package.id
      apps[index].wingetSource = package.source.isSame(as: .community) ? nil : package.source
      if apps[index].kind == .desktop { apps[index].origin = .winget }
    }
  }

  /// An app that only winget told of.
  private func newApp(_ package: WingetExport.Package, isFromStore: Bool) -> InstalledApp {
    let isPackaged = isFromStore && package.id.hasPrefix("9")
    let isCommunity = package.source.isSame(as: .community)
    let name =
      isFromStore
      ? catalog.product(withID: package.id)?.name ?? package.id
      : PackageFamilyName.spokenName(package.id)
    return InstalledApp(
      id: package.id, kind: isPackaged ? .packaged : .desktop, name: name,
      version: package.version, scope: .user,
      origin: isFromStore ? (isPackaged ? .store : .storeProgram) : .winget,
      storeProductID: isFromStore ? package.id : nil,
      wingetID: isFromStore ? nil : package.id,
      wingetSource: isFromStore || isCommunity ? nil : package.source)
  }

  /// The app that winget means. A guess counts only where it fits one app alone.
  private func index(of package: WingetExport.Package, isFromStore: Bool) -> Int? {
    if isFromStore {
      return index { $0.storeProductID?.isSame(as: package.id) == true }
        ?? catalog.product(withID: package.id).flatMap { product in
          index { $0.kind == .packaged && $0.id.isSame(as: product.family.description) }
        }
        ?? (package.id.hasPrefix("XP") ? indexByVersion(of: package) { _ in true } : nil)
    }
    return index { $0.wingetID?.isSame(as: package.id) == true }
      ?? onlyIndex { app in
        app.kind == .packaged && PackageFamilyName(app.id)?.name.isSame(as: package.id) == true
      }
      ?? onlyIndex { app in
        app.kind == .desktop && app.wingetID == nil && Self.isNamed(app, package.id)
      }
      ?? indexByVersion(of: package) { Self.isPublished($0, by: package.id) }
  }

  /// The one program without a place in a store whose version is just this one.
  private func indexByVersion(
    of package: WingetExport.Package, where fits: (InstalledApp) -> Bool
  ) -> Int? {
    guard let version = package.version, version.split(separator: ".").count > 2 else {
      return nil
    }
    return onlyIndex {
      $0.kind == .desktop && $0.package == nil && $0.version == version && fits($0)
    }
  }

  /// Whether a program bears the name that a package's id says: `Publisher.Name`.
  private static func isNamed(_ app: InstalledApp, _ id: String) -> Bool {
    let parts = id.split(separator: ".").map(String.init)
    guard let publisher = parts.first, parts.count > 1 else { return false }
    let name = AppName(app.name).key
    let own = AppName(parts.dropFirst().joined(separator: " ")).key
    if name == AppName(parts.joined(separator: " ")).key { return true }
    return name == own && (AppName(publisher).key == own || isPublished(app, by: id))
  }

  /// Whether the publisher of a program is the one that a package's id says.
  private static func isPublished(_ app: InstalledApp, by id: String) -> Bool {
    guard let publisher = id.split(separator: ".").first, let known = app.publisher else {
      return false
    }
    let name = AppName(String(publisher)).key
    return !name.isEmpty && AppName(known).key.hasPrefix(name)
  }

  private func index(where fits: (InstalledApp) -> Bool) -> Int? {
    apps.firstIndex(where: fits)
  }

  private func onlyIndex(where fits: (InstalledApp) -> Bool) -> Int? {
    let found = apps.indices.filter { fits(apps[$0]) }
    return found.count == 1 ? found.first : nil
  }
}

extension AppxPackage {
  /// How the package came onto the PC; nil when its signature does not tell.
  fileprivate var origin: InstalledApp.Origin? {
    if fullName.isEdgeApp { return .edgeApp }
    if isDevelopmentMode { return .sideloaded }
    switch signature {
    case .store?: return .store
    case .unsigned?, .developer?, .enterprise?: return .sideloaded
    case .system?, nil: return nil
    }
  }

  /// The publisher as people know it: the organization of the distinguished name, else its common
  /// name. Nil for a name that the package's id was not made from, and for the bare numbers that the
  /// Store gives to publishers.
  fileprivate var publisherName: String? {
    guard let publisher, PublisherID(publisher: publisher) == fullName.publisherID else {
      return nil
    }
    func part(_ key: String) -> String? {
      publisher.components(separatedBy: ", ").first { $0.hasPrefix(key + "=") }
        .map { String($0.dropFirst(key.count + 1)).trimmingCharacters(in: ["\""]) }
    }
    return [part("O"), part("CN")].compactMap { $0 }.first {
      !$0.isEmpty && UUID(uuidString: $0) == nil
    }
  }
}

extension String {
  fileprivate func isSame(as other: String) -> Bool { lowercased() == other.lowercased() }
}
