import Foundation
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
struct DesktopPrograms {
  private let catalog: AppCatalog

  init(catalog: AppCatalog) {
    self.catalog = catalog
  }

  /// A program, with the folder that it is in where its entry says so.
  struct Program: Hashable {
    var app: InstalledApp
    var folder: String?
  }

  /// Reads the programs. One that is listed in more than one place is taken from the first: the
  /// machine's, the machine's 32-bit, the person's.
  ///
  /// - Parameters:
  ///   - software: the root of the machine's SOFTWARE hive; nil when it cannot be read.
  ///   - user: the root of the person's NTUSER.DAT.
  /// - Throws: `HiveError` when a hive is damaged there.
  func read(software: HiveKey?, user: HiveKey) throws(HiveError) -> [Program] {
    var programs: [String: Program] = [:]
    for place in Self.places {
      let hive = place.scope == .machine ? software : user
      guard let list = try hive?.key(at: place.path) else { continue }
      for entry in try list.subkeys() where try Self.isProgram(entry) {
        let id = entry.name.lowercased()
        if programs[id] == nil { programs[id] = try program(entry, place) }
      }
    }
    return programs.values.sorted { $0.app.id < $1.app.id }
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
    return !updateTypes.contains { $0.lowercased() == releaseType.lowercased() }
  }

  private func program(_ entry: HiveKey, _ place: Place) throws(HiveError) -> Program {
    let name = try entry.text(named: "DisplayName") ?? entry.name
    let publisher = try Self.filled(entry, "Publisher")
    let noted = try Self.notedByWinget(entry)
    let app = InstalledApp(
      id: entry.name,
      kind: .desktop,
      name: name,
      publisher: publisher,
      version: try Self.filled(entry, "DisplayVersion"),
      architecture: place.architecture,
      scope: place.scope,
      origin: noted == nil ? try Self.origin(entry) : .winget,
      wingetID: noted ?? catalog.wingetID(name: name, publisher: publisher),
      installedAt: try Self.filled(entry, "InstallDate").flatMap(Self.day))
    return Program(app: app, folder: try Self.filled(entry, "InstallLocation"))
  }

  private static func filled(_ entry: HiveKey, _ name: String) throws(HiveError) -> String? {
    let text = try entry.text(named: name)
    return text?.isEmpty == false ? text : nil
  }

  /// winget writes the entries of portable programs itself, with their package in it.
  /// Source: microsoft/winget-cli, `PortableARPEntry.cpp`.
  private static func notedByWinget(_ entry: HiveKey) throws(HiveError) -> String? {
    guard
      try entry.text(named: "WinGetSourceIdentifier")?.lowercased()
        == WingetSource.community.identifier.lowercased()
    else { return nil }
    return try filled(entry, "WinGetPackageIdentifier")
  }

  private static func origin(_ entry: HiveKey) throws(HiveError) -> InstalledApp.Origin {
    let removal = try entry.text(named: "UninstallString")?.lowercased() ?? ""
    if removal.contains("msedge.exe"), removal.contains("--uninstall-app-id") { return .edgeApp }
    return try entry.number(named: "WindowsInstaller") == 1 ? .msi : .unknown
  }

  /// Reads `20240131`; nil for anything else, as some programs write the date as people do.
  private static func day(_ text: String) -> Date? {
    guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let year = Int(text.prefix(4)), let month = Int(text.dropFirst(4).prefix(2)),
      let day = Int(text.suffix(2)), year >= 1980
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = DateComponents(year: year, month: month, day: day)
    guard parts.isValidDate(in: calendar) else { return nil }
    return calendar.date(from: parts)
  }
}
