import Foundation
import Store

extension StoreCheck {
  static let personKeys = [
    StoreCheck("a person has no key at first") { store in
      try expect(try await store.personKeys(of: Sample().person), equals: [])
    },
    StoreCheck("a person's keys come oldest first, as they were inserted") { store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      for generation in [2, 1] {
        let inserted = try await store.insert(
          personKey(generation), for: sample.person, under: tenantKey)
        try expect(inserted, equals: personKey(generation))
      }
      try expect(
        try await store.personKeys(of: sample.person), equals: [personKey(1), personKey(2)])
    },
    StoreCheck("of a person's keys that are inserted at once one wins, and all get that one") {
      store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      let answers = await atOnce(20) { index async throws(StoreError) in
        try await store.insert(
          personKey(1, "key \(index)"), for: sample.person, under: tenantKey)
      }
      let kept = try await store.personKeys(of: sample.person)
      try expect(kept.count, equals: 1, "the number of keys")
      try expect(try Set(answers.map { try $0.get() }), equals: Set(kept), "what callers got")
    },
    StoreCheck("a person's key is not kept under a tenant's key that is gone or wrapped anew") {
      store in
      let sample = Sample()
      try await expect(.keyGone) { () async throws(StoreError) in
        try await store.insert(
          personKey(1), for: sample.person,
          under: KeyMark(generation: 1, wrappedBytes: Data("none".utf8)))
      }
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      try await store.replace(tenantKey, of: sample.tenant, by: Data("anew".utf8))
      try await expect(.keyGone) { () async throws(StoreError) in
        try await store.insert(personKey(1), for: sample.person, under: tenantKey)
      }
      try expect(try await store.personKeys(of: sample.person), equals: [])
    },
    StoreCheck("people whose names differ only in normalization have keys of their own") { store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      let (composed, decomposed) = (sample.person("Ren\u{E9}"), sample.person("Rene\u{301}"))
      _ = try await store.insert(personKey(1, "composed"), for: composed, under: tenantKey)
      try expect(try await store.personKeys(of: decomposed), equals: [])
      _ = try await store.insert(personKey(1, "decomposed"), for: decomposed, under: tenantKey)
      try expect(
        try await store.personKeys(of: composed), equals: [personKey(1, "composed")])
    },
    StoreCheck("keys of people are counted by the tenant's key that wraps them") { store in
      let sample = Sample()
      let first = try await makeTenantKey(of: sample, in: store)
      let second = try await makeTenantKey(of: sample, generation: 2, in: store)
      for subject in ["ada", "bob"] {
        _ = try await store.insert(
          personKey(1), for: sample.person(subject), under: first)
      }
      _ = try await store.insert(
        personKey(2, tenantGeneration: 2), for: sample.person, under: second)
      _ = try await store.reserveSeals(100, of: .person(sample.person), generation: 1)
      try expect(
        try await store.personKeyTotals(of: sample.tenant),
        equals: [
          PersonKeyTotal(tenantGeneration: 1, keyCount: 2, mostSeals: 110),
          PersonKeyTotal(tenantGeneration: 2, keyCount: 1, mostSeals: 10),
        ])
    },
    StoreCheck("a key keeps when it was made, and how many seals are reserved") { store in
      let sample = Sample()
      let key = WrappedKey(
        generation: 1, wrappedBytes: Data("key".utf8), madeAt: Sample.time(5), sealsReserved: 7)
      try expect(try await store.insert(key, for: sample.tenant), equals: key)
      try expect(try await store.wrappedKeys(of: sample.tenant), equals: [key])
    },
    StoreCheck("seals are reserved one after the other, however many ask at once") { store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      _ = try await store.insert(personKey(1), for: sample.person, under: tenantKey)
      for owner in [KeyOwner.tenant(sample.tenant), .person(sample.person)] {
        let answers = await atOnce(10) { _ async throws(StoreError) in
          try await store.reserveSeals(4, of: owner, generation: 1)
        }
        let totals = try answers.compactMap { try $0.get() }.sorted()
        let first = try require(totals.first)
        try expect(totals, equals: (0..<10).map { first + 4 * $0 })
        let none = try await store.reserveSeals(4, of: owner, generation: 2)
        try expect(none, equals: nil)
      }
    },
    StoreCheck("a wrapped key is replaced only as it was read, and keeps all else") { store in
      let sample = Sample()
      let key = WrappedKey(
        generation: 1, wrappedBytes: Data("old".utf8), madeAt: Sample.time(5), sealsReserved: 7)
      _ = try await store.insert(key, for: sample.tenant)
      let mark = KeyMark(generation: 1, wrappedBytes: key.wrappedBytes)
      try await store.replace(mark, of: sample.tenant, by: Data("new".utf8))
      try expect(
        try await store.wrappedKeys(of: sample.tenant),
        equals: [
          WrappedKey(
            generation: 1, wrappedBytes: Data("new".utf8), madeAt: Sample.time(5),
            sealsReserved: 7)
        ])
      try await expect(.keyGone) { () async throws(StoreError) in
        try await store.replace(mark, of: sample.tenant, by: Data("other".utf8))
      }
      try await expect(.keyGone) { () async throws(StoreError) in
        try await store.replace(
          KeyMark(generation: 2, wrappedBytes: Data("new".utf8)), of: sample.tenant, by: Data())
      }
    },
  ]

