import RegistryHive
import UserEnvironment

/// The classic programs that a person can use, as Windows lists them for removal:
///
///     SOFTWARE    Microsoft\Windows\CurrentVersion\Uninstall\<id>
///     SOFTWARE    WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\<id>    32-bit programs
///     NTUSER.DAT  Software\Microsoft\Windows\CurrentVersion\Uninstall\<id>       for one person
///
/// Left out is what Windows does not show either: system components, updates of another program, and
/// entries without a name.
public struct DesktopPrograms: Sendable {
  private let catalog: AppCatalog

  public init(catalog: AppCatalog) {
    self.catalog = catalog
  }

  /// Reads the programs. One that is listed in more than one place is taken from the first: the
  /// machine's, the machine's 32-bit, the person's.
  ///
  /// - Parameters:
  ///   - software: the root of the machine's SOFTWARE hive.
  ///   - user: the root of the person's NTUSER.DAT.
  /// - Throws: `HiveError` when a hive is damaged there.
  public func read(software: HiveKey, user: HiveKey) throws(HiveError) -> [InstalledApp] {
    var programs: [String: InstalledApp] = [:]
    for place in Self.places {
      let hive = place.scope == .machine ? software : user
      guard let list = try hive.key(at: place.path) else { continue }
      for entry in try list.subkeys() where try Self.isProgram(entry) {
        let id = entry.name.lowercased()
        if programs[id] == nil { programs[id] = try program(entry, place) }
      }
    }
    return programs.values.sorted { $0.id < $1.id }
  }

  private struct Place {
    let path: String
    let scope: InstalledApp.Scope
    let architecture: String?
  }

  private static let places = [
    Place(
      path: #"Microsoft\Windows\CurrentVersion\Uninstall"#, scope: .machine, architecture: nil),
    Place(
      path: #"WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"#, scope: .machine,
      architecture: "x86"),
    Place(
      path: #"Software\Microsoft\Windows\CurrentVersion\Uninstall"#, scope: .user,
      architecture: nil),
  ]

  private static let updateTypes = ["Update", "Hotfix", "Security Update", "Service Pack"]

  private static func isProgram(_ entry: HiveKey) throws(HiveError) -> Bool {
    guard try entry.text(named: "DisplayName")?.isEmpty == false,
      try entry.number(named: "SystemComponent") ?? 0 == 0,
      try entry.text(named: "ParentKeyName") ?? "" == ""
    else { return false }
    let releaseType = try entry.text(named: "ReleaseType") ?? ""
    return !updateTypes.contains { $0.caseInsensitiveCompare(to: releaseType) }
  }

  private func program(_ entry: HiveKey, _ place: Place) throws(HiveError) -> InstalledApp {
    let name = try entry.text(named: "DisplayName") ?? entry.name
    let publisher = try Self.filled(entry.text(named: "Publisher"))
    return InstalledApp(
      id: entry.name,
      kind: .desktop,
      name: name,
      publisher: publisher,
      version: try Self.filled(entry.text(named: "DisplayVersion")),
      architecture: place.architecture,
      scope: place.scope,
      wingetID: catalog.wingetID(name: name, publisher: publisher))
  }

  private static func filled(_ text: String?) -> String? {
    text?.isEmpty == false ? text : nil
  }
}

extension String {
  fileprivate func caseInsensitiveCompare(to other: String) -> Bool {
    lowercased() == other.lowercased()
  }
}
