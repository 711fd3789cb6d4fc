import UserEnvironment

/// Decides for every app of a snapshot whether it is installed again on the target, and from where.
public struct AppsPlanner: Sendable {
  public let source: AppsComponent
  /// What the target has already.
  public let installed: AppsComponent
  public let selection: Selection
  /// What IT decided about apps.
  public let rules: AppRules

  public init(
    source: AppsComponent, installed: AppsComponent, selection: Selection = .everything,
    rules: AppRules = .none
  ) {
    self.source = source
    self.installed = installed
    self.selection = selection
    self.rules = rules
  }

  /// The apps of the snapshot in their order, then those that IT adds.
  public func plan() -> [PlannedApp] {
    let present = PresentApps(installed)
    var planned = source.apps.map { decide($0, present) }
    guard selection.includes(.apps) else { return planned }
    for (number, offer, reason) in rules.additions {
      // What the person brings along anyway is not installed twice.
      guard !planned.contains(where: { $0.installs(offer.package) }) else { continue }
      planned.append(add(offer, by: number, because: reason, present))
    }
    return planned
  }

  private func decide(_ app: InstalledApp, _ present: PresentApps) -> PlannedApp {
    func leave(_ code: String, _ reason: String, rule: Int? = nil) -> PlannedApp {
      PlannedApp(app: app, decision: PlanDecision(.leave, code: code, reason: reason), rule: rule)
    }
    if !selection.includes(.apps) { return leave("app.notChosen", "Not among what was chosen.") }
    switch rules.decide(app) {
    case (let number, .exclude(_, let reason))?:
      return leave(
        "app.excluded", reason ?? "The organization's rules leave it out.", rule: number)
    case (let number, .replace(_, let offer, let reason))?:
      return replace(app, with: offer, by: number, because: reason, present)
    case (_, .add)?, nil: break
    }
    if present.contains(app) { return leave("app.present", "It is on this PC already.") }
    guard let package = app.package else {
      return leave(
        "app.noSource",
        "Its place in a store is not known; it is listed for the person to install.")
    }
    guard rules.allows(package.source) else {
      return PlannedApp(app: app, decision: .notAllowed(package.source))
    }
    return PlannedApp(app: app, package: package, decision: .installed(from: package.source))
  }

  private func replace(
    _ app: InstalledApp, with offer: AppOffer, by number: Int, because reason: String?,
    _ present: PresentApps
  ) -> PlannedApp {
    guard !present.contains(offer.app) else {
      let decision = PlanDecision(
        .leave, code: "app.successorPresent",
        reason: "\(offer.name), which takes its place, is on this PC already.")
      return PlannedApp(app: app, decision: decision, rule: number)
    }
    guard rules.allows(offer.package.source) else {
      return PlannedApp(app: app, decision: .notAllowed(offer.package.source), rule: number)
    }
    let decision = PlanDecision(
      .convert, code: "app.replaced", reason: reason ?? "\(offer.name) takes its place.")
    return PlannedApp(
      app: app, successor: offer.name, package: offer.package, decision: decision, rule: number)
  }

  private func add(
    _ offer: AppOffer, by number: Int, because reason: String?, _ present: PresentApps
  ) -> PlannedApp {
    let isPresent = present.contains(offer.app)
    guard isPresent || rules.allows(offer.package.source) else {
      return PlannedApp(app: offer.app, decision: .notAllowed(offer.package.source), rule: number)
    }
    let decision =
      isPresent
      ? PlanDecision(.leave, code: "app.present", reason: "It is on this PC already.")
      : PlanDecision(.apply, code: "app.added", reason: reason ?? "The organization adds it.")
    return PlannedApp(
      app: offer.app, package: isPresent ? nil : offer.package, decision: decision, rule: number)
  }
}

extension PlanDecision {
  fileprivate static func notAllowed(_ source: WingetSource) -> PlanDecision {
    PlanDecision(
      .leave, code: "app.sourceNotAllowed",
      reason: "IT does not allow apps from \(source.name) on this PC.")
  }

  fileprivate static func installed(from source: WingetSource) -> PlanDecision {
    if source.isSame(as: .store) {
      return PlanDecision(
        .apply, code: "app.fromStore", reason: "It is installed from the Microsoft Store.")
    }
    let name = source.isSame(as: .community) ? "winget" : "winget's source \(source.name)"
    return PlanDecision(.apply, code: "app.fromWinget", reason: "It is installed by \(name).")
  }
}

/// What a PC has, by every name that an app goes by.
private struct PresentApps {
  private let ids: Set<String>
  private let products: Set<String>
  private let packages: Set<String>

  init(_ component: AppsComponent) {
    ids = Set(component.apps.map { $0.id.lowercased() })
    products = Set(component.apps.compactMap { $0.storeProductID?.lowercased() })
    packages = Set(component.apps.compactMap { $0.wingetID?.lowercased() })
  }

  func contains(_ app: InstalledApp) -> Bool {
    ids.contains(app.id.lowercased())
      || app.storeProductID.map { products.contains($0.lowercased()) } ?? false
      || app.wingetID.map { packages.contains($0.lowercased()) } ?? false
  }
}

/// An app in a restore plan.
public struct PlannedApp: Hashable, Sendable, Codable {
  /// The app of the snapshot, or the one that IT adds.
  public let app: InstalledApp
  /// The name of the app that takes its place; nil when it is installed itself, or nothing is.
  public let successor: String?
  /// What is installed; nil when the app is left.
  public let package: AppPackage?
  public let decision: PlanDecision
  /// The number of IT's rule that decided, from 1 on; nil where none did.
  public let rule: Int?

  public init(
    app: InstalledApp, successor: String? = nil, package: AppPackage? = nil,
    decision: PlanDecision, rule: Int? = nil
  ) {
    self.app = app
    self.successor = successor
    self.package = package
    self.decision = decision
    self.rule = rule
  }

  /// The name of what is installed.
  public var installedName: String { successor ?? app.name }

  fileprivate func installs(_ other: AppPackage) -> Bool {
    package.map {
      $0.source.isSame(as: other.source) && $0.id.lowercased() == other.id.lowercased()
    }
      ?? false
  }
}