  static let erasures = [
    StoreCheck("erasing a person's backups takes keys and all they sealed, and nobody else's") {
      store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      for subject in ["ada", "bob"] {
        let person = sample.person(subject)
        _ = try await store.insert(personKey(1), for: person, under: tenantKey)
        _ = try await store.commit(sample.commit(by: person))
        _ = try await store.commit(sample.commit(version: 2, by: person))
        _ = try await store.open(sample.offer("o-1", to: person))
      }
      let erased = try await store.eraseBackups(of: sample.person, logging: nil)
      try expect(erased, equals: Erasure(keys: 1, profiles: 1, snapshots: 2, components: 2))
      let left = try await store.inventory(of: sample.person)
      try expect(left.keys.count + left.profiles.count, equals: 0, "keys and profiles")
      try expect(left.snapshots.count + left.components.count, equals: 0, "snapshots, components")
      try expect(left.offers.count, equals: 1, "offers")
      let other = try await store.inventory(of: sample.person("bob"))
      try expect(
        [other.keys.count, other.profiles.count, other.snapshots.count, other.components.count],
        equals: [1, 1, 2, 2])
      let again = try await store.eraseBackups(of: sample.person, logging: nil)
      try expect(again, equals: Erasure())
    },
    StoreCheck("components in the first format of seals are counted when they are erased") {
      store in
      let sample = Sample()
      let old = SealedComponent(
        digest: Sample.component("old").digest, kind: .apps, firstVersion: 1, keyGeneration: 1,
        sealedBytes: Data([1, 2, 3]))
      let new = SealedComponent(
        digest: Sample.component("new").digest, kind: .settings, firstVersion: 1,
        keyGeneration: 1, sealedBytes: Data([2, 2, 3]))
      _ = try await store.commit(sample.commit(components: [old, new]))
      let erased = try await store.eraseBackups(of: sample.person, logging: nil)
      try expect(erased.componentsUnderTenantKey, equals: 1)
    },
    StoreCheck("a tenant's keys are erased when nothing is under them any more") { store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      _ = try await store.insert(personKey(1), for: sample.person, under: tenantKey)
      try await expect(.keyInUse) { () async throws(StoreError) in
        try await store.eraseKeys(of: sample.tenant, logging: nil)
      }
      _ = try await store.eraseBackups(of: sample.person, logging: nil)
      _ = try await store.commit(sample.commit())
      try await expect(.keyInUse) { () async throws(StoreError) in
        try await store.eraseKeys(of: sample.tenant, logging: nil)
      }
      _ = try await store.eraseBackups(of: sample.person, logging: nil)
      try expect(try await store.eraseKeys(of: sample.tenant, logging: nil), equals: 1)
      try expect(try await store.wrappedKeys(of: sample.tenant), equals: [])
    },
    StoreCheck("an erasure and its entry in the log are one") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      try await expect(.failed) { () async throws(StoreError) in
        try await store.eraseBackups(
          of: sample.person,
          logging: LogAppend(to: .tenant(sample.tenant)) { _ in
            throw BrokenPromise("no entry")
          })
      }
      try expect(try await store.inventory(of: sample.person).profiles.count, equals: 1)
      _ = try await store.eraseBackups(
        of: sample.person,
        logging: LogAppend(to: .tenant(sample.tenant)) { newest in
          LogEntry(
            sequence: (newest?.sequence ?? 0) + 1, at: Sample.time(0), content: Data("{}".utf8),
            hash: Sample.component("hash").digest)
        })
      let entries = try await store.logEntries(of: .tenant(sample.tenant), after: 0, limit: 10)
      try expect(entries.count, equals: 1)
    },
    StoreCheck("a snapshot is stored only while the keys that sealed it are there as they were") {
      store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      let key = personKey(1)
      let mark = KeyMark(generation: 1, wrappedBytes: key.wrappedBytes)
      func commit(_ version: Int) -> SnapshotCommit {
        let plain = sample.commit(version: version)
        return SnapshotCommit(
          person: plain.person, profile: plain.profile, device: plain.device, version: version,
          manifest: plain.manifest, newComponents: plain.newComponents, sealedWith: [mark],
          storedAt: plain.storedAt)
      }
      try await expect(.keyGone) { () async throws(StoreError) in try await store.commit(commit(1))
      }
      _ = try await store.insert(key, for: sample.person, under: tenantKey)
      _ = try await store.commit(commit(1))
      _ = try await store.eraseBackups(of: sample.person, logging: nil)
      // Another key of the same generation is not the one that sealed.
      _ = try await store.insert(personKey(1, "next"), for: sample.person, under: tenantKey)
      try await expect(.keyGone) { () async throws(StoreError) in try await store.commit(commit(1))
      }
      try expect(try await store.profiles(of: sample.person), equals: [])
    },
    StoreCheck("of erasures and commits at once, nothing is left under an erased key") { store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      for round in 0..<5 {
        let key = personKey(1, "round \(round)")
        _ = try await store.insert(key, for: sample.person, under: tenantKey)
        let plain = sample.commit()
        let commit = SnapshotCommit(
          person: plain.person, profile: plain.profile, device: plain.device, version: 1,
          manifest: plain.manifest, newComponents: plain.newComponents,
          sealedWith: [KeyMark(generation: 1, wrappedBytes: key.wrappedBytes)],
          storedAt: plain.storedAt)
        _ = await atOnce(4) { index async throws(StoreError) in
          if index == 2 {
            _ = try await store.eraseBackups(of: sample.person, logging: nil)
          } else {
            _ = try await store.commit(commit)
          }
        }
        let left = try await store.inventory(of: sample.person)
        try expect(left.keys.isEmpty, equals: true, "whether the key is gone")
        try expect(left.components.count + left.profiles.count, equals: 0, "what is left")
      }
    },
    StoreCheck("what was erased can be purged, and the store goes on") { store in
      _ = try await store.purge()
      let sample = Sample()
      _ = try await store.commit(sample.commit())
    },
  ]
}

func personKey(
  _ generation: Int, _ text: String = "key", tenantGeneration: Int = 1
) -> StoredPersonKey {
  StoredPersonKey(
    generation: generation, tenantGeneration: tenantGeneration,
    wrappedBytes: Data("\(text) \(generation)".utf8), madeAt: Sample.time(0), sealsReserved: 10)
}

func makeTenantKey(
  of sample: Sample, generation: Int = 1, in store: any Store
) async throws -> KeyMark {
  let key = try await store.insert(
    WrappedKey(generation: generation, wrappedBytes: Data("tenant key \(generation)".utf8)),
    for: sample.tenant)
  return KeyMark(generation: key.generation, wrappedBytes: key.wrappedBytes)
}
