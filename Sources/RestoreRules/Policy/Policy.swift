import UserEnvironment

/// What IT decided: about backups, about restores, about what is kept. For everyone in the tenant, for
/// some groups, or for some devices.
///
/// A policy decides only what it names; ``EffectivePolicy`` says what counts for a person on a device.
/// `docs/policies.md` describes every key, and `docs/schema/policy.schema.json` the document.
public struct Policy: Sendable, Hashable {
  /// The version of the document's format.
  public static let formatVersion = 1

  /// The name that reasons call it by.
  public var name: String
  /// The groups that it applies to; none means everyone in the tenant.
  public var groups: [String]
  /// The devices that it applies on, by their ids; none means every device.
  public var devices: [String]
  /// Where several policies name the same thing, the highest priority counts.
  public var priority: Int
  public var backup: Backup
  /// Whether a restore may be offered at a moment; a moment that is not here is left to others.
  public var restore: [Moment: Bool]
  /// Whether a component may be restored.
  public var restoreComponents: [ComponentKind: Bool]
  /// How many missed or failed offers an enrollment may see before a person is asked no more.
  public var offerLimit: Int?
  /// For how many days after the enrollment a person who said no can still start a restore.
  public var correctionWindowDays: Int?
  /// For how many hours after the enrollment, or after the last re-arm, an offer may be made at the
  /// first sign-in.
  public var firstSignInWindowHours: Int?
  /// How many seconds an offer waits for its answer before it counts as missed.
  public var answerTimeoutSeconds: Int?
  /// Whether restores may be offered on devices without a person of their own. Only
  /// `userless` and `nonPersistent` need it; every other use is admitted as it is.
  public var admit: [Facts.Use: Bool]
  /// Which table of requirements devices must meet.
  public var requirements: RequirementSet?
  public var retention: Retention

  /// What is backed up, and when.
  public struct Backup: Sendable, Hashable {
    /// Whether backups are taken at all.
    public var enabled: Bool?
    public var intervalHours: Int?
    /// Whether a component is taken.
    public var components: [ComponentKind: Bool]
    /// Nothing else is taken: categories of the catalog and ids of settings.
    public var include: [String]?
    /// These are not taken, whatever ``include`` says.
    public var exclude: [String]?
    /// The sensitive settings that are taken all the same.
    public var secrets: [String]?
    /// Whether a backup is made over a connection that is paid by volume.
    public var onMetered: Bool?
    /// Whether a backup is made while the PC runs on its battery.
    public var onBattery: Bool?

    public init(
      enabled: Bool? = nil, intervalHours: Int? = nil, components: [ComponentKind: Bool] = [:],
      include: [String]? = nil, exclude: [String]? = nil, secrets: [String]? = nil,
      onMetered: Bool? = nil, onBattery: Bool? = nil
    ) {
      self.enabled = enabled
      self.intervalHours = intervalHours
      self.components = components
      self.include = include
      self.exclude = exclude
      self.secrets = secrets
      self.onMetered = onMetered
      self.onBattery = onBattery
    }
  }

  /// How long old versions of a profile are kept; see ``RetentionRule``.
  public struct Retention: Sendable, Hashable {
    /// How many versions a profile keeps, the newest included.
    public var versions: Int?
    /// For how many days a version is kept after a newer one took its place.
    public var days: Int?

    public init(versions: Int? = nil, days: Int? = nil) {
      self.versions = versions
      self.days = days
    }
  }

  public init(
    name: String, groups: [String] = [], devices: [String] = [], priority: Int = 0,
    backup: Backup = Backup(), restore: [Moment: Bool] = [:],
    restoreComponents: [ComponentKind: Bool] = [:], offerLimit: Int? = nil,
    correctionWindowDays: Int? = nil, firstSignInWindowHours: Int? = nil,
    answerTimeoutSeconds: Int? = nil, admit: [Facts.Use: Bool] = [:],
    requirements: RequirementSet? = nil, retention: Retention = Retention()
  ) {
    self.name = name
    self.groups = groups
    self.devices = devices
    self.priority = priority
    self.backup = backup
    self.restore = restore
    self.restoreComponents = restoreComponents
    self.offerLimit = offerLimit
    self.correctionWindowDays = correctionWindowDays
    self.firstSignInWindowHours = firstSignInWindowHours
    self.answerTimeoutSeconds = answerTimeoutSeconds
    self.admit = admit
    self.requirements = requirements
    self.retention = retention
  }

  /// The components that a policy decides about. Secrets are named one by one.
  public static let components: [ComponentKind] = [
    .settings, .apps, .startPins, .taskbarPins, .files,
  ]
}

// MARK: - Whom it applies to

extension Policy {
  /// Whether the policy applies to a person in these groups on this device.
  func applies(toGroups personGroups: [String], on device: String?) -> Bool {
    applies(on: device) && (groups.isEmpty || groups.contains { personGroups.contains($0) })
  }

  /// Whether the policy applies, or may: it is for other groups, and not all of the person's are known.
  public func mayApply(toGroups groups: [String], groupsKnown: Bool, on device: String?) -> Bool {
    groupsKnown ? applies(toGroups: groups, on: device) : applies(on: device)
  }

  /// Whether the policy applies on a device, to whomever. Where the device is not known, a policy for
  /// certain devices does not.
  func applies(on device: String?) -> Bool {
    devices.isEmpty || device.map(devices.contains) ?? false
  }

  /// For example `"pilot" (priority 10, for the group pilot)`.
  var inWords: String {
    let people =
      switch groups.count {
      case 0: devices.isEmpty ? "for everyone" : ""
      case 1: "for the group \(groups[0])"
      default: "for the groups \(groups.joined(separator: ", "))"
      }
    let places =
      switch devices.count {
      case 0: ""
      case 1: "on the device \(devices[0])"
      default: "on \(devices.count) devices"
      }
    let whom = [people, places].filter { !$0.isEmpty }.joined(separator: " ")
    return "\"\(name)\" (priority \(priority), \(whom))"
  }
}
