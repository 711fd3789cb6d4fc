import Testing

@testable import RestoreRules

@Suite("The life of an offer")
struct OfferLifeTests {
  typealias State = OfferLife.State
  typealias Event = OfferLife.Event
  typealias Action = OfferLife.Action

  static let states: [State?] = [nil] + State.allCases
  static let answers = OfferLife.Answer.allCases
  static let events: [Event] =
    [.made, .missReported, .timedOut, .rearmed] + answers.map { .answered($0) }

  /// The table of docs/offer-rules.md, row by row, without the code's help: what is done, and where the
  /// offer stands afterwards.
  static func expected(_ state: State?, _ event: Event) -> (Action, State?) {
    func keep(_ step: OfferLife.Step, _ next: State?) -> (Action, State?) {
      (.keep(OfferLife.Transition(step: step, from: state, to: next)), next)
    }
    if event == .rearmed { return keep(.rearmed, state) }
    guard let state else {
      if event == .made { return keep(.made, .offered) }
      if event == .missReported { return keep(.missReported, .missed) }
      return (.unknown, nil)
    }
    if event == .made { return (.leave, state) }
    if case .answered(let known) = state {
      return (event == .answered(known) ? .leave : .refuse(known), state)
    }
    if case .answered(let answer) = event {
      return keep(state == .offered ? .answered : .answeredLate, .answered(answer))
    }
    if state == .missed { return (.leave, state) }
    return keep(event == .timedOut ? .timedOut : .missReported, .missed)
  }

  @Test("Every event in every state does what the table says, and nothing else")
  func table() {
    var pairs = 0
    for state in Self.states {
      for event in Self.events {
        var life = OfferLife(state)
        let (action, next) = Self.expected(state, event)
        #expect(life.handle(event) == action, "\(String(describing: state)) \(event)")
        #expect(life.state == next, "\(String(describing: state)) \(event)")
        pairs += 1
      }
    }
    #expect(pairs == 42)
  }

  /// All sequences of up to six events.
  private static func walk(_ visit: ([Event], [Action], OfferLife) -> Void) {
    func extend(_ events: [Event], _ actions: [Action], _ life: OfferLife) {
      if !events.isEmpty { visit(events, actions, life) }
      guard events.count < 6 else { return }
      for event in Self.events {
        var next = life
        let action = next.handle(event)
        extend(events + [event], actions + [action], next)
      }
    }
    extend([], [], OfferLife())
  }

  @Test("Whatever happens in whatever order, the first answer stays, and a miss never hides one")
  func sequences() {
    var count = 0
    var broken: [[Event]] = []
    Self.walk { events, _, life in
      count += 1
      // Only what follows the offer's beginning counts.
      let begin = events.firstIndex { $0 == .made || $0 == .missReported }
      let counting = begin.map { events[$0...] } ?? []
      let answer = counting.lazy.compactMap { event -> OfferLife.Answer? in
        if case .answered(let answer) = event { answer } else { nil }
      }.first
      let isMissed = counting.contains { $0 == .missReported || $0 == .timedOut }
      let expected: State? =
        begin == nil ? nil : answer.map { .answered($0) } ?? (isMissed ? .missed : .offered)
      if life.state != expected { broken.append(events) }
    }
    #expect(broken.isEmpty, "\(broken.prefix(3))")
    #expect(count == 137_256)
  }

  @Test("What is kept is a chain: each transition begins where the one before ended")
  func chain() {
    var broken: [[Event]] = []
    Self.walk { events, actions, life in
      var state: State?
      for case .keep(let transition) in actions {
        if transition.from != state { broken.append(events) }
        state = transition.to
      }
      if state != life.state { broken.append(events) }
    }
    #expect(broken.isEmpty, "\(broken.prefix(3))")
  }

  @Test("What happens twice is kept once, save a re-arm, which is an order of its own each time")
  func twice() {
    for state in Self.states {
      for event in Self.events where event != .rearmed {
        var life = OfferLife(state)
        _ = life.handle(event)
        let before = life
        if case .keep = life.handle(event) { Issue.record("\(event) was kept twice") }
        #expect(life == before)
      }
    }
  }

  @Test("States and outcomes stand for each other, and names are read back")
  func names() {
    for outcome in Outcome.allCases.map(Optional.some) + [nil] {
      #expect(State(outcome: outcome).outcome == outcome)
    }
    for state in State.allCases { #expect(State(rawValue: state.rawValue) == state) }
    #expect(State(rawValue: "open") == nil)
    #expect(Event(.missed, byService: true) == .timedOut)
    #expect(Event(.missed, byService: false) == .missReported)
  }
}
