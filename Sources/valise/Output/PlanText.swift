import RestoreRules
import UserEnvironment

/// A restore plan as text.
struct PlanText {
  private let plan: RestorePlan

  init(_ plan: RestorePlan) {
    self.plan = plan
  }

  /// Every item that was chosen, with what is done and why.
  func printItems() {
    var rows = plan.settings.filter { Self.isChosen($0.decision) }.map(row)
    rows += plan.files.filter { Self.isChosen($0.decision) }.map(row)
    rows += plan.apps.filter { Self.isChosen($0.decision) }.map(row)
    for pin in plan.startPins where Self.isChosen(pin.decision) {
      rows.append(row(pin.decision, .startPins, pin.source.description, pin.result))
    }
    for pin in plan.taskbarPins where Self.isChosen(pin.decision) {
      rows.append(row(pin.decision, .taskbarPins, pin.source.description, pin.result))
    }
    Output.table(["", "COMPONENT", "ITEM", "NOW", "THEN", "WHY"], rows)
    Output.line()
  }

  /// What was not chosen is counted, but not listed: it would hide what was.
  private static func isChosen(_ decision: PlanDecision) -> Bool {
    !decision.code.hasSuffix(".notChosen")
  }

  private func row(_ setting: PlannedSetting) -> [String] {
    [
      setting.decision.action.rawValue, ComponentKind.settings.title,
      SettingName(setting.name, key: setting.key).text, setting.before?.description ?? "-",
      setting.after?.description ?? "-", setting.decision.reason,
    ]
  }

  private func row(
    _ decision: PlanDecision, _ component: ComponentKind, _ item: String,
    _ result: PinTarget? = nil
  ) -> [String] {
    [
      decision.action.rawValue, component.title, item, "-", result?.description ?? "-",
      decision.reason,
    ]
  }

  private func row(_ app: PlannedApp) -> [String] {
    let rule = app.rule.map { " (app rule \($0))" } ?? ""
    let then = app.package.map { "\(app.installedName) (\($0.source.name): \($0.id))" }
    return [
      app.decision.action.rawValue, ComponentKind.apps.title, app.app.name, "-", then ?? "-",
      app.decision.reason + rule,
    ]
  }

  private func row(_ file: PlannedFile) -> [String] {
    [
      file.decision.action.rawValue, ComponentKind.files.title, file.name,
      file.before.map { Output.size($0.size) } ?? "-",
      file.after.map { Output.size($0.size) } ?? "-", file.decision.reason,
    ]
  }

  /// By which ways the pins are placed, and why.
  func printPlacements() {
    let ways = [
      (ComponentKind.startPins, plan.startPlacement),
      (.taskbarPins, plan.taskbarPlacement),
    ].compactMap { component, placement in placement.map { (component, $0) } }
    for (component, placement) in ways {
      Output.line("\n\(component.title): \(placement.reason)")
    }
  }

  /// How much is done, and why the rest is left.
  func printSummary() {
    let components: [ComponentKind] = [.settings, .files, .apps, .startPins, .taskbarPins]
    Output.table(
      ["COMPONENT", "APPLIED", "CONVERTED", "LEFT"],
      components.map { component in
        let counts = plan.counts(of: component)
        return [
          component.title, String(counts.applied), String(counts.converted), String(counts.left),
        ]
      })
    printPlacements()
    let reasons = leftReasons
    if !reasons.isEmpty {
      Output.line("\nLeft, and why:")
      Output.table(["", "COUNT", "REASON"], reasons.map { [" ", String($0.count), $0.reason] })
    }
    if !plan.followUps.isEmpty {
      Output.line("\nTo do afterwards:")
      for followUp in plan.followUps { Output.line("  " + followUp.text) }
    }
  }

  /// The reasons for what is left, the most frequent first. Where a reason differs from item to
  /// item, its kind is said; `--dry-run` and `--json` say each.
  private var leftReasons: [(reason: String, count: Int)] {
    let left =
      (plan.settings.map(\.decision) + plan.files.map(\.decision) + plan.apps.map(\.decision)
      + plan.startPins.map(\.decision)
      + plan.taskbarPins.map(\.decision)).filter { $0.action == .leave }
    let counts = Dictionary(grouping: left, by: \.code).map { code, decisions in
      let reasons = Set(decisions.map(\.reason))
      let only = reasons.count == 1 ? reasons.first : nil
      return (only ?? Self.kinds[code] ?? code, decisions.count)
    }
    // Several codes may come with the same words.
    return Dictionary(counts, uniquingKeysWith: +).map { (reason: $0, count: $1) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }

  /// The codes whose reasons name the item, in general words.
  private static let kinds = [
    "setting.machineBound": "It belongs to the old PC: its displays, hardware, state or identity.",
    "setting.appMissing": "It needs an app that is not on this PC.",
    "setting.fileMissing": "It points to a file that is not on this PC.",
    "setting.fontMissing": "Its font is not installed on this PC.",
    "setting.recorded":
      "Recorded, not applied: Windows keeps it where only Windows is known to write.",
    "file.tooLarge": "It was too large to be taken.",
    "file.outsideProfile": "It lay outside of the person's profile.",
    "pin.deadTarget":
      "What it opens is not on this PC, and no app that brings it is to be installed.",
    "pin.noTarget": "What it opens is not there on Windows 11, or is pinned already.",
  ]
}
