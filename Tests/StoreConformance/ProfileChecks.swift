import Store

extension StoreCheck {
  static let profiles = [
    StoreCheck("a person has no profile at first") { store in
      let sample = Sample()
      try expect(try await store.profiles(of: sample.person), equals: [])
      try expect(try await store.profile(profile1, of: sample.person), equals: nil)
      try expect(try await store.profile(from: device1, of: sample.person), equals: nil)
    },
    StoreCheck("profiles come the most recently backed up first, equals by their id") { store in
      let sample = Sample()
      for (profile, seconds) in [("b", 10.0), ("c", 30), ("a", 10), ("d", 20)] {
        _ = try await store.commit(
          sample.commit(of: profile, from: "from \(profile)", at: seconds))
      }
      let order = try await store.profiles(of: sample.person).map(\.id.rawValue)
      try expect(order, equals: ["c", "d", "a", "b"])
    },
    StoreCheck("profiles come in parts that put together are all of them, in the same order") {
      store in
      let sample = Sample()
      for (profile, seconds) in [("b", 10.0), ("c", 30), ("a", 10), ("d", 20), ("e", 10)] {
        _ = try await store.commit(
          sample.commit(of: profile, from: "from \(profile)", at: seconds))
      }
      _ = try await store.commit(sample.commit(of: "f", by: sample.person("bob"), at: 15))
      let all = try await store.profiles(of: sample.person)
      for size in 1...6 {
        var found: [StoredProfile] = []
        while true {
          let part = try await store.profiles(
            of: sample.person, after: found.last?.position, limit: size)
          found += part
          guard part.count == size else { break }
        }
        try expect(found, equals: all, "what comes in parts of \(size)")
      }
      // Where one was that is there no more, or has moved to the front.
      let gone = TimedPosition(time: Sample.time(20), id: "gone")
      let rest = try await store.profiles(of: sample.person, after: gone, limit: 9)
      try expect(rest.map(\.id.rawValue), equals: ["a", "b", "e"])
      try expect(try await store.profiles(of: sample.person, after: nil, limit: 0), equals: [])
    },
    StoreCheck("a profile is found by its device") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit(of: "p-1", from: "d-1"))
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2"))
      let found = try await store.profile(from: DeviceID(rawValue: "d-2"), of: sample.person)
      try expect(found?.id, equals: ProfileID(rawValue: "p-2"))
    },
    StoreCheck("a backup without a change moves the time of the last backup, and no version") {
      store in
      let sample = Sample()
      _ = try await store.commit(sample.commit(at: 10))
      try await store.noteBackup(of: profile1, of: sample.person, at: Sample.time(50))
      let profile = try require(try await store.profile(profile1, of: sample.person))
      try expect(profile.lastBackupAt, equals: Sample.time(50))
      try expect(profile.newestVersion, equals: 1)
      try expect(try await store.snapshots(of: profile1, of: sample.person).count, equals: 1)
    },
    StoreCheck("the time of the last backup never goes back") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit(at: 50))
      try await store.noteBackup(of: profile1, of: sample.person, at: Sample.time(10))
      _ = try await store.commit(sample.commit(version: 2, at: 20))
      let profile = try require(try await store.profile(profile1, of: sample.person))
      try expect(profile.lastBackupAt, equals: Sample.time(50))
    },
    StoreCheck("a backup of a profile that is not there is not found") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.noteBackup(
          of: ProfileID(rawValue: "p-2"), of: sample.person, at: Sample.time(0))
      }
      try await expect(.notFound) { () async throws(StoreError) in
        try await store.noteBackup(of: profile1, of: sample.person("bob"), at: Sample.time(0))
      }
    },
  ]
}
