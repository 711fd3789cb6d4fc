import RestoreRules
import Store

extension StoreCheck {
  static let offers = [
    StoreCheck("an offer is recorded, and found by its id") { store in
      let sample = Sample()
      let offer = sample.offer("o-1")
      try expect(try await store.open(offer), equals: offer)
      try expect(try await store.offer(offer.id, of: sample.person), equals: offer)
      let other = try await store.offer(OfferID(rawValue: "o-2"), of: sample.person)
      try expect(other, equals: nil)
    },
    StoreCheck("an open offer for this device, enrollment and moment is returned again") { store in
      let sample = Sample()
      let first = try await store.open(sample.offer("o-1", at: 0))
      try expect(try await store.open(sample.offer("o-2", at: 9)), equals: first)
      try expect(try await store.offers(of: sample.person), equals: [first])
    },
    StoreCheck("another device, enrollment, moment or person gets an offer of its own") { store in
      let sample = Sample()
      let others = [
        sample.offer("o-2", device: "d-9"), sample.offer("o-3", enrollment: "e-9"),
        sample.offer("o-4", moment: .firstSignIn), sample.offer("o-5", to: sample.person("bob")),
      ]
      _ = try await store.open(sample.offer("o-1"))
      for other in others { try expect(try await store.open(other), equals: other) }
    },
    StoreCheck("once an offer is concluded, a new one can be opened in its place") { store in
      let sample = Sample()
      let first = try await store.open(sample.offer("o-1"))
      _ = try await store.conclude(
        first.id, of: sample.person, with: .missed, at: Sample.time(5))
      let second = sample.offer("o-2", at: 10)
      try expect(try await store.open(second), equals: second)
    },
    StoreCheck("an offer whose id is there is returned as it is, concluded or not") { store in
      let sample = Sample()
      _ = try await store.open(sample.offer("o-1"))
      let concluded = try await store.conclude(
        OfferID(rawValue: "o-1"), of: sample.person, with: .skipped, at: Sample.time(5))
      try expect(try await store.open(sample.offer("o-1", at: 99)), equals: concluded)
      try expect(try await store.offers(of: sample.person), equals: [concluded])
    },
    StoreCheck("a miss that is reported late is recorded beside an open offer, once") { store in
      let sample = Sample()
      let open = try await store.open(sample.offer("o-1", at: 100))
      let miss = sample.offer("m-1", at: 50, outcome: .missed)
      try expect(try await store.open(miss), equals: miss)
      try expect(try await store.open(miss), equals: miss)
      try expect(try await store.offers(of: sample.person), equals: [miss, open])
    },
    StoreCheck("of offers that are opened at once one is recorded, and all get that one") { store in
      let sample = Sample()
      let answers = await atOnce(20) { index async throws(StoreError) in
        try await store.open(sample.offer("o-\(index)", at: Double(index)))
      }
      let recorded = try await store.offers(of: sample.person)
      try expect(recorded.count, equals: 1, "the number of offers")
      try expect(try Set(answers.map { try $0.get() }), equals: Set(recorded), "what callers got")
    },
    StoreCheck("offers come oldest first over all devices, equals by their id") { store in
      let sample = Sample()
      for (id, seconds) in [("c", 20.0), ("b", 10), ("a", 10), ("d", 0)] {
        _ = try await store.open(sample.offer(id, device: "device \(id)", at: seconds))
      }
      let order = try await store.offers(of: sample.person).map(\.id.rawValue)
      try expect(order, equals: ["d", "a", "b", "c"])
    },
    StoreCheck("offers come in parts that put together are all of them, in the same order") {
      store in
      let sample = Sample()
      for (id, seconds) in [("c", 20.0), ("b", 10), ("a", 10), ("d", 0), ("e", 10)] {
        _ = try await store.open(sample.offer(id, device: "device \(id)", at: seconds))
      }
      _ = try await store.open(sample.offer("f", to: sample.person("bob"), at: 15))
      let all = try await store.offers(of: sample.person)
      for size in 1...6 {
        var found: [StoredOffer] = []
        while true {
          let part = try await store.offers(
            of: sample.person, after: found.last?.position, limit: size)
          found += part
          guard part.count == size else { break }
        }
        try expect(found, equals: all, "what comes in parts of \(size)")
      }
      try expect(try await store.offers(of: sample.person, after: nil, limit: 0), equals: [])
    },
  ]

