import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// What a restore did, read back from the device.
public struct RestoreReport: Sendable, Encodable, Hashable {
  /// The restore's id in the journal.
  public let restore: String
  public private(set) var plan: RestorePlan
  /// What became of each setting and each file, in the order of the plan.
  public let results: [ItemResult]
  /// What the person does to finish it.
  public let followUps: [FollowUp]
  /// How many settings were found as they were written.
  public let verifiedSettings: Int
  /// The names of those that Windows did not keep.
  public let settingsNotKept: [String]
  public let verifiedFiles: Int
  public let filesNotKept: [String]
  /// How many pins were found where they were placed.
  public let verifiedPins: Int
  /// The pins that Windows did not take.
  public let pinsNotKept: [String]
  /// One result a pin that was to be placed, in their order.
  public let pins: [PinResult]
  /// The apps to install, in the order of their names.
  public let installQueue: [QueuedApp]
  /// The Windows path of the file that `winget import` takes; nil when no app is to be installed.
  public let wingetImportPath: String?

  /// The report with the values of these settings hidden, for showing it.
  ///
  /// - Parameter isHidden: whether the value of a setting is, by its `Setting.key`.
  public func hidingValues(where isHidden: (String) -> Bool) -> RestoreReport {
    var shown = self
    shown.plan = plan.hidingValues(where: isHidden)
    return shown
  }

  static let wingetFileName = "winget-import.json"

  /// The apps that are to be installed, as winget takes them; nil when there are none.
  static func wingetImport(for plan: RestorePlan, at time: Date) throws -> Data? {
    let document = WingetImport(packages: plan.apps.compactMap(\.package))
    return document.isEmpty ? nil : try document.json(createdAt: time)
  }
}

/// What became of one setting or file in a restore.
public struct ItemResult: Sendable, Codable, Hashable {
  public let component: ComponentKind
  /// The ``Setting/key`` or ``SettingFile/key``.
  public let key: String
  public let name: String
  public let outcome: Outcome
  /// The code of the plan's decision.
  public let code: String
  /// Why, in a sentence.
  public let reason: String

  public enum Outcome: String, Sendable, Codable, Hashable, CaseIterable {
    /// Found as it was on the source.
    case applied
    /// Found in the form that it has on this PC.
    case converted
    /// Not touched.
    case left
    /// Written, and not found as it was written.
    case notKept
  }

  /// - Parameter isKept: whether it was found as the plan has it.
  init(
    _ component: ComponentKind, key: String, name: String, _ decision: PlanDecision, isKept: Bool
  ) {
    self.component = component
    self.key = key
    self.name = name
    code = decision.code
    reason =
      isKept ? decision.reason : "It was written, and found otherwise when it was read back."
    outcome =
      switch decision.action {
      case .leave: .left
      case _ where !isKept: .notKept
      case .apply: .applied
      case .convert: .converted
      }
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
  /// How many of these settings and files are as they were before the restore.
  public let putBack: Int
  /// What was changed after the restore, by the person or by Windows: it stays as it is. Pins are
  /// among it, which are neither settings nor files.
  public let changedSince: [String]
  /// The names of the restore's apps that were still to be installed, and now are not.
  public let droppedApps: [String]
}
