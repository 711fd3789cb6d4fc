import UserEnvironment

/// Decides for every app of a snapshot whether it is installed again on the target.
public struct AppsPlanner: Sendable {
  public let source: AppsComponent
  /// What the target has already.
  public let installed: AppsComponent
  public let selection: Selection

  public init(
    source: AppsComponent, installed: AppsComponent, selection: Selection = .everything
  ) {
    self.source = source
    self.installed = installed
    self.selection = selection
  }

  public func plan() -> [PlannedApp] {
    let present = Set(installed.apps.map { $0.id.lowercased() })
    return source.apps.map { app in
      PlannedApp(app: app, decision: decide(app, isPresent: present.contains(app.id.lowercased())))
    }
  }

  private func decide(_ app: InstalledApp, isPresent: Bool) -> PlanDecision {
    if !selection.includes(.apps) {
      return PlanDecision(.leave, code: "app.notChosen", reason: "Not among what was chosen.")
    }
    if isPresent {
      return PlanDecision(.leave, code: "app.present", reason: "It is on this PC already.")
    }
    if app.storeProductID != nil {
      return PlanDecision(
        .apply, code: "app.fromStore", reason: "It is installed from the Microsoft Store.")
    }
    if app.wingetID != nil {
      return PlanDecision(.apply, code: "app.fromWinget", reason: "It is installed by winget.")
    }
    return PlanDecision(
      .leave, code: "app.noSource",
      reason: "Its place in a store is not known; it is listed for the person to install.")
  }
}

/// An app in a restore plan.
public struct PlannedApp: Hashable, Sendable, Codable {
  public let app: InstalledApp
  public let decision: PlanDecision

  public init(app: InstalledApp, decision: PlanDecision) {
    self.app = app
    self.decision = decision
  }
}
