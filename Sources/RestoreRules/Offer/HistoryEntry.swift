import Foundation

extension Facts {
  /// One thing that happened to the offers of this person on this device.
  public struct HistoryEntry: Sendable, Equatable {
    public enum Event: Sendable, Equatable {
      /// An offer of a moment ended.
      case offer(Moment, Outcome)
      /// An administrator had the offer made again; who it was, where that is told.
      case rearmed(by: String?)
    }

    /// The enrollment that it happened in.
    public var enrollment: String
    public var event: Event
    public var at: Date
    /// Where it stands among all that happened, as whoever kept it counted: 1 or more. Clocks run
    /// wrong, counting does not. Nil where nobody counted; such entries come first, by their times.
    public var sequence: Int?

    public init(enrollment: String, event: Event, at: Date, sequence: Int? = nil) {
      self.enrollment = enrollment
      self.event = event
      self.at = at
      self.sequence = sequence
    }

    /// An offer that ended.
    public init(
      enrollment: String, moment: Moment, outcome: Outcome, at: Date, sequence: Int? = nil
    ) {
      self.init(
        enrollment: enrollment, event: .offer(moment, outcome), at: at, sequence: sequence)
    }
  }
}

// MARK: - JSON

/// `{"enrollment", "moment", "outcome", "at"}` for an offer that ended, and
/// `{"event": "rearmed", "enrollment", "at", "by"}` for an offer that was re-armed; both may have a
/// `sequence`.
extension Facts.HistoryEntry: Codable, FactsValue {
  static var allowed: String { "an object in { } with enrollment, moment, outcome and at" }

  private enum Key: String, CodingKey, CaseIterable {
    case event, enrollment, moment, outcome, at, by, sequence
  }

  private enum EventName: String, Codable, CaseIterable, FactsValue {
    case offer, rearmed
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let enrollment: String = try object.required(.enrollment)
    let at: Date = try object.required(.at)
    let by: String? = try object.optional(.by)
    let moment: Moment? = try object.optional(.moment)
    let outcome: Outcome? = try object.optional(.outcome)
    let sequence: Int? = try object.optional(.sequence)
    if let sequence, sequence < 1 {
      throw object.invalid(.sequence, "must be 1 or more, not \(sequence)")
    }
    switch try object.optional(.event) ?? EventName.offer {
    case .offer:
      guard by == nil else { throw object.invalid(.by, "belongs to the event rearmed only") }
      self.init(
        enrollment: enrollment, moment: try object.required(.moment),
        outcome: try object.required(.outcome), at: at, sequence: sequence)
    case .rearmed:
      guard moment == nil else {
        throw object.invalid(.moment, "does not belong to the event rearmed")
      }
      guard outcome == nil else {
        throw object.invalid(.outcome, "does not belong to the event rearmed")
      }
      self.init(enrollment: enrollment, event: .rearmed(by: by), at: at, sequence: sequence)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(enrollment, forKey: .enrollment)
    try object.encode(Timestamp.text(at), forKey: .at)
    try object.encodeIfPresent(sequence, forKey: .sequence)
    switch event {
    case .offer(let moment, let outcome):
      try object.encode(moment, forKey: .moment)
      try object.encode(outcome, forKey: .outcome)
    case .rearmed(let by):
      try object.encode(EventName.rearmed, forKey: .event)
      try object.encodeIfPresent(by, forKey: .by)
    }
  }
}
