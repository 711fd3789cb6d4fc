import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// What a restore did, read back from the device.
public struct RestoreReport: Sendable, Codable, Hashable {
  /// The restore's id in the journal.
  public let restore: String
  public let plan: RestorePlan
  /// How many settings were found as they were written.
  public let verifiedSettings: Int
  /// The names of those that Windows did not keep.
  public let settingsNotKept: [String]
  public let verifiedPins: Int
  public let pinsNotKept: [String]
  /// The apps to install, in the order of their names.
  public let installQueue: [QueuedApp]
  /// The Windows path of the file that `winget import` takes; nil when no app is to be installed.
  public let wingetImportPath: String?

  static let wingetFileName = "winget-import.json"

  /// The apps that are to be installed, as winget takes them; nil when there are none.
  static func wingetImport(for plan: RestorePlan, at time: Date) throws -> Data? {
    let document = WingetImport(packages: plan.apps.compactMap(\.package))
    return document.isEmpty ? nil : try document.json(createdAt: time)
  }
}

/// An app that waits to be installed.
public struct QueuedApp: Sendable, Codable, Hashable {
  public let name: String
  /// Where it comes from, by winget's name of its source.
  public let source: String
  /// The package's id at its source.
  public let packageID: String

  /// Nil for an app that the plan does not install.
  init?(_ planned: PlannedApp) {
    guard let package = planned.package else { return nil }
    name = planned.installedName
    source = package.source.name
    packageID = package.id
  }
}

/// What an undo did.
public struct UndoReport: Sendable, Codable, Hashable {
  /// The id of the restore that was undone.
  public let restore: String
  /// The PC that the restore had brought the environment from.
  public let source: SourceDevice
  /// How many settings the restore had changed.
  public let settings: Int
  public let files: Int
  /// What was changed after the restore, by the person or by Windows: it stays as it is.
  public let changedSince: [String]
}
