import Store

extension StoreCheck {
  static let retention = [
    StoreCheck("versions are dropped with the components that no other version names") { store in
      let sample = Sample()
      let person = sample.person
      let (kept, gone, newest) = (
        Sample.component("kept"), Sample.component("gone", kind: .apps),
        Sample.component("newest", kind: .startPins)
      )
      _ = try await store.commit(sample.commit(version: 1, components: [kept, gone]))
      _ = try await store.commit(sample.commit(version: 2, components: [gone], held: [gone]))
      _ = try await store.commit(
        sample.commit(version: 3, components: [kept, newest], held: [kept]))
      let digests = [kept, gone, newest].map(\.digest)

      try expect(try await store.drop([1], of: profile1, of: person), equals: 1)
      try expect(
        try await store.heldComponents(among: digests, of: profile1, of: person),
        equals: Set(digests), "what is held after the first")
      try expect(try await store.drop([2], of: profile1, of: person), equals: 1)
      try expect(
        try await store.heldComponents(among: digests, of: profile1, of: person),
        equals: [kept.digest, newest.digest], "what is held after the second")
      try expect(
        try await store.snapshots(of: profile1, of: person).map(\.version), equals: [3])
    },
    StoreCheck("the newest version is never dropped, nor one that is not there") { store in
      let sample = Sample()
      for version in 1...3 { _ = try await store.commit(sample.commit(version: version)) }
      let all = [-1, 0, 1, 2, 3, 4]
      try expect(try await store.drop(all, of: profile1, of: sample.person), equals: 2)
      try expect(try await store.drop(all, of: profile1, of: sample.person), equals: 0)
      try expect(
        try await store.snapshots(of: profile1, of: sample.person).map(\.version), equals: [3])
      try expect(
        try await store.drop([1], of: ProfileID(rawValue: "p-9"), of: sample.person), equals: 0)
    },
    StoreCheck("a version after dropped ones has the next number") { store in
      let sample = Sample()
      for version in 1...2 { _ = try await store.commit(sample.commit(version: version)) }
      _ = try await store.drop([1], of: profile1, of: sample.person)
      let next = try await store.commit(sample.commit(version: 3))
      try expect(next.version, equals: 3)
      try await expect(.versionTaken) { () async throws(StoreError) in
        try await store.commit(sample.commit(version: 1))
      }
    },
    StoreCheck("another person's versions and components stay") { store in
      let sample = Sample()
      for person in [sample.person, sample.person("bob")] {
        for version in 1...2 {
          _ = try await store.commit(sample.commit(version: version, by: person))
        }
      }
      _ = try await store.drop([1], of: profile1, of: sample.person)
      let bob = sample.person("bob")
      try expect(
        try await store.snapshots(of: profile1, of: bob).map(\.version), equals: [2, 1])
      let first = Sample.component("settings 1").digest
      try expect(
        try await store.heldComponents(among: [first], of: profile1, of: bob), equals: [first])
    },
    StoreCheck("a commit that counts on a component either finds it or is told that it is missing")
    {
      store in
      let sample = Sample()
      let shared = Sample.component("shared")
      _ = try await store.commit(sample.commit(version: 1, components: [shared]))
      _ = try await store.commit(sample.commit(version: 2))
      let answers = await atOnce(2) { index async throws(StoreError) -> Int in
        guard index == 0 else {
          return try await store.drop([1], of: profile1, of: sample.person)
        }
        return try await store.commit(
          sample.commit(version: 3, components: [shared], held: [shared])
        ).version
      }
      let held = try await store.heldComponents(
        among: [shared.digest], of: profile1, of: sample.person)
      switch answers.compactMap({ try? $0.get() }).contains(3) {
      case true: try expect(held, equals: [shared.digest], "what the commit counts on")
      case false: try expect(held, equals: [], "what nobody names")
      }
    },
  ]
}
