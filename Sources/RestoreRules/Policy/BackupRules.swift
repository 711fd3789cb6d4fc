import UserEnvironment

/// What an effective policy says of backups: what the agent on a PC goes by.
public struct BackupRules: Sendable, Equatable {
  public let isEnabled: Bool
  /// Why it is on or off, in a sentence.
  public let reason: String
  public let intervalHours: Int
  /// The components that are taken.
  public let components: [ComponentKind]
  /// Nothing else is taken; nil without such a restriction.
  public let include: [String]?
  public let exclude: [String]
  public let secrets: [String]
  public let onMetered: Bool
  public let onBattery: Bool

  /// Reads the rules out of the table of an effective policy; nil where a key is missing or has a
  /// value of another type.
  public init?(_ entries: [EffectivePolicy.Entry]) {
    let table = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
    func flag(_ key: PolicyKey<Bool>) -> Bool? {
      if case .flag(let flag) = table[key.name]?.value { flag } else { nil }
    }
    func list(_ name: String) -> [String]? {
      if case .list(let list) = table[name]?.value { list } else { nil }
    }
    let include = PolicyKey<[String]?>.backupInclude.name
    guard let isEnabled = flag(.backupEnabled),
      case .number(let hours) = table[PolicyKey<Int>.backupInterval.name]?.value,
      let exclude = list(PolicyKey<[String]>.backupExclude.name),
      let secrets = list(PolicyKey<[String]>.backupSecrets.name),
      let onMetered = flag(.backupOnMetered), let onBattery = flag(.backupOnBattery),
      table[include] != nil
    else { return nil }
    self.isEnabled = isEnabled
    reason = table[PolicyKey<Bool>.backupEnabled.name]?.reason ?? ""
    intervalHours = hours
    components = Policy.components.filter { flag(.backup($0)) ?? false }
    self.include = list(include)
    self.exclude = exclude
    self.secrets = secrets
    self.onMetered = onMetered
    self.onBattery = onBattery
  }

  /// Whether it counts how the PC is connected or powered.
  public var dependsOnConditions: Bool { !onMetered || !onBattery }

  /// What may be taken, as the agent's own policy says it, too.
  public var capture: CapturePolicy {
    var except = Selection.Items(words: exclude)
    except.components.formUnion(Policy.components.filter { !components.contains($0) })
    // An empty list takes nothing, and an empty choice everything.
    if let include, include.isEmpty { except.components.formUnion(Policy.components) }
    return CapturePolicy(
      selection: Selection(only: Selection.Items(words: include ?? []), except: except),
      secrets: SecretOptIn(secrets))
  }
}
