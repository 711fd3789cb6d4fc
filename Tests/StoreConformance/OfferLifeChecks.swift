import Foundation
import RestoreRules
import Store

extension StoreCheck {
  static let offerLives = [
    StoreCheck("whatever happens in whatever order, the store does what the state machine says") {
      store in
      var count = 0
      for events in OfferStory.all(upTo: 3) {
        // A person each, so that every history begins at 1.
        let story = OfferStory(person: Sample().person("p \(count)"), events: events)
        try await story.play(on: store)
        count += 1
      }
      try expect(count, equals: 258, "the number of orders")
    },
    StoreCheck("a transition says who, when, on which device, from where to where") { store in
      let sample = Sample()
      let offer = try await store.open(sample.offer("o-1", at: 5), by: .service)
      let ada = OfferActor(.person, id: "ada")
      _ = try await store.conclude(
        offer.id, of: sample.person, with: .skipped, by: ada, at: Sample.time(9))
      let miss = sample.offer("m-1", at: 3, outcome: .missed)
      _ = try await store.open(miss, by: OfferActor(.device, id: "d-2"))
      func transition(
        _ sequence: Int, _ step: OfferLife.Step, of offer: OfferID, from: OfferLife.State?,
        to: OfferLife.State, by: OfferActor, at seconds: TimeInterval
      ) -> OfferTransition {
        OfferTransition(
          sequence: sequence, step: step, offer: offer, device: DeviceID(rawValue: "d-2"),
          enrollment: "e-1", moment: .oobe, from: from, to: to, by: by, at: Sample.time(seconds))
      }
      try expect(
        try await store.offerTransitions(of: sample.person),
        equals: [
          transition(1, .made, of: offer.id, from: nil, to: .offered, by: .service, at: 5),
          transition(
            2, .answered, of: offer.id, from: .offered, to: .answered(.skipped), by: ada, at: 9),
          transition(
            3, .missReported, of: miss.id, from: nil, to: .missed,
            by: OfferActor(.device, id: "d-2"), at: 13),
        ])
      try expect(try await store.offerTransitions(of: sample.person("bob")), equals: [])
    },
    StoreCheck(
      "transitions are numbered in the order of what happened, though the clock jumps back"
    ) {
      store in
      let sample = Sample()
      for (number, seconds) in [100.0, 5, 50].enumerated() {
        let offer = try await store.open(
          sample.offer("o-\(number)", enrollment: "e-\(number)", at: seconds))
        _ = try await store.conclude(
          offer.id, of: sample.person, with: .missed, at: Sample.time(seconds - 60))
      }
      let transitions = try await store.offerTransitions(of: sample.person)
      try expect(transitions.map(\.sequence), equals: Array(1...6))
      let part = try await store.offerTransitions(of: sample.person, after: 2, limit: 3)
      try expect(part, equals: Array(transitions[2..<5]))
      try expect(
        transitions.map(\.offer?.rawValue),
        equals: ["o-0", "o-0", "o-1", "o-1", "o-2", "o-2"])
    },
    StoreCheck("of steps at once each is kept, with a number of its own") { store in
      let sample = Sample()
      let opened = await atOnce(12) { index async throws(StoreError) in
        try await store.open(sample.offer("o-\(index)", enrollment: "e-\(index)"))
      }
      let offers = try opened.map { try $0.get() }
      _ = await atOnce(36) { index async throws(StoreError) in
        try await store.conclude(
          offers[index % 12].id, of: sample.person, with: .skipped, at: Sample.time(1))
      }
      let transitions = try await store.offerTransitions(of: sample.person)
      try expect(transitions.map(\.sequence), equals: Array(1...24))
      for offer in offers {
        try expect(
          transitions.filter { $0.offer == offer.id }.map(\.step), equals: [.made, .answered])
      }
    },
    StoreCheck("offers that wait for their answer are found, page by page, in their tenant alone") {
      store in
      let sample = Sample()
      var expected: [OfferID] = []
      for subject in ["bob", "ada", "cleo"] {
        let person = sample.person(subject)
        for name in ["o-2", "o-1", "o-3"] {
          let offer = try await store.open(
            sample.offer("\(name) of \(subject)", to: person, enrollment: name))
          if name == "o-3" {
            _ = try await store.conclude(offer.id, of: person, with: .missed, at: Sample.time(1))
          }
        }
      }
      for subject in ["ada", "bob", "cleo"] {
        expected += ["o-1", "o-2"].map { OfferID(rawValue: "\($0) of \(subject)") }
      }
      _ = try await store.open(Sample().offer("o-1"))
      var found: [StoredOffer] = []
      while true {
        let page = try await store.openOffers(
          of: sample.tenant,
          after: found.last.map {
            PersonRecordPosition(subject: $0.person.subject, id: $0.id.rawValue)
          }, limit: 4)
        found += page
        if page.count < 4 { break }
      }
      try expect(found.map(\.id), equals: expected)
    },
  ]
}