  static let conclusions = [
    StoreCheck("every outcome is kept with its time") { store in
      let sample = Sample()
      for outcome in Outcome.allCases {
        let offer = try await store.open(
          sample.offer(outcome.rawValue, enrollment: outcome.rawValue))
        let concluded = try await store.conclude(
          offer.id, of: sample.person, with: outcome, at: Sample.time(7))
        try expect(concluded.outcome, equals: outcome)
        try expect(concluded.concludedAt, equals: Sample.time(7))
        try expect(try await store.offer(offer.id, of: sample.person), equals: concluded)
      }
    },
    StoreCheck("the same outcome again changes nothing") { store in
      let sample = Sample()
      let offer = try await store.open(sample.offer("o-1"))
      for outcome in [Outcome.missed, .restored] {
        let first = try await store.conclude(
          offer.id, of: sample.person, with: outcome, at: Sample.time(1))
        let second = try await store.conclude(
          offer.id, of: sample.person, with: outcome, at: Sample.time(2))
        try expect(second, equals: first)
      }
    },
    StoreCheck("an outcome that was recorded stays; a different one is refused") { store in
      let sample = Sample()
      for recorded in [Outcome.restored, .skipped, .failed] {
        let offer = try await store.open(
          sample.offer("o-\(recorded)", enrollment: "e-\(recorded)"))
        let first = try await store.conclude(
          offer.id, of: sample.person, with: recorded, at: Sample.time(1))
        for other in Outcome.allCases where other != recorded {
          try await expect(.alreadyConcluded) { () async throws(StoreError) in
            try await store.conclude(offer.id, of: sample.person, with: other, at: Sample.time(2))
          }
        }
        try expect(try await store.offer(offer.id, of: sample.person), equals: first)
      }
    },
    StoreCheck("a late answer takes the place of a miss") { store in
      let sample = Sample()
      for answer in [Outcome.restored, .skipped, .failed] {
        let offer = try await store.open(sample.offer("o-\(answer)", enrollment: "e-\(answer)"))
        _ = try await store.conclude(
          offer.id, of: sample.person, with: .missed, at: Sample.time(1))
        let late = try await store.conclude(
          offer.id, of: sample.person, with: answer, at: Sample.time(2))
        try expect(late.outcome, equals: answer)
        try expect(late.concludedAt, equals: Sample.time(2))
        try await expect(.alreadyConcluded) { () async throws(StoreError) in
          try await store.conclude(
            offer.id, of: sample.person, with: .missed, at: Sample.time(3))
        }
      }
    },
    StoreCheck("of different answers at once one is recorded, and the others are refused") {
      store in
      let sample = Sample()
      for round in 0..<12 {
        let offer = try await store.open(sample.offer("o-\(round)", enrollment: "e-\(round)"))
        let answers = await atOnce(8) { index async throws(StoreError) in
          try await store.conclude(
            offer.id, of: sample.person, with: index.isMultiple(of: 2) ? .restored : .skipped,
            at: Sample.time(1))
        }
        let recorded = try require(try await store.offer(offer.id, of: sample.person))
        for answer in answers {
          switch answer {
          case .success(let offer): try expect(offer, equals: recorded)
          case .failure(let error): try expect(error.code, equals: .alreadyConcluded)
          }
        }
      }
    },
    StoreCheck("an offer that is not there is not found") { store in
      let sample = Sample()
      let offer = try await store.open(sample.offer("o-1"))
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.conclude(
          OfferID(rawValue: "o-2"), of: sample.person, with: .missed, at: Sample.time(1))
      }
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.conclude(
          offer.id, of: sample.person("bob"), with: .missed, at: Sample.time(1))
      }
    },
  ]
}
