import Foundation
import RestoreRules
import Store
import UserEnvironment

extension StoreCheck {
  static let deletions = [
    StoreCheck("a version that is deleted is gone, and the others stay") { store in
      let sample = Sample()
      for version in 1...3 { _ = try await store.commit(sample.commit(version: version)) }
      let deleted = try await store.delete([2], of: profile1, of: sample.person, logging: nil)
      try expect(
        deleted,
        equals: DeletedContent(
          versionCount: 1, componentCount: 1, byteCount: "sealed settings 2".utf8.count))
      try expect(try await versions(in: store, sample), equals: [3, 1])
      let gone = try await store.snapshot(version: 2, of: profile1, of: sample.person)
      try expect(gone, equals: nil)
      let profile = try require(try await store.profile(profile1, of: sample.person))
      try expect(profile.newestVersion, equals: 3)
    },
    StoreCheck("a component goes with the last version that names it, and not before") { store in
      let sample = Sample()
      let (shared, own) = (Sample.component("shared"), Sample.component("own"))
      _ = try await store.commit(sample.commit(components: [shared, own]))
      _ = try await store.commit(sample.commit(version: 2, components: [shared], held: [shared]))
      _ = try await store.commit(sample.commit(version: 3))
      _ = try await store.delete([1], of: profile1, of: sample.person, logging: nil)
      let kept = try await store.sealedComponent(shared.digest, of: profile1, of: sample.person)
      // As it was sealed: bound to the version that brought it, though that is gone.
      try expect(try require(kept), equals: shared)
      try expect(
        try await store.sealedComponent(own.digest, of: profile1, of: sample.person), equals: nil)
      let last = try await store.delete([2], of: profile1, of: sample.person, logging: nil)
      try expect(last.componentCount, equals: 1)
      try expect(
        try await store.sealedComponent(shared.digest, of: profile1, of: sample.person),
        equals: nil)
    },
    StoreCheck("another profile's component of the same digest stays") { store in
      let sample = Sample()
      let same = Sample.component("same")
      _ = try await store.commit(sample.commit(components: [same]))
      _ = try await store.commit(sample.commit(version: 2))
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2", components: [same]))
      _ = try await store.delete([1], of: profile1, of: sample.person, logging: nil)
      let kept = try await store.sealedComponent(
        same.digest, of: ProfileID(rawValue: "p-2"), of: sample.person)
      try expect(kept, equals: same)
    },
    StoreCheck("when the newest version is deleted, the one before it is the newest") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      _ = try await store.commit(
        SnapshotCommit(
          person: sample.person, profile: profile1, device: device1, version: 2,
          manifest: Sample.manifest([], deviceName: "RENAMED"), newComponents: [],
          storedAt: Sample.time(10)))
      _ = try await store.delete([2], of: profile1, of: sample.person, logging: nil)
      let profile = try require(try await store.profile(profile1, of: sample.person))
      try expect(profile.newestVersion, equals: 1)
      try expect(profile.highestVersion, equals: 2)
      try expect(profile.source.name, equals: "DESKTOP-4F2")
      try expect(profile.lastBackupAt, equals: Sample.time(10))
      let newest = try await store.snapshot(version: nil, of: profile1, of: sample.person)
      try expect(newest?.version, equals: 1)
    },
    StoreCheck("the number of a deleted version is never given again") { store in
      let sample = Sample()
      for version in 1...3 { _ = try await store.commit(sample.commit(version: version)) }
      _ = try await store.delete([2, 3], of: profile1, of: sample.person, logging: nil)
      for version in [2, 3] {
        try await expect(.versionTaken) { () async throws(StoreError) in
          try await store.commit(sample.commit(version: version))
        }
      }
      _ = try await store.commit(sample.commit(version: 4))
      try expect(try await versions(in: store, sample), equals: [4, 1])
    },
    StoreCheck("a deleted version's component can be stored anew by a later version") { store in
      let sample = Sample()
      let first = Sample.component("again")
      _ = try await store.commit(sample.commit(components: [first]))
      _ = try await store.commit(sample.commit(version: 2))
      _ = try await store.delete([1], of: profile1, of: sample.person, logging: nil)
      try await expect(.missingComponent) { () async throws(StoreError) in
        try await store.commit(sample.commit(version: 3, components: [first], held: [first]))
      }
      let again = Sample.component("again", version: 3)
      _ = try await store.commit(sample.commit(version: 3, components: [again]))
      try expect(
        try await store.sealedComponent(again.digest, of: profile1, of: sample.person),
        equals: again)
    },
    StoreCheck("a profile's only version is not deleted, and neither are all of several") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      try await expect(.onlyVersion) { () async throws(StoreError) in
        try await store.delete([1], of: profile1, of: sample.person, logging: nil)
      }
      _ = try await store.commit(sample.commit(version: 2))
      try await expect(.onlyVersion) { () async throws(StoreError) in
        try await store.delete([1, 2], of: profile1, of: sample.person, logging: nil)
      }
      try expect(try await versions(in: store, sample), equals: [2, 1])
      for version in 1...2 {
        let digest = Sample.component("settings \(version)").digest
        let found = try await store.sealedComponent(digest, of: profile1, of: sample.person)
        try expect(found != nil, equals: true, "whether version \(version) is whole")
      }
    },
    StoreCheck("what is not there cannot be deleted, whosever it is") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      _ = try await store.commit(sample.commit(version: 2))
      let other = Sample().person(sample.person.subject)
      for person in [other, sample.person("bob")] {
        try await expect(.notFound) { () async throws(StoreError) in
          try await store.delete([1], of: profile1, of: person, logging: nil)
        }
        try await expect(.notFound) { () async throws(StoreError) in
          try await store.delete(profile1, of: person, upTo: nil, logging: nil)
        }
      }
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.delete([7], of: profile1, of: sample.person, logging: nil)
      }
      try expect(try await versions(in: store, sample), equals: [2, 1])
    },
    StoreCheck("of versions that are there and versions that are not, the former are deleted") {
      store in
      let sample = Sample()
      for version in 1...3 { _ = try await store.commit(sample.commit(version: version)) }
      let deleted = try await store.delete(
        [1, 9], of: profile1, of: sample.person, logging: nil)
      try expect(deleted.versionCount, equals: 1)
    },
    StoreCheck("a deleted profile is gone whole; the device's next commit makes a new one") {
      store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      _ = try await store.commit(sample.commit(version: 2))
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2"))
      let deleted = try await store.delete(profile1, of: sample.person, upTo: nil, logging: nil)
      try expect(deleted.profileCount, equals: 1)
      try expect(deleted.versionCount, equals: 2)
      try expect(deleted.componentCount, equals: 2)
      try expect(try await store.profiles(of: sample.person).map(\.id.rawValue), equals: ["p-2"])
      try expect(try await versions(in: store, sample), equals: [])
      let digest = Sample.component("settings 1").digest
      try expect(
        try await store.heldComponents(among: [digest], of: profile1, of: sample.person),
        equals: [])
      _ = try await store.commit(sample.commit(of: "p-3", from: "d-1"))
    },
    StoreCheck("a profile that has grown is not deleted by one who has not seen that") { store in
      let sample = Sample()
      for version in 1...2 { _ = try await store.commit(sample.commit(version: version)) }
      _ = try await store.delete([2], of: profile1, of: sample.person, logging: nil)
      try await expect(.versionTaken) { () async throws(StoreError) in
        try await store.delete(profile1, of: sample.person, upTo: 1, logging: nil)
      }
      try expect(try await versions(in: store, sample), equals: [1])
      _ = try await store.delete(profile1, of: sample.person, upTo: 2, logging: nil)
      try expect(try await store.profiles(of: sample.person), equals: [])
    },
    StoreCheck("all sign-ins and all records of a person are listed, and nobody else's") { store in
      let sample = Sample()
      let bob = sample.person("bob")
      for (person, devices) in [(sample.person, ["d-2", "d-1"]), (bob, ["d-3"])] {
        for device in devices {
          try await store.noteSignIn(
            StoredSignIn(
              person: person, device: DeviceID(rawValue: device), statement: Data(device.utf8),
              at: Sample.time(1)))
          for kind in ["b", "a"] {
            _ = try await store.apply(
              [
                .put(
                  RecordKey(
                    owner: .person(person), kind: RecordKind(rawValue: kind), id: device),
                  content: Data(device.utf8), labels: [], expiresAt: nil, if: .absent)
              ], at: Sample.time(0), logging: nil)
          }
        }
      }
      try expect(
        try await store.signIns(of: sample.person).map(\.device.rawValue), equals: ["d-1", "d-2"])
      var found: [String] = []
      var last: RecordKey?
      while let record = try await store.records(of: sample.person, after: last, limit: 1).first {
        found.append(record.key.kind.rawValue + " " + record.key.id)
        last = record.key
      }
      try expect(found, equals: ["a d-1", "a d-2", "b d-1", "b d-2"])
    },
    StoreCheck("of a deleted person nothing is left, and everybody else stays") { store in
      let sample = Sample()
      let people = [sample.person, sample.person("ada2"), Sample().person("ada")]
      let record = RecordKind(rawValue: "note")
      for person in people {
        _ = try await store.commit(sample.commit(by: person))
        _ = try await store.open(sample.offer("o-1", to: person, outcome: .skipped))
        try await store.noteSignIn(
          StoredSignIn(
            person: person, device: device1, statement: Data("said".utf8), at: Sample.time(0)))
        _ = try await store.apply(
          [
            .put(
              RecordKey(owner: .person(person), kind: record, id: "n-1"), content: Data("{}".utf8),
              labels: [RecordLabel("device", "d-1")], expiresAt: nil, if: .absent)
          ], at: Sample.time(0), logging: nil)
      }
      let deleted = try await store.delete(sample.person, logging: nil)
      try expect(
        deleted,
        equals: DeletedContent(
          profileCount: 1, versionCount: 1, componentCount: 1,
          byteCount: "sealed settings 1".utf8.count, offerCount: 1))
      for (index, person) in people.enumerated() {
        let count = index == 0 ? 0 : 1
        try expect(try await store.profiles(of: person).count, equals: count)
        try expect(try await store.snapshots(of: profile1, of: person).count, equals: count)
        try expect(try await store.offers(of: person).count, equals: count)
        let signIn = try await store.lastSignIn(of: person, on: device1)
        try expect(signIn == nil, equals: index == 0)
        let records = try await store.records(
          record, of: .person(person), labelled: RecordLabel("device", "d-1"), after: nil, limit: 9)
        try expect(records.count, equals: count)
        let people = try await store.people(of: person.tenant, after: nil, limit: 9)
        try expect(people.contains { $0.subject == person.subject }, equals: index != 0)
      }
      // Whom there is nothing of can be deleted: that is what was wanted.
      try expect(try await store.delete(sample.person, logging: nil), equals: DeletedContent())
    },
    StoreCheck("a deletion and its entry in the log are stored together, or neither") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      _ = try await store.commit(sample.commit(version: 2))
      let log = LogOwner.tenant(sample.tenant)
      let entry = LogAppend(to: log) { newest in
        LogEntry(
          sequence: (newest?.sequence ?? 0) + 1, at: Sample.time(0), content: Data("gone".utf8),
          hash: Digest(of: Data("gone".utf8)))
      }
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.delete([9], of: profile1, of: sample.person, logging: entry)
      }
      try await expect(.onlyVersion) { () async throws(StoreError) in
        try await store.delete([1, 2], of: profile1, of: sample.person, logging: entry)
      }
      try expect(try await store.newestLogEntry(of: log), equals: nil)
      _ = try await store.delete([1], of: profile1, of: sample.person, logging: entry)
      _ = try await store.delete(profile1, of: sample.person, upTo: nil, logging: entry)
      _ = try await store.delete(sample.person, logging: entry)
      try expect(
        try await store.logEntries(of: log, after: 0, limit: 9).map(\.sequence), equals: [1, 2, 3])
    },
    StoreCheck("a profile can be given to a device that the person has no profile from") { store in
      let sample = Sample()
      let device2 = DeviceID(rawValue: "d-2")
      _ = try await store.commit(sample.commit())
      for _ in 0..<2 { try await store.assign(profile1, of: sample.person, to: device2) }
      try expect(try await store.profile(from: device1, of: sample.person), equals: nil)
      let found = try await store.profile(from: device2, of: sample.person)
      try expect(found?.id, equals: profile1)
      _ = try await store.commit(sample.commit(version: 2, of: "p-1", from: "d-2"))
    },
    StoreCheck("a profile is not given to a device that the person has another one from") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit(of: "p-1", from: "d-1"))
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2"))
      try await expect(.conflict) { () async throws(StoreError) in
        try await store.assign(profile1, of: sample.person, to: DeviceID(rawValue: "d-2"))
      }
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.assign(
          ProfileID(rawValue: "p-3"), of: sample.person, to: DeviceID(rawValue: "d-3"))
      }
      try expect(try await store.profile(from: device1, of: sample.person)?.id, equals: profile1)
    },
    StoreCheck("deletions and commits at once leave every version whole") { store in
      let sample = Sample()
      let shared = Sample.component("shared")
      _ = try await store.commit(sample.commit(components: [shared]))
      let answers = await atOnce(12) { index async throws(StoreError) in
        if index.isMultiple(of: 2) {
          while true {
            let known = try await store.profile(profile1, of: sample.person)
            let next = (known?.highestVersion ?? 0) + 1
            do throws(StoreError) {
              _ = try await store.commit(
                sample.commit(version: next, components: [shared], held: [shared]))
              return
            } catch {
              guard error.code == .versionTaken else { throw error }
            }
          }
        } else {
          do throws(StoreError) {
            _ = try await store.delete([index, 1], of: profile1, of: sample.person, logging: nil)
          } catch {
            guard error.code == .notFound || error.code == .onlyVersion else { throw error }
          }
        }
      }
      for answer in answers { try answer.get() }
      let profile = try require(try await store.profile(profile1, of: sample.person))
      try expect(profile.highestVersion, equals: 7)
      for snapshot in try await store.snapshots(of: profile1, of: sample.person) {
        let digests = snapshot.manifest.components.map(\.digest)
        let held = try await store.heldComponents(
          among: digests, of: profile1, of: sample.person)
        try expect(held, equals: Set(digests), "what version \(snapshot.version) needs")
      }
    },
  ]
}

private func versions(in store: any Store, _ sample: Sample) async throws -> [Int] {
  try await store.snapshots(of: profile1, of: sample.person).map(\.version)
}
