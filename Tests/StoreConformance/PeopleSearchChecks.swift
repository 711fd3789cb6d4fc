import Foundation
import Store

extension StoreCheck {
  static let peopleSearches = [
    StoreCheck("who only ever signed in is one of the people, too") { store in
      let sample = Sample()
      try await store.noteSignIn(sample.signIn(of: "bob"))
      try await store.noteSignIn(sample.signIn(of: "bob", on: "d-2"))
      try expect(
        try await store.people(of: sample.tenant, after: nil, limit: 10),
        equals: [PersonSummary(subject: "bob", profileCount: 0, lastBackupAt: nil, lastOffer: nil)])
    },
    StoreCheck("people are found by what their subject begins with") { store in
      let sample = Sample()
      for subject in ["ada", "adam", "Ada", "bob", "ad", "a%", "ad\u{E9}"] {
        _ = try await store.commit(sample.commit(by: sample.person(subject)))
      }
      try await store.noteSignIn(sample.signIn(of: "adar"))
      func found(_ prefix: String, after: String? = nil, limit: Int = 10) async throws -> [String] {
        try await store.people(
          of: sample.tenant, matching: PersonFilter(subjectPrefix: prefix), after: after,
          limit: limit
        ).map(\.subject)
      }
      try expect(try await found("ada"), equals: ["ada", "adam", "adar"])
      try expect(try await found("ad", after: "ada", limit: 2), equals: ["adam", "adar"])
      try expect(try await found("ad", after: "adar"), equals: ["ad\u{E9}"])
      try expect(try await found("a%"), equals: ["a%"])
      try expect(try await found("x"), equals: [])
    },
    StoreCheck("people without a backup, or without a fresh one, are found") { store in
      let sample = Sample()
      for (subject, times) in [("ada", [10.0, 90]), ("bob", [10]), ("cleo", [20, 30])] {
        for (number, time) in times.enumerated() {
          _ = try await store.commit(
            sample.commit(
              of: "p-\(number)", from: "d-\(number)", by: sample.person(subject), at: time))
        }
      }
      _ = try await store.open(sample.offer("o-1", to: sample.person("dora")))
      _ = try await store.open(sample.offer("o-1", to: sample.person("bob")))
      for subject in ["ada", "bob", "eve"] {
        try await store.noteSignIn(sample.signIn(of: subject))
      }
      func found(
        _ backup: PersonFilter.Backup, after: String? = nil, limit: Int = 10
      ) async throws -> [String] {
        try await store.people(
          of: sample.tenant, matching: PersonFilter(backup: backup), after: after, limit: limit
        ).map(\.subject)
      }
      try expect(try await found(.none), equals: ["dora", "eve"])
      try expect(
        try await found(.noneSince(Sample.time(30))), equals: ["bob", "dora", "eve"])
      try expect(
        try await found(.noneSince(Sample.time(31))), equals: ["bob", "cleo", "dora", "eve"])
      try expect(
        try await found(.noneSince(Sample.time(31)), after: "bob", limit: 2),
        equals: ["cleo", "dora"])
    },
    StoreCheck("profiles are found by the beginning of an id, or a part of the device's name") {
      store in
      let sample = Sample()
      let names = [
        ("ada", "p-1", "d-1", "LAPTOP-Zürich"), ("ada", "p-2", "d-2", "desktop-4F2"),
        ("bob", "q-1", "e-1", "DESKTOP-77"), ("cleo", "q-2", "e-2", "100%_x"),
      ]
      for (subject, profile, device, name) in names {
        _ = try await store.commit(
          sample.commit(
            of: profile, from: device, by: sample.person(subject), deviceName: name))
      }
      _ = try await store.commit(Sample().commit(of: "p-1", from: "d-1", deviceName: "DESKTOP-1"))
      func found(
        _ text: String, after: PersonRecordPosition? = nil, limit: Int = 10
      ) async throws -> [String] {
        try await store.profiles(
          of: sample.tenant, matching: text, after: after, limit: limit
        ).map { "\($0.subject) \($0.profile.id.rawValue) \($0.profile.source.name)" }
      }
      try expect(
        try await found("Desktop"), equals: ["ada p-2 desktop-4F2", "bob q-1 DESKTOP-77"])
      // Bob's by the name alone.
      try expect(
        try await found("p-"),
        equals: ["ada p-1 LAPTOP-Zürich", "ada p-2 desktop-4F2", "bob q-1 DESKTOP-77"])
      try expect(try await found("e-2"), equals: ["cleo q-2 100%_x"])
      try expect(try await found("%_"), equals: ["cleo q-2 100%_x"])
      try expect(try await found("Zürich"), equals: ["ada p-1 LAPTOP-Zürich"])
      try expect(
        try await found("", after: PersonRecordPosition(subject: "ada", id: "p-1"), limit: 2),
        equals: ["ada p-2 desktop-4F2", "bob q-1 DESKTOP-77"])
      try expect(try await found("nothing"), equals: [])
    },
  ]
}
