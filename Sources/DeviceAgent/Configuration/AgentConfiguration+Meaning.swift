import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

// What the values mean to the agent. Each throws what ``AgentConfiguration/value(of:)`` throws.
extension AgentConfiguration {
  private func flag(_ name: AgentKey.Name) throws(AgentError) -> Bool {
    if case .flag(let flag)? = try value(of: name) { flag } else { false }
  }

  private func number(_ name: AgentKey.Name) throws(AgentError) -> Int? {
    if case .number(let number)? = try value(of: name) { number } else { nil }
  }

  private func text(_ name: AgentKey.Name) throws(AgentError) -> String? {
    if case .text(let text)? = try value(of: name) { text } else { nil }
  }

  private func list(_ name: AgentKey.Name) throws(AgentError) -> [String] {
    if case .list(let list)? = try value(of: name) { list } else { [] }
  }

  // MARK: What may be done

  /// - Throws: ``AgentError`` with `agent.turnedOff`.
  public func checkOn() throws(AgentError) {
    if let refusal = try refusal(.enabled, "Valise is") { throw refusal }
  }

  /// - Throws: ``AgentError`` with `agent.turnedOff`.
  public func checkBackup() throws(AgentError) {
    try checkOn()
    if let refusal = try refusal(.backup, "The backup is") { throw refusal }
  }

  /// - Throws: ``AgentError`` with `agent.turnedOff`.
  public func checkAppInstallation() throws(AgentError) {
    try checkOn()
    if let refusal = try refusal(.appInstallation, "The installation of apps is") { throw refusal }
  }

  /// - Throws: ``AgentError`` with `agent.turnedOff`.
  public func checkRestore(at moment: Moment) throws(AgentError) {
    if let refusal = try refusal(at: moment) { throw refusal }
  }

  /// Why no restore is asked for at a moment, `agent.turnedOff`; nil when it is.
  public func refusal(at moment: Moment) throws(AgentError) -> AgentError? {
    if let refusal = try refusal(.enabled, "Valise is") { return refusal }
    let (key, words): (AgentKey.Name, String) =
      switch moment {
      case .oobe: (.restoreInSetup, "during device setup")
      case .firstSignIn: (.restoreAtFirstSignIn, "at the first sign-in")
      case .onDemand: (.restoreOnDemand, "on demand")
      }
    return try refusal(key, "The restore \(words) is")
  }

  private func refusal(
    _ name: AgentKey.Name, _ subject: String
  ) throws(AgentError) -> AgentError? {
    if try flag(name) { return nil }
    let entry = entries.first { $0.key.name == name }
    let place =
      source(of: name) == .policy
      ? "the policy \(entry?.key.value ?? "")" : "\(name.rawValue) in \(AgentKeyTable.filePath)"
    return AgentError(.turnedOff, "\(subject) turned off on this PC, by \(place).")
  }

  // MARK: How it is done

  /// The service's address, without a slash at its end, so that it is one service however it is
  /// written.
  public var server: String {
    get throws(AgentError) { try text(.server) ?? "" }
  }

  public var role: DeviceRole {
    get throws(AgentError) {
      DeviceRole(
        provisioning: try text(.provisioning).flatMap(Facts.Provisioning.init) ?? .userDriven,
        use: try text(.use).flatMap(Facts.Use.init) ?? .personal)
    }
  }

  /// How long after a backup the next one is due.
  public var backupInterval: Duration {
    get throws(AgentError) { .seconds(3600 * (try number(.backupInterval) ?? 192)) }
  }

  /// How long a sign-in waits for the service.
  public var decisionTime: Duration {
    get throws(AgentError) { .seconds(try number(.decisionSeconds) ?? 5) }
  }

  /// What may be taken from the PC, and restored to it of what is sensitive.
  public var capturePolicy: CapturePolicy {
    get throws(AgentError) {
      CapturePolicy(
        selection: Selection(
          only: Selection.Items(words: try list(.captureOnly)),
          except: Selection.Items(words: try list(.captureExcept))),
        secrets: SecretOptIn(try list(.captureSecrets)))
    }
  }

  /// Whether a person may opt in sensitive settings that IT has not named.
  public var letsPeopleOptIn: Bool {
    get throws(AgentError) { try flag(.secretChoice) }
  }

  /// The sources that apps may come from, by winget's names; nil for all.
  public var appSources: Set<String>? {
    get throws(AgentError) {
      let sources = try list(.appSources)
      return sources.isEmpty ? nil : Set(sources.map { $0.lowercased() })
    }
  }

  public var appScope: InstalledApp.Scope? {
    get throws(AgentError) { try text(.appScope).flatMap(InstalledApp.Scope.init) }
  }

  /// How many apps are installed at the same time.
  public var parallelApps: Int {
    get throws(AgentError) { try number(.parallelApps) ?? 1 }
  }

  /// How long one app may take.
  public var appTimeLimit: Duration {
    get throws(AgentError) { .seconds(60 * (try number(.appTimeLimit) ?? 30)) }
  }

  /// The file on the PC with IT's rules about apps.
  public var appRulesPath: String? {
    get throws(AgentError) { try text(.appRules) }
  }

  /// The address of the Store's catalog; nil when nothing is looked up.
  public var storeCatalog: String? {
    get throws(AgentError) { try text(.storeCatalog) }
  }
}
