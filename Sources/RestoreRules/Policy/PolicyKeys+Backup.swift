import UserEnvironment

private let takesLess = "the one that takes less counts"

extension PolicyKey where Value == Bool {
  /// Whether backups are taken. False where no policy says so.
  public static var backupEnabled: Self {
    flag(
      "backup.enabled", fallback: false, { $0.backup.enabled },
      decided: { $0 ? "turns backups on" : "turns backups off" },
      otherwise:
        "No policy that applies turns backups on, and nothing is backed up unless one does.")
  }

  /// Whether a component is backed up. True where no policy says otherwise.
  public static func backup(_ component: ComponentKind) -> Self {
    let what = component.inWords
    return flag(
      "backup.components.\(component.rawValue)", fallback: true,
      { $0.backup.components[component] },
      decided: { "\($0 ? "lets" : "does not let") \(what) be backed up" },
      otherwise: "No policy that applies leaves \(what) out of backups.")
  }

  /// Whether backups are made over metered connections. True where no policy says otherwise.
  public static var backupOnMetered: Self {
    flag(
      "backup.onMetered", fallback: true, { $0.backup.onMetered },
      decided: { "\($0 ? "allows" : "forbids") backups over metered connections" },
      otherwise: "No policy that applies forbids backups over metered connections.")
  }

  /// Whether backups are made on battery. True where no policy says otherwise.
  public static var backupOnBattery: Self {
    flag(
      "backup.onBattery", fallback: true, { $0.backup.onBattery },
      decided: { "\($0 ? "allows" : "forbids") backups on battery" },
      otherwise: "No policy that applies forbids backups on battery.")
  }

  private static func flag(
    _ name: String, fallback: Bool, _ read: @escaping @Sendable (Policy) -> Bool?,
    decided: @escaping @Sendable (Bool) -> String, otherwise: String
  ) -> Self {
    PolicyKey(
      name, read: read, fallback: { _ in fallback }, cautious: { $0 && $1 }, caution: takesLess,
      decided: decided, otherwise: { _ in otherwise })
  }
}

extension PolicyKey where Value == Int {
  public static var defaultBackupIntervalHours: Int { 192 }

  /// How many hours lie between two backups. 192, which is 8 days, where no policy says so.
  public static var backupInterval: Self {
    PolicyKey(
      "backup.intervalHours", read: { $0.backup.intervalHours },
      fallback: { _ in defaultBackupIntervalHours }, cautious: { max($0, $1) },
      caution: "the longer time counts",
      decided: { "has a backup made every \(counted($0, "hour"))" },
      otherwise: { "No policy that applies sets the time between backups, so it is \($0) hours." })
  }
}

extension PolicyKey where Value == [String]? {
  /// Nothing else is backed up; nil where no policy restricts it. An empty list takes nothing.
  public static var backupInclude: Self {
    PolicyKey(
      "backup.include", read: { $0.backup.include.map { $0.sortedNames } }, fallback: { _ in nil },
      cautious: { one, other in
        guard let one, let other else { return one ?? other }
        return one.filter(other.contains)
      },
      caution: "only what both name counts",
      decided: { "has only this backed up: \($0.policyValue)" },
      otherwise: { _ in "No policy that applies restricts backups to certain settings." })
  }
}

extension PolicyKey where Value == [String] {
  /// What is not backed up.
  public static var backupExclude: Self {
    PolicyKey(
      "backup.exclude", read: { $0.backup.exclude?.sortedNames }, fallback: { _ in [] },
      cautious: { ($0 + $1).sortedNames }, caution: "what either names counts",
      decided: { "leaves this out of backups: \($0.policyValue)" },
      otherwise: { _ in "No policy that applies leaves settings out of backups." })
  }

  /// The sensitive settings that are backed up all the same.
  public static var backupSecrets: Self {
    PolicyKey(
      "backup.secrets", read: { $0.backup.secrets?.sortedNames }, fallback: { _ in [] },
      cautious: { one, other in one.filter(other.contains) },
      caution: "only what both name counts",
      decided: { "has these sensitive settings backed up: \($0.policyValue)" },
      otherwise: { _ in "No policy that applies has sensitive settings backed up." })
  }
}

extension [String] {
  /// Each name once, in the order of the alphabet, so that the order in a document decides nothing.
  fileprivate var sortedNames: [String] { Set(self).sorted() }
}

extension ComponentKind {
  /// The component as it is called in the middle of a sentence.
  var inWords: String {
    switch self {
    case .settings: "settings"
    case .apps: "the list of apps"
    case .startPins: "the Start pins"
    case .taskbarPins: "the taskbar pins"
    case .files: "files that are settings"
    case .network: "the secrets of networks"
    }
  }
}
