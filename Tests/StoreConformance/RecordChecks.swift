import Foundation
import Store

extension StoreCheck {
  static let records = [
    StoreCheck("a record is kept with its labels, times and any bytes, in revision 1") { store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      let written = try await store.apply(
        [
          .put(
            key("a", tenant), content: Data(0...255), labels: [device1Label, colorLabel],
            expiresAt: Sample.time(60), if: .absent)
        ], at: Sample.time(1), logging: nil)
      let expected = StoredRecord(
        key: key("a", tenant), revision: 1, labels: [device1Label, colorLabel],
        content: Data(0...255), changedAt: Sample.time(1), expiresAt: Sample.time(60))
      try expect(written, equals: [expected])
      try expect(try await store.record(key("a", tenant)), equals: expected)
      try expect(try await store.record(key("b", tenant)), equals: nil)
    },
    StoreCheck("each change raises the revision, and replaces content, labels and expiry") {
      store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      try await put(store, "a", tenant, "one", [device1Label])
      try await put(store, "a", tenant, "two", [colorLabel], if: .revision(1), at: 2)
      try await put(store, "a", tenant, "three", [colorLabel], at: 3)
      let record = try require(try await store.record(key("a", tenant)))
      try expect(record.revision, equals: 3)
      try expect(record.content, equals: Data("three".utf8))
      try expect(record.changedAt, equals: Sample.time(3))
      try expect(try await ids(store, tenant, labelled: device1Label), equals: [])
      try expect(try await ids(store, tenant, labelled: colorLabel), equals: ["a"])
    },
    StoreCheck("a change whose condition does not hold is a conflict, and changes nothing") {
      store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      try await put(store, "a", tenant, "one")
      let changes: [RecordChange] = [
        change("a", tenant, "other", if: .absent), change("a", tenant, "other", if: .revision(2)),
        change("b", tenant, "other", if: .revision(1)), .remove(key("a", tenant), if: .absent),
        .remove(key("a", tenant), if: .revision(2)), .remove(key("b", tenant), if: .revision(1)),
      ]
      for change in changes {
        try await expect(.conflict) { () async throws(StoreError) in
          try await store.apply([change], at: Sample.time(2), logging: nil)
        }
      }
      try expect(
        try await store.record(key("a", tenant))?.content, equals: Data("one".utf8))
      try expect(try await ids(store, tenant), equals: ["a"])
    },
    StoreCheck("changes are made all or none, with the log entry") { store in
      let sample = Sample()
      let tenant = RecordOwner.tenant(sample.tenant)
      try await put(store, "a", tenant, "one")
      try await expect(.conflict) { () async throws(StoreError) in
        try await store.apply(
          [change("b", tenant, "two"), change("a", tenant, "two", if: .revision(7))],
          at: Sample.time(2), logging: logAppend(to: sample.tenant))
      }
      try expect(try await ids(store, tenant), equals: ["a"])
      try expect(
        try await store.newestLogEntry(of: .tenant(sample.tenant)), equals: nil)
      let written = try await store.apply(
        [
          change("c", tenant, "three"), .remove(key("a", tenant), if: .revision(1)),
          change("b", tenant, "two"),
        ], at: Sample.time(2), logging: logAppend(to: sample.tenant))
      try expect(written.map(\.key.id), equals: ["c", "b"])
      try expect(try await ids(store, tenant), equals: ["b", "c"])
      try expect(
        try await store.newestLogEntry(of: .tenant(sample.tenant))?.sequence, equals: 1)
    },
    StoreCheck("a record that was removed is not found by its labels, and begins anew") { store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      try await put(store, "a", tenant, "one", [colorLabel])
      try await put(store, "a", tenant, "two", [colorLabel])
      _ = try await store.apply(
        [.remove(key("a", tenant), if: .anything), .remove(key("b", tenant), if: .anything)],
        at: Sample.time(2), logging: nil)
      try expect(try await ids(store, tenant, labelled: colorLabel), equals: [])
      try await put(store, "a", tenant, "three", if: .absent)
      try expect(try await store.record(key("a", tenant))?.revision, equals: 1)
    },
    StoreCheck("of records that are made at once under one name one wins") { store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      let answers = await atOnce(16) { index async throws(StoreError) in
        try await store.apply(
          [change("a", tenant, "\(index)", if: .absent)], at: Sample.time(1), logging: nil)
      }
      let won = answers.compactMap { try? $0.get() }
      try expect(won.count, equals: 1, "the number of winners")
      try expect(won.first?.first, equals: try await store.record(key("a", tenant)))
    },
    StoreCheck("of changes that are made at once to one revision one wins") { store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      try await put(store, "a", tenant, "one")
      let answers = await atOnce(16) { index async throws(StoreError) in
        try await store.apply(
          [change("a", tenant, "\(index)", if: .revision(1))], at: Sample.time(1), logging: nil)
      }
      try expect(answers.count { (try? $0.get()) != nil }, equals: 1, "the number of winners")
      try expect(try await store.record(key("a", tenant))?.revision, equals: 2)
    },
    StoreCheck("lists come in the order of the ids' bytes, in pages, with a label or without") {
      store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      for id in ["b", "\u{E9}", "a", "B", "c"] {
        try await put(store, id, tenant, id, id == "B" ? [] : [colorLabel])
      }
      try expect(try await ids(store, tenant), equals: ["B", "a", "b", "c", "\u{E9}"])
      try expect(try await ids(store, tenant, after: "a", limit: 2), equals: ["b", "c"])
      try expect(
        try await ids(store, tenant, labelled: colorLabel, after: "a", limit: 2),
        equals: ["b", "c"])
      try expect(try await ids(store, tenant, limit: 0), equals: [])
    },
    StoreCheck("owners, kinds and labels keep records apart") { store in
      let sample = Sample()
      let owners: [RecordOwner] = [
        .tenant(sample.tenant), .tenant(Sample().tenant), .person(sample.person),
        .person(sample.person("bob")), .person(sample.person("Ada")),
      ]
      for (index, owner) in owners.enumerated() {
        try await put(store, "a", owner, "\(index)", [RecordLabel("device", "\(index)")])
      }
      for (index, owner) in owners.enumerated() {
        try expect(
          try await store.record(key("a", owner))?.content, equals: Data("\(index)".utf8))
        try expect(
          try await ids(store, owner, labelled: RecordLabel("device", "\(index)")),
          equals: ["a"])
        try expect(
          try await ids(store, owner, labelled: RecordLabel("device", "9")), equals: [])
      }
      let other = RecordKey(
        owner: owners[0], kind: RecordKind(rawValue: "other"), id: "a")
      try expect(try await store.record(other), equals: nil)
    },
    StoreCheck("people's records come by subject and id, from one tenant only") { store in
      let sample = Sample()
      for (subject, id) in [("bob", "1"), ("ada", "2"), ("ada", "1"), ("bob", "2")] {
        try await put(
          store, id, .person(sample.person(subject)), "x", id == "1" ? [colorLabel] : [])
        try await put(store, id, .person(Sample().person(subject)), "x", [colorLabel])
      }
      try await put(store, "1", .tenant(sample.tenant), "x", [colorLabel])
      func found(
        _ label: RecordLabel?, after: PersonRecordPosition? = nil, limit: Int = 9
      ) async throws -> [String] {
        try await store.peoplesRecords(
          sampleKind, of: sample.tenant, labelled: label, after: after, limit: limit
        ).map { record in
          guard case .person(let person) = record.key.owner else { return "nobody" }
          return person.subject + " " + record.key.id
        }
      }
      try expect(try await found(nil), equals: ["ada 1", "ada 2", "bob 1", "bob 2"])
      try expect(
        try await found(nil, after: PersonRecordPosition(subject: "ada", id: "1"), limit: 2),
        equals: ["ada 2", "bob 1"])
      try expect(try await found(colorLabel), equals: ["ada 1", "bob 1"])
      try expect(
        try await found(colorLabel, after: PersonRecordPosition(subject: "ada", id: "1")),
        equals: ["bob 1"])
    },
    StoreCheck("records of the installation are nobody else's") { store in
      let id = "i-" + Sample().tenant.rawValue
      try await put(store, id, .installation, "x")
      try expect(
        try await store.record(key(id, .installation))?.content, equals: Data("x".utf8))
      try expect(try await store.record(key(id, .tenant(Sample().tenant))), equals: nil)
    },
    StoreCheck("what expired is removed, the oldest first, and nothing else") { store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      // Far in the past, so that the checks of others in the same store do not expire with it.
      for (id, seconds) in [("b", 2.0), ("a", 1), ("c", 3)] {
        _ = try await store.apply(
          [
            .put(
              key(id, tenant), content: Data(), labels: [colorLabel],
              expiresAt: Date(timeIntervalSince1970: seconds), if: .absent)
          ], at: Sample.time(1), logging: nil)
      }
      try await put(store, "d", tenant, "for ever", [colorLabel])
      _ = try await store.removeExpired(before: Date(timeIntervalSince1970: 3), limit: 1)
      try expect(try await ids(store, tenant), equals: ["b", "c", "d"])
      _ = try await store.removeExpired(before: Date(timeIntervalSince1970: 3), limit: 100)
      try expect(try await ids(store, tenant), equals: ["c", "d"])
      try expect(try await ids(store, tenant, labelled: colorLabel), equals: ["c", "d"])
    },
    StoreCheck("a record's names and labels must be names that a store keeps") { store in
      let tenant = RecordOwner.tenant(Sample().tenant)
      for change in [
        change("", tenant, "x"), change("a\u{0}", tenant, "x"),
        change("a", .tenant(TenantID(rawValue: "")), "x"),
        change("a", tenant, "x", [RecordLabel("device", "")]),
      ] {
        try await expect(.invalidName) { () async throws(StoreError) in
          try await store.apply([change], at: Sample.time(1), logging: nil)
        }
      }
    },
    StoreCheck("labelled records are counted and skipped through, within their owner and kind") {
      store in
      let sample = Sample()
      let tenant = RecordOwner.tenant(sample.tenant)
      let person = RecordOwner.person(PersonID(tenant: sample.tenant, subject: "ada"))
      for id in ["c", "a", "d", "b"] { try await put(store, id, tenant, "x", [colorLabel]) }
      try await put(store, "e", tenant, "x", [device1Label])
      try await put(store, "f", person, "x", [colorLabel])
      try await put(store, "d", tenant, "y", [device1Label])
      try expect(
        try await store.recordCount(sampleKind, of: tenant, labelled: colorLabel), equals: 3)
      try expect(
        try await store.recordCount(sampleKind, of: person, labelled: colorLabel), equals: 1)
      try expect(
        try await store.recordCount(
          RecordKind(rawValue: "another"), of: tenant, labelled: colorLabel), equals: 0)
      for (skipped, limit, expected) in [
        (0, 9, ["a", "b", "c"]), (1, 1, ["b"]), (2, 9, ["c"]), (3, 9, []), (0, 0, []),
        (-1, 1, ["a"]),
      ] {
        try expect(
          try await store.recordIDs(
            sampleKind, of: tenant, labelled: colorLabel, skipping: skipped, limit: limit),
          equals: expected)
      }
    },
  ]
}

