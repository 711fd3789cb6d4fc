extension EffectivePolicy {
  /// One row of the table of an effective policy.
  public struct Entry: Sendable, Hashable, Codable {
    /// The key's path in the document: `backup.intervalHours`.
    public let key: String
    public let value: PolicyValue
    /// The policy that decided; nil where the default holds.
    public let policy: String?
    /// A sentence that says what decided, and what it won over.
    public let reason: String
    /// The policies that name the key with another value.
    public let over: [Rival]

    private enum CodingKeys: String, CodingKey {
      case key, value, policy, reason, over
    }

    init(key: String, value: PolicyValue, policy: String?, reason: String, over: [Rival]) {
      self.key = key
      self.value = value
      self.policy = policy
      self.reason = reason
      self.over = over
    }

    // Null is a value here, and must be there.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        key: try container.decode(String.self, forKey: .key),
        value: try container.decodeNil(forKey: .value)
          ? .unlimited : try container.decode(PolicyValue.self, forKey: .value),
        policy: try container.decodeIfPresent(String.self, forKey: .policy),
        reason: try container.decode(String.self, forKey: .reason),
        over: try container.decode([Rival].self, forKey: .over))
    }
  }

  /// Every key with its value and what decided it, in the order of the document.
  public var entries: [Entry] { Self.keys.map { $0.entry(in: self) } }

  /// Every key that policies decide, in the order of the document.
  public static let keys: [any AnyPolicyKey] = {
    var keys: [any AnyPolicyKey] = [
      PolicyKey<Bool>.backupEnabled, PolicyKey<Int>.backupInterval,
    ]
    for component in Policy.components { keys.append(PolicyKey<Bool>.backup(component)) }
    keys += [
      PolicyKey<[String]?>.backupInclude, PolicyKey<[String]>.backupExclude,
      PolicyKey<[String]>.backupSecrets, PolicyKey<Bool>.backupOnMetered,
      PolicyKey<Bool>.backupOnBattery,
    ]
    for moment in Moment.allCases { keys.append(PolicyKey<Bool>.restore(at: moment)) }
    for component in Policy.components { keys.append(PolicyKey<Bool>.restore(component)) }
    keys += [
      PolicyKey<Int>.offerLimit, PolicyKey<Int>.correctionWindow,
      PolicyKey<Int?>.firstSignInWindow, PolicyKey<Int>.answerTimeout,
      PolicyKey<Bool>.admitsUserless, PolicyKey<Bool>.admitsNonPersistent,
      PolicyKey<RequirementSet>.requirements,
      PolicyKey<Int?>.retentionVersions, PolicyKey<Int?>.retentionDays,
    ]
    return keys
  }()
}
