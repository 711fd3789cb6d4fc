import Foundation
import Store

extension StoreCheck {
  static let isolation = [
    StoreCheck("of two tenants with the same ids neither sees the other's") { store in
      try await expectApart(
        store, Sample(), Sample(), first: { $0.person }, second: { $0.person })
    },
    StoreCheck("of two people with the same ids neither sees the other's") { store in
      let sample = Sample()
      try await expectApart(
        store, sample, sample, first: { $0.person("ada") }, second: { $0.person("bob") })
    },
    StoreCheck("people whose names differ only in normalization are two") { store in
      let sample = Sample()
      try await expectApart(
        store, sample, sample, first: { $0.person("Ren\u{E9}") },
        second: { $0.person("Rene\u{301}") })
    },
    StoreCheck("people whose names differ only in case or in spaces are two") { store in
      for other in ["Ada", "ada ", " ada"] {
        let sample = Sample()
        try await expectApart(
          store, sample, sample, first: { $0.person("ada") }, second: { $0.person(other) })
      }
    },
    StoreCheck("a tenant without anything finds nothing by the ids of another") { store in
      let (sample, stranger) = (Sample(), Sample().person)
      _ = try await store.commit(sample.commit())
      _ = try await store.open(sample.offer("o-1"))
      _ = try await store.insert(
        WrappedKey(generation: 1, wrappedBytes: Data("key".utf8)), for: sample.tenant)
      let digest = Sample.component("settings 1").digest

      try expect(try await store.profiles(of: stranger), equals: [])
      try expect(try await store.profile(profile1, of: stranger), equals: nil)
      try expect(try await store.profile(from: device1, of: stranger), equals: nil)
      try expect(try await store.snapshots(of: profile1, of: stranger), equals: [])
      try expect(try await store.snapshot(version: 1, of: profile1, of: stranger), equals: nil)
      try expect(try await store.sealedComponent(digest, of: profile1, of: stranger), equals: nil)
      try expect(
        try await store.heldComponents(among: [digest], of: profile1, of: stranger), equals: [])
      try expect(try await store.offers(of: stranger), equals: [])
      try expect(try await store.offer(OfferID(rawValue: "o-1"), of: stranger), equals: nil)
      try expect(try await store.wrappedKeys(of: stranger.tenant), equals: [])
      try expect(try await store.people(of: stranger.tenant, after: nil, limit: 9), equals: [])
    },
  ]
}

/// Writes the same ids for two people, and looks whether each finds its own, and only that.
private func expectApart(
  _ store: any Store, _ firstSample: Sample, _ secondSample: Sample,
  first: (Sample) -> PersonID, second: (Sample) -> PersonID
) async throws {
  let sides = [(first(firstSample), "first", 1.0), (second(secondSample), "second", 2.0)]
  for (person, text, seconds) in sides {
    _ = try await store.commit(
      Sample().commit(by: person, components: [Sample.component(text)], at: seconds))
    let offer = try await store.open(Sample().offer("o-1", to: person, at: seconds))
    if text == "first" {
      _ = try await store.conclude(offer.id, of: person, with: .skipped, at: Sample.time(9))
    }
    try await store.noteBackup(of: profile1, of: person, at: Sample.time(seconds + 100))
    try await store.noteSignIn(
      StoredSignIn(
        person: person, device: device1, statement: Data(text.utf8), at: Sample.time(seconds)))
  }
  for (person, text, seconds) in sides {
    let digest = Sample.component(text).digest
    let profiles = try await store.profiles(of: person)
    try expect(profiles.map(\.lastBackupAt), equals: [Sample.time(seconds + 100)])
    let snapshots = try await store.snapshots(of: profile1, of: person)
    try expect(snapshots.map { $0.manifest.components.map(\.digest) }, equals: [[digest]])
    let held = try await store.heldComponents(
      among: sides.map { Sample.component($0.1).digest }, of: profile1, of: person)
    try expect(held, equals: [digest])
    let offers = try await store.offers(of: person)
    try expect(offers.map(\.outcome), equals: [text == "first" ? .skipped : nil])
    let signIn = try await store.lastSignIn(of: person, on: device1)
    try expect(signIn?.statement, equals: Data(text.utf8))
  }
}