private let sampleKind = RecordKind(rawValue: "sample")
private let device1Label = RecordLabel("device", "d-1")
private let colorLabel = RecordLabel("color", "blue")

private func key(_ id: String, _ owner: RecordOwner) -> RecordKey {
  RecordKey(owner: owner, kind: sampleKind, id: id)
}

private func change(
  _ id: String, _ owner: RecordOwner, _ text: String, _ labels: Set<RecordLabel> = [],
  if condition: RecordCondition = .anything
) -> RecordChange {
  .put(
    key(id, owner), content: Data(text.utf8), labels: labels, expiresAt: nil, if: condition)
}

private func put(
  _ store: any Store, _ id: String, _ owner: RecordOwner, _ text: String,
  _ labels: Set<RecordLabel> = [], if condition: RecordCondition = .anything,
  at seconds: TimeInterval = 1
) async throws {
  _ = try await store.apply(
    [change(id, owner, text, labels, if: condition)], at: Sample.time(seconds), logging: nil)
}

private func ids(
  _ store: any Store, _ owner: RecordOwner, labelled label: RecordLabel? = nil,
  after: String? = nil, limit: Int = 99
) async throws -> [String] {
  try await store.records(sampleKind, of: owner, labelled: label, after: after, limit: limit)
    .map(\.key.id)
}
