import Foundation
import Store

extension StoreCheck {
  static let signIns = [
    StoreCheck("a device's last statement of a person is kept, byte for byte") { store in
      let sample = Sample()
      try expect(try await store.lastSignIn(of: sample.person, on: device1), equals: nil)
      for (text, seconds) in [("{\"first\": 1}", 1.0), ("not even JSON \u{0}", 2)] {
        let signIn = StoredSignIn(
          person: sample.person, device: device1, statement: Data(text.utf8),
          at: Sample.time(seconds))
        try await store.noteSignIn(signIn)
        try expect(try await store.lastSignIn(of: sample.person, on: device1), equals: signIn)
      }
    },
    StoreCheck("the statement that came last is kept, though a clock ran ahead before") { store in
      let sample = Sample()
      let ahead = StoredSignIn(
        person: sample.person, device: device1, statement: Data("ahead".utf8), at: Sample.time(9))
      let last = StoredSignIn(
        person: sample.person, device: device1, statement: Data("last".utf8), at: Sample.time(1))
      try await store.noteSignIn(ahead)
      try await store.noteSignIn(last)
      try expect(try await store.lastSignIn(of: sample.person, on: device1), equals: last)
    },
    StoreCheck("statements of other devices and people are kept apart") { store in
      let sample = Sample()
      let device2 = DeviceID(rawValue: "d-2")
      for (person, device) in [
        (sample.person, device1), (sample.person, device2), (sample.person("bob"), device1),
      ] {
        try await store.noteSignIn(
          StoredSignIn(
            person: person, device: device,
            statement: Data("\(person.subject) on \(device.rawValue)".utf8), at: Sample.time(0)))
      }
      let found = try await store.lastSignIn(of: sample.person, on: device2)
      try expect(found?.statement, equals: Data("ada on d-2".utf8))
      let other = try await store.lastSignIn(of: sample.person("bob"), on: device2)
      try expect(other, equals: nil)
    },
  ]

  static let people = [
    StoreCheck("a new tenant has no people") { store in
      try expect(
        try await store.people(of: Sample().tenant, after: nil, limit: 10), equals: [])
    },
    StoreCheck("people are those with a profile or an offer, each with its summary") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit(of: "p-1", from: "d-1", at: 10))
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2", at: 30))
      _ = try await store.open(sample.offer("o-1", enrollment: "e-1", at: 40))
      let newest = try await store.open(sample.offer("o-2", enrollment: "e-2", at: 50))
      let bob = sample.person("bob")
      let missed = try await store.open(sample.offer("o-1", to: bob, at: 5, outcome: .missed))
      let cleo = sample.person("cleo")
      _ = try await store.commit(sample.commit(by: cleo, at: 20))
      try expect(
        try await store.people(of: sample.tenant, after: nil, limit: 10),
        equals: [
          PersonSummary(
            subject: "ada", profileCount: 2, lastBackupAt: Sample.time(30), lastOffer: newest),
          PersonSummary(subject: "bob", profileCount: 0, lastBackupAt: nil, lastOffer: missed),
          PersonSummary(
            subject: "cleo", profileCount: 1, lastBackupAt: Sample.time(20), lastOffer: nil),
        ])
    },
    StoreCheck("people are ordered by the bytes of their subject") { store in
      let sample = Sample()
      for subject in ["b", "a", "B", "\u{E9}", "a b", "aa", "10", "9"] {
        _ = try await store.commit(sample.commit(by: sample.person(subject)))
      }
      let order = try await store.people(of: sample.tenant, after: nil, limit: 100)
      try expect(
        order.map(\.subject), equals: ["10", "9", "B", "a", "a b", "aa", "b", "\u{E9}"])
    },
    StoreCheck("pages of people follow each other without a gap") { store in
      let sample = Sample()
      let subjects = (10..<35).map { "person \($0)" }
      for (index, subject) in subjects.enumerated() {
        if index.isMultiple(of: 2) {
          _ = try await store.commit(sample.commit(by: sample.person(subject)))
        }
        if index.isMultiple(of: 3) || !index.isMultiple(of: 2) {
          _ = try await store.open(sample.offer("o-1", to: sample.person(subject)))
        }
      }
      var found: [String] = []
      var page = try await store.people(of: sample.tenant, after: nil, limit: 7)
      while let last = page.last {
        try expect(page.count <= 7, equals: true, "whether the page keeps to its limit")
        found += page.map(\.subject)
        page = try await store.people(of: sample.tenant, after: last.subject, limit: 7)
      }
      try expect(found, equals: subjects)
    },
    StoreCheck("a page begins after a subject that is not there, too") { store in
      let sample = Sample()
      for subject in ["ada", "cleo"] {
        _ = try await store.commit(sample.commit(by: sample.person(subject)))
      }
      let page = try await store.people(of: sample.tenant, after: "bob", limit: 10)
      try expect(page.map(\.subject), equals: ["cleo"])
    },
    StoreCheck("a page of nobody is empty") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      for limit in [0, -1] {
        try expect(
          try await store.people(of: sample.tenant, after: nil, limit: limit), equals: [])
      }
    },
  ]
}
