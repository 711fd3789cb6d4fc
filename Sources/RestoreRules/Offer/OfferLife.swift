/// The life of one offer, as a state machine: where it stands, and what comes of it when something
/// happens.
///
/// ```
///              made                      answered
///   (none) ----------> offered --------------------------> answered(restored, skipped, failed)
///      |                  |                                    ^
///      | missReported     | timedOut, missReported             | answered (late)
///      +--------------> missed --------------------------------+
/// ```
///
/// It has no clock and keeps nothing. Whoever stores offers asks it about every change, and keeps what
/// it says to keep together with the change, or neither. What happens twice changes nothing the
/// second time, so that a report may be sent again; the first answer stays. `missed` is no answer:
/// one that comes later takes its place.
///
/// A re-arm moves no offer: what was answered stays answered. It is kept among the transitions, and
/// the question is open again from there on (``EnrollmentHistory``).
public struct OfferLife: Hashable, Sendable {
  /// Where an offer stands.
  public enum State: Hashable, Sendable {
    /// It waits for its answer.
    case offered
    case answered(Answer)
    /// Nobody answered. An answer may still come.
    case missed
  }

  /// What a person answered, or what came of it. Unlike ``Outcome`` this has no `missed`.
  public enum Answer: String, Hashable, Sendable, CaseIterable {
    case restored, skipped, failed
  }

  /// What can happen to an offer.
  public enum Event: Hashable, Sendable {
    /// The rules said yes at a sign-in, and the offer was sent.
    case made
    /// The device told the answer, in time or not, for the first time or again.
    case answered(Answer)
    /// The device told that nobody answered, or that the offer never reached it.
    case missReported
    /// The service waited for as long as the policy says.
    case timedOut
    /// The help desk had the question asked again.
    case rearmed
  }

  /// What is to be done about an event.
  public enum Action: Hashable, Sendable {
    /// Keep this transition, and the offer's new state.
    case keep(Transition)
    /// Nothing: it is known already.
    case leave
    /// Refuse it: the offer has this other answer, which stays.
    case refuse(Answer)
    /// Refuse it: there is no such offer.
    case unknown
  }

  /// One step of an offer's life, as the history has it.
  public struct Transition: Hashable, Sendable {
    public let step: Step
    /// Nil before there was an offer.
    public let from: State?
    /// Nil only where a re-arm found no offer.
    public let to: State?

    public init(step: Step, from: State?, to: State?) {
      self.step = step
      self.from = from
      self.to = to
    }
  }

  /// The names of the steps in the history.
  public enum Step: String, Hashable, Sendable, Codable, CaseIterable {
    case made, answered, answeredLate, missReported, timedOut, rearmed
  }

  /// Nil before the offer was made.
  public private(set) var state: State?

  public init(_ state: State? = nil) {
    self.state = state
  }

  /// Takes in what happened, and says what is to be done.
  public mutating func handle(_ event: Event) -> Action {
    switch (state, event) {
    case (_, .rearmed):
      return .keep(Transition(step: .rearmed, from: state, to: state))
    case (nil, .made):
      return go(to: .offered, by: .made)
    case (nil, .missReported):
      return go(to: .missed, by: .missReported)
    case (nil, .answered), (nil, .timedOut):
      return .unknown
    case (_, .made):
      return .leave
    case (.offered, .answered(let answer)):
      return go(to: .answered(answer), by: .answered)
    case (.missed, .answered(let answer)):
      return go(to: .answered(answer), by: .answeredLate)
    case (.answered(let known), .answered(let answer)):
      return known == answer ? .leave : .refuse(known)
    case (.offered, .missReported):
      return go(to: .missed, by: .missReported)
    case (.offered, .timedOut):
      return go(to: .missed, by: .timedOut)
    case (.missed, .missReported), (.missed, .timedOut):
      return .leave
    case (.answered(let known), .missReported), (.answered(let known), .timedOut):
      return .refuse(known)
    }
  }

  private mutating func go(to next: State, by step: Step) -> Action {
    let transition = Transition(step: step, from: state, to: next)
    state = next
    return .keep(transition)
  }
}

extension OfferLife.State {
  /// The state of an offer by its outcome; nil is an offer that waits.
  public init(outcome: Outcome?) {
    switch outcome {
    case nil: self = .offered
    case .missed: self = .missed
    case .restored: self = .answered(.restored)
    case .skipped: self = .answered(.skipped)
    case .failed: self = .answered(.failed)
    }
  }

  /// How the offer ended; nil while it waits.
  public var outcome: Outcome? {
    switch self {
    case .offered: nil
    case .missed: .missed
    case .answered(.restored): .restored
    case .answered(.skipped): .skipped
    case .answered(.failed): .failed
    }
  }
}

extension OfferLife.Event {
  /// What a report of an outcome is to the offer.
  ///
  /// - Parameter byService: whether the service concludes it on its own, since no answer came.
  public init(_ outcome: Outcome, byService: Bool) {
    switch outcome {
    case .restored: self = .answered(.restored)
    case .skipped: self = .answered(.skipped)
    case .failed: self = .answered(.failed)
    case .missed: self = byService ? .timedOut : .missReported
    }
  }
}

// MARK: - Names

/// `offered`, `missed`, and an answer by its own name: `restored`, `skipped`, `failed`.
extension OfferLife.State: RawRepresentable, Codable, CaseIterable {
  public static let allCases: [Self] =
    [.offered, .missed] + OfferLife.Answer.allCases.map { .answered($0) }

  public init?(rawValue: String) {
    switch rawValue {
    case "offered": self = .offered
    case "missed": self = .missed
    default:
      guard let answer = OfferLife.Answer(rawValue: rawValue) else { return nil }
      self = .answered(answer)
    }
  }

  public var rawValue: String {
    switch self {
    case .offered: "offered"
    case .missed: "missed"
    case .answered(let answer): answer.rawValue
    }
  }
}
