import Foundation
import UserEnvironment

extension Policy {
  /// Reads a policy document.
  ///
  /// - Throws: `FactsError`, with the path of what is wrong and what would be right.
  public init(json: Data) throws(FactsError) {
    try FactsReading.checkSyntax(of: json, "The policy")
    do {
      self = try JSONDecoder().decode(Policy.self, from: json)
    } catch let error as FactsError {
      throw error
    } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
      throw FactsError(.invalidValue, at: "", "The document must be \(Self.allowed).")
    } catch {
      throw FactsError(
        .malformedJSON, at: "",
        "The policy is not valid JSON; check quotes, commas and brackets, and that the text is UTF-8.",
        cause: String(describing: error))
    }
  }
}

/// Every object that may hold keys is written, also when it is empty.
extension Policy: Codable, FactsValue {
  static var allowed: String { "an object in { } with name, groups, priority and restore" }

  private enum Key: String, CodingKey, CaseIterable {
    case version, name, groups, devices, priority, backup, restore, offerLimit,
      correctionWindowDays, firstSignInWindowHours, answerTimeoutSeconds, admit, requirements,
      retention
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let version: Int = try object.optional(.version) ?? Self.formatVersion
    guard version == Self.formatVersion else {
      throw object.invalid(
        .version,
        "must be \(Self.formatVersion), the version that this program knows, not \(version)")
    }
    let restore: RestoreSwitches? = try object.optional(.restore)
    let admit: AdmitSwitches? = try object.optional(.admit)
    self.init(
      name: try object.required(.name),
      groups: try object.optional(.groups) ?? [],
      devices: try object.optional(.devices) ?? [],
      priority: try object.optional(.priority) ?? 0,
      backup: try object.optional(.backup) ?? Backup(),
      restore: restore?.moments ?? [:],
      restoreComponents: restore?.components ?? [:],
      offerLimit: try object.number(.offerLimit, from: 1),
      correctionWindowDays: try object.number(.correctionWindowDays, from: 0, to: 3650, "days"),
      firstSignInWindowHours: try object.number(
        .firstSignInWindowHours, from: 1, to: 87_600, "hours"),
      answerTimeoutSeconds: try object.number(
        .answerTimeoutSeconds, from: 1, to: 2_592_000, "seconds"),
      admit: admit?.values ?? [:],
      requirements: try object.optional(.requirements),
      retention: try object.optional(.retention) ?? Retention())
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(Self.formatVersion, forKey: .version)
    try object.encode(name, forKey: .name)
    try object.encode(groups, forKey: .groups)
    try object.encode(devices, forKey: .devices)
    try object.encode(priority, forKey: .priority)
    try object.encode(backup, forKey: .backup)
    try object.encode(
      RestoreSwitches(moments: restore, components: restoreComponents), forKey: .restore)
    try object.encodeIfPresent(offerLimit, forKey: .offerLimit)
    try object.encodeIfPresent(correctionWindowDays, forKey: .correctionWindowDays)
    try object.encodeIfPresent(firstSignInWindowHours, forKey: .firstSignInWindowHours)
    try object.encodeIfPresent(answerTimeoutSeconds, forKey: .answerTimeoutSeconds)
    try object.encode(AdmitSwitches(values: admit), forKey: .admit)
    try object.encodeIfPresent(requirements, forKey: .requirements)
    try object.encode(retention, forKey: .retention)
  }
}

extension Policy.Backup: Codable, FactsValue {
  static var allowed: String { "an object in { } with what is backed up, and when" }

  private enum Key: String, CodingKey, CaseIterable {
    case enabled, intervalHours, components, include, exclude, secrets, onMetered, onBattery
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let components: ComponentSwitches? = try object.optional(.components)
    self.init(
      enabled: try object.optional(.enabled),
      intervalHours: try object.number(.intervalHours, from: 1, to: 8760, "hours"),
      components: components?.values ?? [:],
      include: try object.optional(.include),
      exclude: try object.optional(.exclude),
      secrets: try object.optional(.secrets),
      onMetered: try object.optional(.onMetered),
      onBattery: try object.optional(.onBattery))
    if include?.isEmpty ?? false {
      throw object.invalid(
        .include, "must name something; to take nothing at all, set enabled to false")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encodeIfPresent(enabled, forKey: .enabled)
    try object.encodeIfPresent(intervalHours, forKey: .intervalHours)
    try object.encode(ComponentSwitches(values: components), forKey: .components)
    try object.encodeIfPresent(include, forKey: .include)
    try object.encodeIfPresent(exclude, forKey: .exclude)
    try object.encodeIfPresent(secrets, forKey: .secrets)
    try object.encodeIfPresent(onMetered, forKey: .onMetered)
    try object.encodeIfPresent(onBattery, forKey: .onBattery)
  }
}

extension Policy.Retention: Codable, FactsValue {
  static var allowed: String { "an object in { } with versions and days" }

  private enum Key: String, CodingKey, CaseIterable {
    case versions, days
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      versions: try object.number(.versions, from: 1, to: 100_000, "versions"),
      days: try object.number(.days, from: 1, to: 36_500, "days"))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encodeIfPresent(versions, forKey: .versions)
    try object.encodeIfPresent(days, forKey: .days)
  }
}
