import Foundation
import Store

extension StoreCheck {
  static let directoryPeople = [
    StoreCheck("whom a directory names is one of the people, once, in pages without a gap") {
      store in
      let sample = Sample()
      for number in 10..<40 {
        let subject = "person \(number)"
        if number.isMultiple(of: 2) {
          try await account("a-\(number)", subject, in: sample, store)
        }
        if number.isMultiple(of: 6) {
          // Of one person two accounts, one of them closed.
          try await account("b-\(number)", subject, label: "closed", in: sample, store)
        }
        if number.isMultiple(of: 3) {
          _ = try await store.commit(sample.commit(by: sample.person(subject)))
        }
        if !number.isMultiple(of: 2) {
          try await store.noteSignIn(sample.signIn(of: subject))
        }
      }
      try await account("x", "of another tenant", in: Sample(), store)
      try await account("y", "of another kind", kind: "other", in: sample, store)
      try await account("z", "with another label", label: "other", in: sample, store)
      try await account("w", "a person's own", owner: sample.person, in: sample, store)
      var found: [String] = []
      var page = try await listed(store, sample, directory(), limit: 7)
      while let last = page.last {
        try expect(page.count <= 7, equals: true, "whether the page keeps to its limit")
        found += page
        page = try await listed(store, sample, directory(), after: last, limit: 7)
      }
      try expect(found, equals: (10..<40).map { "person \($0)" })
      try expect(
        try await listed(store, sample, nil),
        equals: found.filter { subject in
          let number = Int(subject.dropFirst(7)) ?? 0
          return number.isMultiple(of: 3) || !number.isMultiple(of: 2)
        })
      try expect(
        try await listed(store, sample, directory(), "person 2"),
        equals: (20..<30).map { "person \($0)" })
    },
    StoreCheck("whom a directory names is without a backup, or without a fresh one") { store in
      let sample = Sample()
      for subject in ["ada", "bob", "cleo", "dora"] {
        try await account("a-" + subject, subject, in: sample, store)
      }
      try await account("a-eve", "eve", label: "closed", in: sample, store)
      _ = try await store.commit(sample.commit(by: sample.person("bob"), at: 10))
      _ = try await store.commit(sample.commit(by: sample.person("cleo"), at: 30))
      try await store.noteSignIn(sample.signIn(of: "dora"))
      var open = directory()
      open.subjectLabels = ["open"]
      try expect(
        try await listed(store, sample, open, backup: .none), equals: ["ada", "dora"])
      try expect(
        try await listed(store, sample, open, backup: .noneSince(Sample.time(30))),
        equals: ["ada", "bob", "dora"])
      open.nameStart = RecordLabel("name", "a-")
      try expect(
        try await listed(store, sample, open, "x", backup: .noneSince(Sample.time(30))),
        equals: ["ada", "bob", "dora"])
      try expect(
        try await listed(store, sample, open, "x", backup: .none), equals: ["ada", "dora"])
      let ada = try require(
        try await store.people(
          of: sample.tenant, matching: PersonFilter(directory: open), after: nil, limit: 1
        ).first)
      try expect(
        ada,
        equals: PersonSummary(subject: "ada", profileCount: 0, lastBackupAt: nil, lastOffer: nil)
      )
    },
    StoreCheck("people are found by what a name in the directory begins with, page by page") {
      store in
      let sample = Sample()
      for (subject, name) in [
        ("9", "ada lovelace"), ("3", "adam"), ("5", "ada%"), ("7", "bob"), ("1", "ad\u{E9}"),
        ("ada", "zoe"), ("8", "adaz"),
      ] {
        try await account("a-" + subject, subject, name: name, in: sample, store)
      }
      _ = try await store.commit(sample.commit(by: sample.person("3")))
      var source = directory()
      func found(
        _ text: String, after: String? = nil, limit: Int = 10
      ) async throws -> [String] {
        source.nameStart = RecordLabel("name", text)
        return try await listed(store, sample, source, text, after: after, limit: limit)
      }
      try expect(try await found("ada"), equals: ["3", "5", "8", "9", "ada"])
      try expect(try await found("ada", limit: 2), equals: ["3", "5"])
      try expect(try await found("ada", after: "5", limit: 2), equals: ["8", "9"])
      try expect(try await found("ada%"), equals: ["5"])
      try expect(try await found("ad\u{E9}"), equals: ["1"])
      try expect(try await found("x"), equals: [])
    },
    StoreCheck("where case counts for nothing, an account is the person's who is known") { store in
      let sample = Sample()
      for name in ["ada@x", "Bob@x", "cleo@x", "dora@x"] {
        try await account("a-" + name, name, name: "n " + name, in: sample, store)
      }
      _ = try await store.commit(sample.commit(by: sample.person("Ada@X"), at: 10))
      try await store.noteSignIn(sample.signIn(of: "BOB@x"))
      _ = try await store.open(sample.offer("o-1", to: sample.person("cleo@x")))
      var source = directory()
      try expect(
        try await listed(store, sample, source),
        equals: ["Ada@X", "BOB@x", "Bob@x", "ada@x", "cleo@x", "dora@x"])
      source.ignoresCase = true
      let everybody = ["Ada@X", "BOB@x", "cleo@x", "dora@x"]
      try expect(try await listed(store, sample, source), equals: everybody)
      try expect(
        try await listed(store, sample, source, backup: .none), equals: Array(everybody.dropFirst())
      )
      try expect(
        try await listed(store, sample, source, backup: .noneSince(Sample.time(11))),
        equals: everybody)
      source.nameStart = RecordLabel("name", "n ")
      try expect(try await listed(store, sample, source, "n "), equals: everybody)
      try expect(
        try await listed(store, sample, source, "n ", after: "BOB@x", limit: 1), equals: ["cleo@x"])
      try expect(
        try await listed(store, sample, source, "n ", backup: .none),
        equals: Array(everybody.dropFirst()))
    },
    StoreCheck("records are read by many ids, or many values of a label, at once") { store in
      let sample = Sample()
      for subject in ["c", "a", "b", "\u{E9}"] {
        try await account("a-" + subject, subject, name: "one", in: sample, store)
      }
      try await account("a-a", "a", in: Sample(), store)
      let owner = RecordOwner.tenant(sample.tenant)
      try expect(
        try await store.records(
          accountKind, of: owner, ids: ["a-c", "a-a", "none", "a-\u{E9}", "a-c"]
        )
        .map(\.key.id), equals: ["a-a", "a-c", "a-\u{E9}"])
      try expect(try await store.records(accountKind, of: owner, ids: []), equals: [])
      func found(_ name: String, _ values: [String], limit: Int = 9) async throws -> [String] {
        try await store.records(
          accountKind, of: owner, labelled: name, withAnyOf: values, limit: limit
        ).map(\.key.id)
      }
      try expect(try await found("open", ["c", "none", "a"]), equals: ["a-a", "a-c"])
      try expect(try await found("name", ["one"], limit: 2), equals: ["a-a", "a-b"])
      try expect(try await found("other", ["c"]), equals: [])
      try expect(try await found("open", []), equals: [])
    },
  ]
}

