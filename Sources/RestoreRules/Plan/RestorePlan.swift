import UserEnvironment

/// The list of changes that a restore would make on a device, and of everything that it would leave,
/// each with its reason. Making a plan changes nothing.
public struct RestorePlan: Hashable, Sendable, Encodable {
  public private(set) var settings: [PlannedSetting]
  public let apps: [PlannedApp]
  public let startPins: [PlannedPin]
  public let taskbarPins: [PlannedPin]
  public let files: [PlannedFile]
  /// What the person does afterwards.
  public let followUps: [FollowUp]

  /// By which ways the pins are placed; nil where there are no pins.
  public let startPlacement: PinPlacement?
  public let taskbarPlacement: PinPlacement?
  /// How many cells wide the groups of a Windows 10 Start menu are; nil where nothing is said.
  public let groupWidth: Int?

  public init(
    settings: [PlannedSetting], apps: [PlannedApp], startPins: [PlannedPin],
    taskbarPins: [PlannedPin], files: [PlannedFile] = [], startPlacement: PinPlacement? = nil,
    taskbarPlacement: PinPlacement? = nil, groupWidth: Int? = nil
  ) {
    self.settings = settings
    self.apps = apps
    self.startPins = startPins
    self.taskbarPins = taskbarPins
    self.files = files
    followUps = FollowUp.all(settings: settings, files: files)
    self.startPlacement = startPlacement
    self.taskbarPlacement = taskbarPlacement
    self.groupWidth = groupWidth
  }

  /// The plan with the values of these settings hidden, for showing it.
  ///
  /// - Parameter isHidden: whether the value of a setting is, by its ``Setting/key``.
  public func hidingValues(where isHidden: (String) -> Bool) -> RestorePlan {
    var shown = self
    for (index, setting) in settings.enumerated() where isHidden(setting.key) {
      shown.settings[index].before = setting.before.map { _ in .hidden }
      shown.settings[index].after = setting.after.map { _ in .hidden }
    }
    return shown
  }

  /// How many items of a component are decided in each way.
  public func counts(of component: ComponentKind) -> PlanCounts {
    let decisions: [PlanDecision] =
      switch component {
      case .settings: settings.map(\.decision)
      case .apps: apps.map(\.decision)
      case .startPins: startPins.map(\.decision)
      case .taskbarPins: taskbarPins.map(\.decision)
      case .files: files.map(\.decision)
      case .network: []
      }
    return PlanCounts(decisions)
  }
}

public struct PlanCounts: Hashable, Sendable, Codable {
  public let applied: Int
  public let converted: Int
  public let left: Int

  init(_ decisions: [PlanDecision]) {
    applied = decisions.count { $0.action == .apply }
    converted = decisions.count { $0.action == .convert }
    left = decisions.count { $0.action == .leave }
  }
}
