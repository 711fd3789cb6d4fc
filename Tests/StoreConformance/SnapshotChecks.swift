import Store

extension StoreCheck {
  static let snapshots = [
    StoreCheck("snapshots come newest first, by number") { store in
      let sample = Sample()
      for version in 1...12 { _ = try await store.commit(sample.commit(version: version)) }
      let found = try await store.snapshots(of: profile1, of: sample.person)
      try expect(found.map(\.version), equals: Array((1...12).reversed()))
    },
    StoreCheck("snapshots come in parts, whatever versions are there no more") { store in
      let sample = Sample()
      for version in 1...6 { _ = try await store.commit(sample.commit(version: version)) }
      _ = try await store.delete([4], of: profile1, of: sample.person, logging: nil)
      func versions(before version: Int?, _ limit: Int) async throws -> [Int] {
        try await store.snapshots(of: profile1, of: sample.person, before: version, limit: limit)
          .map(\.version)
      }
      try expect(try await versions(before: nil, 2), equals: [6, 5])
      try expect(try await versions(before: 5, 2), equals: [3, 2])
      try expect(try await versions(before: 4, 9), equals: [3, 2, 1])
      try expect(try await versions(before: 1, 9), equals: [])
      try expect(try await versions(before: nil, 0), equals: [])
      try expect(
        try await store.snapshots(
          of: profile1, of: sample.person("bob"), before: nil, limit: 9), equals: [])
    },
    StoreCheck("a snapshot is found by its version; without one, the newest is") { store in
      let sample = Sample()
      let first = try await store.commit(sample.commit(version: 1))
      let second = try await store.commit(sample.commit(version: 2))
      let person = sample.person
      try expect(try await store.snapshot(version: 1, of: profile1, of: person), equals: first)
      try expect(try await store.snapshot(version: 2, of: profile1, of: person), equals: second)
      try expect(try await store.snapshot(version: nil, of: profile1, of: person), equals: second)
      try expect(try await store.snapshot(version: 3, of: profile1, of: person), equals: nil)
    },
    StoreCheck("a profile that is not there has no snapshots") { store in
      let person = Sample().person
      try expect(try await store.snapshots(of: profile1, of: person), equals: [])
      try expect(try await store.snapshot(version: nil, of: profile1, of: person), equals: nil)
    },
    StoreCheck("a manifest comes back as it was committed, whatever its text") { store in
      let sample = Sample()
      let manifest = Sample.manifest(
        [], deviceName: "DESKTOP \u{0} \"'; DROP TABLE profile; -- \u{1F9F3} Zu\u{0308}rich")
      let commit = SnapshotCommit(
        person: sample.person, profile: profile1, device: device1, version: 1,
        manifest: manifest, newComponents: [], storedAt: Sample.time(0))
      let stored = try await store.commit(commit)
      try expect(stored.manifest, equals: manifest)
      let read = try await store.snapshot(version: 1, of: profile1, of: sample.person)
      try expect(read?.manifest, equals: manifest)
    },
  ]
}
