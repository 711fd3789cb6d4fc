/// What IT decided about restores, for everyone in the tenant or for some groups.
///
/// A policy decides only what it names; `EffectivePolicy` says which one counts for a person.
public struct RestorePolicy: Sendable, Equatable {
  /// The name that reasons call it by.
  public var name: String
  /// The groups that it applies to; none means everyone in the tenant.
  public var groups: [String]
  /// Where several policies name the same thing, the highest priority counts.
  public var priority: Int
  /// Whether a restore may be offered at a moment; a moment that is not here is left to others.
  public var restore: [Moment: Bool]
  /// How many missed or failed offers an enrollment may see before a person is asked no more.
  public var offerLimit: Int?
  /// For how many days after the enrollment a person who said no can still start a restore.
  public var correctionWindowDays: Int?
  /// Whether restores may be offered on devices without a person of their own. Only
  /// `userless` and `nonPersistent` need it; every other use is admitted as it is.
  public var admit: [Facts.Use: Bool]

  public init(
    name: String, groups: [String] = [], priority: Int = 0, restore: [Moment: Bool] = [:],
    offerLimit: Int? = nil, correctionWindowDays: Int? = nil, admit: [Facts.Use: Bool] = [:]
  ) {
    self.name = name
    self.groups = groups
    self.priority = priority
    self.restore = restore
    self.offerLimit = offerLimit
    self.correctionWindowDays = correctionWindowDays
    self.admit = admit
  }

  /// The uses of a device that a policy must admit before a restore is offered there.
  static let usesToAdmit: [Facts.Use] = [.userless, .nonPersistent]

  /// Whether the policy applies to a person in these groups.
  func applies(toGroups personGroups: [String]) -> Bool {
    groups.isEmpty || groups.contains { personGroups.contains($0) }
  }
}

// MARK: - JSON

extension RestorePolicy: Codable, FactsValue {
  static var allowed: String { "an object in { } with name, groups, priority and restore" }

  private enum Key: String, CodingKey, CaseIterable {
    case name, groups, priority, restore, offerLimit, correctionWindowDays, admit
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let restore: RestoreSwitches? = try object.optional(.restore)
    let admit: AdmitSwitches? = try object.optional(.admit)
    self.init(
      name: try object.required(.name),
      groups: try object.optional(.groups) ?? [],
      priority: try object.optional(.priority) ?? 0,
      restore: restore?.values ?? [:],
      offerLimit: try object.optional(.offerLimit),
      correctionWindowDays: try object.optional(.correctionWindowDays),
      admit: admit?.values ?? [:])
    if let offerLimit, offerLimit < 1 {
      throw object.invalid(.offerLimit, "must be 1 or more, not \(offerLimit)")
    }
    if let days = correctionWindowDays, !(0...3650).contains(days) {
      throw object.invalid(.correctionWindowDays, "must be from 0 to 3650 days, not \(days)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(name, forKey: .name)
    try object.encode(groups, forKey: .groups)
    try object.encode(priority, forKey: .priority)
    try object.encode(RestoreSwitches(values: restore), forKey: .restore)
    try object.encodeIfPresent(offerLimit, forKey: .offerLimit)
    try object.encodeIfPresent(correctionWindowDays, forKey: .correctionWindowDays)
    if !admit.isEmpty { try object.encode(AdmitSwitches(values: admit), forKey: .admit) }
  }
}

/// `{"oobe": true, "firstSignIn": false, "onDemand": true}`, each key optional.
private struct RestoreSwitches: Codable, FactsValue {
  static var allowed: String { "an object in { } with true or false for some moments" }

  enum Key: String, CodingKey, CaseIterable {
    case oobe, firstSignIn, onDemand

    var moment: Moment {
      switch self {
      case .oobe: .oobe
      case .firstSignIn: .firstSignIn
      case .onDemand: .onDemand
      }
    }
  }

  var values: [Moment: Bool]

  init(values: [Moment: Bool]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    values = [:]
    for key in Key.allCases { values[key.moment] = try object.optional(key) }
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    for key in Key.allCases { try object.encodeIfPresent(values[key.moment], forKey: key) }
  }
}

/// `{"userless": true, "nonPersistent": false}`, each key optional.
private struct AdmitSwitches: Codable, FactsValue {
  static var allowed: String { "an object in { } with true or false for userless or nonPersistent" }

  enum Key: String, CodingKey, CaseIterable {
    case userless, nonPersistent

    var use: Facts.Use {
      switch self {
      case .userless: .userless
      case .nonPersistent: .nonPersistent
      }
    }
  }

  var values: [Facts.Use: Bool]

  init(values: [Facts.Use: Bool]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    values = [:]
    for key in Key.allCases { values[key.use] = try object.optional(key) }
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    for key in Key.allCases { try object.encodeIfPresent(values[key.use], forKey: key) }
  }
}
