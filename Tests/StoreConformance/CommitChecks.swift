import Foundation
import Store
import UserEnvironment

extension StoreCheck {
  static let commits = [
    StoreCheck("the first commit makes the profile, as version 1") { store in
      let sample = Sample()
      let commit = sample.commit(at: 5)
      let stored = try await store.commit(commit)
      let expected = StoredSnapshot(
        profile: profile1, version: 1, manifest: commit.manifest, storedAt: Sample.time(5))
      try expect(stored, equals: expected)
      let profile = try await store.profile(profile1, of: sample.person)
      try expect(
        try require(profile),
        equals: StoredProfile(
          id: profile1, device: device1, source: commit.manifest.source, newestVersion: 1,
          lastBackupAt: Sample.time(5)))
    },
    StoreCheck("a later commit is the profile's newest version, and tells of its source") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      let second = SnapshotCommit(
        person: sample.person, profile: profile1, device: device1, version: 2,
        manifest: Sample.manifest([], deviceName: "RENAMED"), newComponents: [],
        storedAt: Sample.time(100))
      _ = try await store.commit(second)
      let profile = try require(try await store.profile(profile1, of: sample.person))
      try expect(profile.newestVersion, equals: 2)
      try expect(profile.source.name, equals: "RENAMED")
      try expect(profile.lastBackupAt, equals: Sample.time(100))
    },
    StoreCheck("a version that is there is taken, and what is there stays") { store in
      let sample = Sample()
      let first = try await store.commit(sample.commit())
      let other = Sample.component("other")
      try await expect(.versionTaken) { () async throws(StoreError) in
        try await store.commit(sample.commit(version: 1, components: [other]))
      }
      try expect(try await store.snapshots(of: profile1, of: sample.person), equals: [first])
      let held = try await store.heldComponents(
        among: [other.digest], of: profile1, of: sample.person)
      try expect(held, equals: [])
    },
    StoreCheck("a version that leaves a gap is refused, and no profile is made") { store in
      let sample = Sample()
      for version in [0, -1, 2] {
        try await expect(.versionTaken) { () async throws(StoreError) in
          try await store.commit(sample.commit(version: version))
        }
      }
      try expect(try await store.profiles(of: sample.person), equals: [])
      _ = try await store.commit(sample.commit())
      try await expect(.versionTaken) { () async throws(StoreError) in
        try await store.commit(sample.commit(version: 3))
      }
    },
    StoreCheck("a person has one profile from a device") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit(of: "p-1", from: "d-1"))
      try await expect(.versionTaken) { () async throws(StoreError) in
        try await store.commit(sample.commit(version: 1, of: "p-2", from: "d-1"))
      }
      try await expect(.versionTaken) { () async throws(StoreError) in
        try await store.commit(sample.commit(version: 2, of: "p-1", from: "d-2"))
      }
      try expect(try await store.profiles(of: sample.person).count, equals: 1)
    },
    StoreCheck("a component that is neither held nor sent is missing, and nothing is stored") {
      store in
      let sample = Sample()
      let (sent, missing) = (Sample.component("sent"), Sample.component("missing"))
      try await expect(.missingComponent) { () async throws(StoreError) in
        try await store.commit(sample.commit(components: [sent, missing], held: [missing]))
      }
      try expect(try await store.profiles(of: sample.person), equals: [])
      let held = try await store.heldComponents(
        among: [sent.digest], of: profile1, of: sample.person)
      try expect(held, equals: [])
    },
    StoreCheck("a component that another person holds is missing all the same") { store in
      let sample = Sample()
      let shared = Sample.component("shared")
      _ = try await store.commit(sample.commit(components: [shared]))
      try await expect(.missingComponent) { () async throws(StoreError) in
        try await store.commit(
          sample.commit(by: sample.person("bob"), components: [shared], held: [shared]))
      }
    },
    StoreCheck("of commits of one version at once exactly one wins, whole") { store in
      let sample = Sample()
      let answers = await atOnce(20) { index async throws(StoreError) in
        try await store.commit(sample.commit(components: [Sample.component("writer \(index)")]))
      }
      let won = try winners(answers)
      try expect(won.count, equals: 1, "the number of winners")
      let stored = try await store.snapshots(of: profile1, of: sample.person)
      try expect(stored, equals: won)
      let digests = (0..<20).map { Sample.component("writer \($0)").digest }
      let held = try await store.heldComponents(among: digests, of: profile1, of: sample.person)
      try expect(held, equals: Set(won.flatMap { $0.manifest.components.map(\.digest) }))
    },
    StoreCheck("of commits of one later version at once exactly one wins, round after round") {
      store in
      let sample = Sample()
      for version in 1...12 {
        let answers = await atOnce(8) { _ async throws(StoreError) in
          try await store.commit(sample.commit(version: version))
        }
        try expect(try winners(answers).count, equals: 1, "the number of winners")
      }
    },
    StoreCheck("of first commits from one device under several profile ids exactly one wins") {
      store in
      let sample = Sample()
      let answers = await atOnce(20) { index async throws(StoreError) in
        try await store.commit(sample.commit(of: "p-\(index)"))
      }
      let won = try winners(answers)
      try expect(won.count, equals: 1, "the number of winners")
      let profiles = try await store.profiles(of: sample.person)
      try expect(profiles.map(\.id), equals: won.map(\.profile))
    },
    StoreCheck("commits of many people at once are all stored") { store in
      let sample = Sample()
      let answers = await atOnce(60) { index async throws(StoreError) in
        try await store.commit(sample.commit(by: sample.person("person \(index)")))
      }
      for answer in answers { _ = try answer.get() }
      for index in 0..<60 {
        let stored = try await store.snapshots(of: profile1, of: sample.person("person \(index)"))
        try expect(stored.count, equals: 1, "the number of snapshots of person \(index)")
      }
    },
    StoreCheck("a writer that tries again with the next version loses nothing") { store in
      let sample = Sample()
      let answers = await atOnce(8) { _ async throws(StoreError) in
        try await commitAtNextVersion(store, sample)
      }
      for answer in answers { _ = try answer.get() }
      let stored = try await store.snapshots(of: profile1, of: sample.person)
      try expect(stored.map(\.version), equals: Array((1...8).reversed()))
    },
    StoreCheck("times are kept to the millisecond") { store in
      let sample = Sample()
      let stored = try await store.commit(sample.commit(at: 0.123))
      let read = try require(try await store.snapshot(version: 1, of: profile1, of: sample.person))
      try expect(read, equals: stored)
      let seconds = read.storedAt.timeIntervalSince(Sample.time(0.123))
      try expect(abs(seconds) < 0.0005, equals: true, "the time")
    },
  ]
}

/// The snapshots of those that were stored; the others must have found their version taken.
private func winners(
  _ answers: [Result<StoredSnapshot, StoreError>]
) throws(BrokenPromise) -> [StoredSnapshot] {
  var won: [StoredSnapshot] = []
  for answer in answers {
    switch answer {
    case .success(let snapshot): won.append(snapshot)
    case .failure(let error): try expect(error.code, equals: .versionTaken)
    }
  }
  return won
}

private func commitAtNextVersion(
  _ store: any Store, _ sample: Sample
) async throws(StoreError) -> StoredSnapshot {
  while true {
    let newest = try await store.snapshot(version: nil, of: profile1, of: sample.person)
    do {
      return try await store.commit(sample.commit(version: (newest?.version ?? 0) + 1))
    } catch {
      guard error.code == .versionTaken else { throw error }
    }
  }
}
