import RestoreRules
import UserEnvironment
import WindowsDevice

/// An app that waits to be installed.
public struct QueuedApp: Sendable, Hashable {
  /// What people call it.
  public let name: String
  /// Where it comes from, by winget's name of the source: `msstore`, `winget`, or one of the
  /// organization's own.
  public let source: String
  /// The package's id at its source.
  public let packageID: String
  /// Whom it has to be installed for, where a rule of IT says so.
  public let scope: InstalledApp.Scope?

  /// Nil when winget could take the source or the id for something else than it is.
  init?(name: String, source: String, packageID: String, scope: InstalledApp.Scope? = nil) {
    guard Self.isPlain(source), Self.isPlain(packageID) else { return nil }
    self.name = name
    self.source = source
    self.packageID = packageID
    self.scope = scope
  }

  /// Nil for an app that the plan does not install.
  init?(_ planned: PlannedApp) {
    guard let package = planned.package else { return nil }
    self.init(
      name: planned.installedName, source: package.source.name, packageID: package.id,
      scope: package.scope)
  }

  /// Whether it is the same package for the same people, whatever it is called.
  func isTwin(of other: QueuedApp) -> Bool {
    source == other.source && packageID == other.packageID && scope == other.scope
  }

  /// The queue lies where the person can change it. An id is a whole argument of a command line that
  /// is run, so it must not be read as an option, and holds nothing that winget's schema of ids
  /// forbids.
  private static func isPlain(_ text: String) -> Bool {
    let forbidden = #"\/:*?"<>|"#.unicodeScalars
    return (1...255).contains(text.utf8.count) && !text.hasPrefix("-")
      && text.unicodeScalars.allSatisfy { scalar in
        !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
          && !forbidden.contains(scalar)
      }
  }
}

extension QueuedApp: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, source, packageID, scope
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let app = QueuedApp(
      name: try members.decode(String.self, forKey: .name),
      source: try members.decode(String.self, forKey: .source),
      packageID: try members.decode(String.self, forKey: .packageID),
      scope: try members.decodeIfPresent(InstalledApp.Scope.self, forKey: .scope))
    guard let app else {
      throw DecodingError.dataCorruptedError(
        forKey: .packageID, in: members, debugDescription: "Not an id that winget could have given."
      )
    }
    self = app
  }
}

extension RestorePlan {
  /// The apps to install, in the order of their names.
  var installQueue: [QueuedApp] {
    apps.compactMap { QueuedApp($0) }.sorted { $0.name < $1.name }
  }
}