private let accountKind = RecordKind(rawValue: "account")

private func directory() -> DirectorySource {
  DirectorySource(kind: accountKind, subjectLabels: ["open", "closed"])
}

/// Keeps an account of a directory, called by its id unless said otherwise.
private func account(
  _ id: String, _ subject: String, name: String? = nil, label: String = "open",
  kind: String = accountKind.rawValue, owner: PersonID? = nil, in sample: Sample, _ store: any Store
) async throws {
  let key = RecordKey(
    owner: owner.map(RecordOwner.person) ?? .tenant(sample.tenant),
    kind: RecordKind(rawValue: kind), id: id)
  _ = try await store.apply(
    [
      .put(
        key, content: Data("{}".utf8),
        labels: [RecordLabel(label, subject), RecordLabel("name", name ?? id)], expiresAt: nil,
        if: .absent)
    ], at: Sample.time(0), logging: nil)
}

private func listed(
  _ store: any Store, _ sample: Sample, _ directory: DirectorySource?, _ prefix: String = "",
  backup: PersonFilter.Backup = .any, after: String? = nil, limit: Int = 99
) async throws -> [String] {
  try await store.people(
    of: sample.tenant,
    matching: PersonFilter(subjectPrefix: prefix, backup: backup, directory: directory),
    after: after, limit: limit
  ).map(\.subject)
}