/// Some events in the life of one offer, played on a store and held against the state machine.
private struct OfferStory {
  let person: PersonID
  let events: [OfferLife.Event]

  private static let events: [OfferLife.Event] =
    [.made, .missReported, .timedOut] + OfferLife.Answer.allCases.map { .answered($0) }

  /// Every order of at most so many events. A re-arm is no matter of one offer.
  static func all(upTo length: Int) -> [[OfferLife.Event]] {
    guard length > 0 else { return [] }
    let shorter = all(upTo: length - 1)
    let longest = shorter.filter { $0.count == length - 1 } + (length == 1 ? [[]] : [])
    return shorter + longest.flatMap { start in events.map { start + [$0] } }
  }

  func play(on store: any Store) async throws {
    var life = OfferLife()
    var kept: [OfferLife.Transition] = []
    for event in events {
      let before = life.state
      let action = life.handle(event)
      if case .keep(let transition) = action { kept.append(transition) }
      let found: Result<StoredOffer, StoreError>
      do throws(StoreError) {
        found = .success(try await perform(event, exists: before != nil, on: store))
      } catch {
        found = .failure(error)
      }
      switch found {
      case .success(let offer):
        try expect(refusal(action), equals: nil, "why \(events) is refused")
        try expect(OfferLife.State(outcome: offer.outcome), equals: try require(life.state))
      case .failure(let error):
        try expect(Optional(error.code), equals: refusal(action), "why \(events) is refused")
      }
    }
    let transitions = try await store.offerTransitions(of: person)
    try expect(
      transitions.map { OfferLife.Transition(step: $0.step, from: $0.from, to: $0.to) },
      equals: kept, "the history of \(events)")
    try expect(transitions.map(\.sequence), equals: Array(1..<(kept.count + 1)))
  }

  private func refusal(_ action: OfferLife.Action) -> StoreError.Code? {
    switch action {
    case .refuse: .alreadyConcluded
    case .unknown: .notFound
    case .keep, .leave: nil
    }
  }

  private func perform(
    _ event: OfferLife.Event, exists: Bool, on store: any Store
  ) async throws(StoreError) -> StoredOffer {
    let offer = OfferID(rawValue: "o-1")
    func conclude(
      _ outcome: Outcome, _ kind: OfferActor.Kind
    ) async throws(StoreError) -> StoredOffer {
      try await store.conclude(
        offer, of: person, with: outcome, by: OfferActor(kind), at: Sample.time(2))
    }
    func new(_ outcome: Outcome?) -> StoredOffer {
      StoredOffer(
        id: offer, person: person, device: device1, enrollment: "e-1", moment: .oobe,
        offeredAt: Sample.time(1), outcome: outcome,
        concludedAt: outcome.map { _ in Sample.time(1) })
    }
    switch event {
    case .made: return try await store.open(new(nil), by: .service)
    case .missReported where !exists:
      return try await store.open(new(.missed), by: OfferActor(.device))
    case .missReported: return try await conclude(.missed, .device)
    case .timedOut: return try await conclude(.missed, .service)
    case .answered(.restored): return try await conclude(.restored, .person)
    case .answered(.skipped): return try await conclude(.skipped, .person)
    case .answered(.failed): return try await conclude(.failed, .person)
    case .rearmed: throw StoreError(.failed, "A re-arm is no matter of one offer.")
    }
  }
}
