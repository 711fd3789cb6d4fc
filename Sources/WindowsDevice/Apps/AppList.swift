import RegistryHive
import UserEnvironment

/// The apps of a person on a PC, put together from everything that the PC tells: one record an app.
///
/// The registry comes first; a running Windows adds what its tools say (``merge(_:)``); the pins say
/// which apps are pinned (``markPinned(in:)``). docs/formats/apps.md has the rules by which records
/// from different places are taken for one app.
public struct AppList: Sendable {
  /// The apps, in no particular order.
  public internal(set) var apps: [InstalledApp]
  let catalog: AppCatalog
  /// Where classic programs are, by their ids in small letters.
  private var folders: [String: String] = [:]
  /// What the Start menu calls classic programs, by AppID in small letters.
  var startNames: [String: String] = [:]

  /// Reads the apps from the registry.
  ///
  /// - Parameters:
  ///   - classes: the root of the person's UsrClass.dat; nil when it cannot be read: then the
  ///     machine's list of the person's packages counts.
  ///   - software: the root of the machine's SOFTWARE hive; nil when it cannot be read.
  ///   - user: the root of the person's NTUSER.DAT.
  ///   - sid: the person's security identifier.
  /// - Throws: `HiveError` when a hive is damaged where the lists are.
  public init(
    classes: HiveKey?, software: HiveKey?, user: HiveKey, sid: String, catalog: AppCatalog
  ) throws(HiveError) {
    self.catalog = catalog
    let packaged = try PackagedApps(catalog: catalog, software: software, sid: sid)
      .read(classes: classes)
    let programs = try DesktopPrograms(catalog: catalog).read(software: software, user: user)
    for program in programs { folders[program.app.id.lowercased()] = program.folder }
    apps = packaged + programs.map(\.app)
    joinProgramsWithPackages()
  }

  /// Some apps are listed as a package and for removal: pages that Edge made into apps, and
  /// programs of the Store that bring a package along. The package's record is kept.
  private mutating func joinProgramsWithPackages() {
    for (index, package) in apps.enumerated() where package.kind == .packaged {
      let isProgram = package.storeProductID?.hasPrefix("XP") == true
      guard isProgram || package.origin == .edgeApp else { continue }
      let name = AppName(package.name)
      let same = apps.indices.filter { other in
        apps[other].kind == .desktop && AppName(apps[other].name) == name
          && (isProgram || apps[other].origin == .edgeApp)
      }
      guard same.count == 1, let other = same.first else { continue }
      apps[index].wingetID = apps[other].wingetID
      apps[index].publisher = apps[index].publisher ?? apps[other].publisher
      apps[index].installedAt = apps[index].installedAt ?? apps[other].installedAt
      apps.remove(at: other)
      // The removed one came after every package.
    }
  }

  // MARK: Pins

  /// Marks the apps that these pins open.
  public mutating func markPinned(in pins: PinsComponent?) {
    for pin in pins?.pins ?? [] {
      if let index = index(ofPinned: pin.target) { apps[index].isPinned = true }
    }
  }

  private func index(ofPinned target: PinTarget) -> Int? {
    switch target {
    case .packaged(let id), .secondary(let id, _):
      guard let family = AppUserModelID(id)?.family.description.lowercased() else { return nil }
      return apps.firstIndex { $0.kind == .packaged && $0.id.lowercased() == family }
    case .desktop(let id):
      if let name = startNames[id.lowercased()] { return program(named: name) }
      if id.contains("\\") { return program(at: id) }
      let isPackage = { (app: InstalledApp) in app.wingetID?.lowercased() == id.lowercased() }
      return apps.firstIndex(where: isPackage) ?? program(named: id)
    case .link(let path):
      guard let file = path.split(separator: "\\").last, file.lowercased().hasSuffix(".lnk")
      else { return nil }
      return program(named: String(file.dropLast(4)))
    }
  }

  /// The classic program that lies in the deepest folder around a path.
  private func program(at path: String) -> Int? {
    // Whose profile it is is not known here: a program in one is not found by its folder.
    let path = Self.withoutDrive(
      KnownFolder.path(ofAppID: path, profilePath: "%USERPROFILE%") ?? path)
    func depth(_ index: Int) -> Int? {
      guard apps[index].kind == .desktop, let folder = folders[apps[index].id.lowercased()]
      else { return nil }
      let place = Self.withoutDrive(folder) + "\\"
      return place.count > 1 && path.hasPrefix(place) ? place.count : nil
    }
    return apps.indices.filter { depth($0) != nil }
      .max { depth($0) ?? 0 < depth($1) ?? 0 }
  }

  /// The one program or app of that name, else the one whose name has it as a part.
  private func program(named text: String) -> Int? {
    let wanted = AppName(text)
    func only(_ fits: (AppName) -> Bool) -> Int? {
      let found = apps.indices.filter { fits(AppName(apps[$0].name)) }
      return found.count == 1 ? found.first : nil
    }
    return only { $0 == wanted } ?? only { $0.contains(wanted) }
  }

  /// A path in small letters from the drive's root on.
  private static func withoutDrive(_ path: String) -> String {
    var path = path.lowercased()
    path.removeAll { $0 == "\"" }
    while path.hasSuffix("\\") { path.removeLast() }
    return path.dropFirst().first == ":" ? String(path.dropFirst(2)) : path
  }
}
