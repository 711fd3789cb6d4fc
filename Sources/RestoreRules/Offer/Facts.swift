import Foundation

/// Everything that decides whether a person is offered a restore on a device at a moment.
///
/// The agent states what it sees of the device, the service adds what it knows of the person.
/// Nothing else enters the decision, so the same facts always give the same answer, and the facts
/// of a past decision explain it for ever. `docs/offer-rules.md` describes the JSON format, which
/// refuses unknown keys; encoding writes every key, dates in UTC.
public struct Facts: Sendable, Equatable {
  public var moment: Moment
  /// The time of the decision.
  public var now: Date
  public var device: Device
  public var user: User
  /// What this person has backed up, on any device.
  public var profiles: [Profile]
  /// What became of earlier offers to this person on this device, in any order.
  public var history: [HistoryEntry]
  /// The policies of the tenant; those that do not apply to the person are left out of account.
  public var policies: [Policy]
  /// The tenant's table of requirements, where no policy names one.
  public var requirements: RequirementSet
  /// The programmes by which features are in preview. A feature that none is about is there for all.
  public var previews: [Preview]

  public init(
    moment: Moment, now: Date, device: Device, user: User, profiles: [Profile] = [],
    history: [HistoryEntry] = [], policies: [Policy] = [],
    requirements: RequirementSet = .standard, previews: [Preview] = []
  ) {
    self.moment = moment
    self.now = now
    self.device = device
    self.user = user
    self.profiles = profiles
    self.history = history
    self.policies = policies
    self.requirements = requirements
    self.previews = previews
  }
}

extension Facts {
  /// Reads the JSON of facts.
  ///
  /// - Throws: `FactsError`, with the path of what is wrong and what would be right.
  public init(json: Data) throws(FactsError) {
    try FactsReading.checkSyntax(of: json, "The document with the facts")
    do {
      self = try JSONDecoder().decode(Facts.self, from: json)
    } catch let error as FactsError {
      throw error
    } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
      throw FactsError(
        .invalidValue, at: "", "The document must be a JSON object in { } with the facts.")
    } catch {
      throw FactsError(
        .malformedJSON, at: "",
        "The facts are not valid JSON; check quotes, commas and brackets, and that the text is UTF-8.",
        cause: String(describing: error))
    }
  }

  /// The facts as JSON, keys sorted, so that equal facts give equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}

extension Facts: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case moment, now, device, user, profiles, history, policies, requirements, previews
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      moment: try object.required(.moment),
      now: try object.required(.now),
      device: try object.required(.device),
      user: try object.required(.user),
      profiles: try object.optional(.profiles) ?? [],
      history: try object.optional(.history) ?? [],
      policies: try object.optional(.policies) ?? [],
      requirements: try object.optional(.requirements) ?? .standard,
      previews: try object.optional(.previews) ?? [])
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(moment, forKey: .moment)
    try object.encode(Timestamp.text(now), forKey: .now)
    try object.encode(device, forKey: .device)
    try object.encode(user, forKey: .user)
    try object.encode(profiles, forKey: .profiles)
    try object.encode(history, forKey: .history)
    try object.encode(policies, forKey: .policies)
    try object.encode(requirements, forKey: .requirements)
    try object.encode(previews, forKey: .previews)
  }
}
