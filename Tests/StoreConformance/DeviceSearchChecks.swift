import Foundation
import Store

extension StoreCheck {
  static let deviceSearches = [
    StoreCheck("devices are found by the beginning of their id, or a part of their name, in pages")
    {
      store in
      let sample = Sample()
      let names = [
        ("ada", "p-1", "d-1", "LAPTOP-Zürich"), ("bob", "p-1", "d-1", "LAPTOP-Zürich"),
        ("ada", "p-2", "d-2", "desktop-4F2"), ("bob", "p-3", "e-1", "DESKTOP-77"),
        ("cleo", "p-4", "\u{E9}-1", "100%_x"),
      ]
      for (subject, profile, device, name) in names {
        _ = try await store.commit(
          sample.commit(
            of: profile, from: device, by: sample.person(subject), deviceName: name))
      }
      for device in ["d-3", "d-3", "f-1", "d-2"] {
        try await store.noteSignIn(sample.signIn(of: "dora", on: device))
      }
      _ = try await store.commit(Sample().commit(from: "d-0", deviceName: "DESKTOP-1"))
      func found(_ text: String, after: String? = nil, limit: Int = 10) async throws -> [String] {
        try await store.devices(
          of: sample.tenant, matching: text, after: after.map(DeviceID.init), limit: limit
        ).map(\.rawValue)
      }
      try expect(try await found("d-"), equals: ["d-1", "d-2", "d-3"])
      try expect(try await found("DeskTop"), equals: ["d-2", "e-1"])
      try expect(try await found("%_"), equals: ["\u{E9}-1"])
      try expect(try await found("f-1"), equals: ["f-1"])
      try expect(try await found("nothing"), equals: [])
      try expect(try await found("d", limit: 2), equals: ["d-1", "d-2"])
      try expect(try await found("d", after: "d-2", limit: 2), equals: ["d-3", "e-1"])
      try expect(try await found("d", limit: 0), equals: [])
    },
    StoreCheck("the newest backups from each of many devices are read at once") { store in
      let sample = Sample()
      for (number, subject) in ["ada", "bob", "cleo"].enumerated() {
        _ = try await store.commit(
          sample.commit(from: "d-1", by: sample.person(subject), at: Double(number)))
      }
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2", at: 9))
      _ = try await store.commit(Sample().commit(from: "d-1"))
      func found(_ devices: [String], newest count: Int = 2) async throws -> [String] {
        try await store.profiles(
          of: sample.tenant, from: devices.map(DeviceID.init), newest: count
        ).map { "\($0.profile.device.rawValue) \($0.subject)" }
      }
      try expect(
        try await found(["d-2", "d-1", "none"]), equals: ["d-1 cleo", "d-1 bob", "d-2 ada"])
      try expect(try await found(["d-1"], newest: 9).count, equals: 3)
      try expect(try await found([]), equals: [])
    },
    StoreCheck(
      "ids of records are found by their beginning, or by the beginning of a label's value"
    ) {
      store in
      let sample = Sample()
      let owner = RecordOwner.tenant(sample.tenant)
      for (id, name) in [
        ("a-1", "x1"), ("a-2", "a-"), ("b-1", "a-1"), ("c-1", "y"), ("c-2", "a-2"),
      ] {
        try await keep(id, name, owner, store)
      }
      try await keep("a-9", "a-9", .tenant(Sample().tenant), store)
      try await keep("a-9", "a-9", .person(sample.person), store)
      func found(
        _ text: String, label: String = "name", after: String? = nil, limit: Int = 9
      ) async throws -> [String] {
        try await store.recordIDs(
          sampleKind, of: owner, beginning: text, orLabelled: RecordLabel(label, text),
          after: after, limit: limit)
      }
      try expect(try await found("a-"), equals: ["a-1", "a-2", "b-1", "c-2"])
      try expect(try await found("a-", limit: 2), equals: ["a-1", "a-2"])
      try expect(try await found("a-", after: "a-2", limit: 2), equals: ["b-1", "c-2"])
      try expect(try await found("a-", label: "other"), equals: ["a-1", "a-2"])
      try expect(try await found("y"), equals: ["c-1"])
      try expect(try await found("z"), equals: [])
    },
  ]
}

private let sampleKind = RecordKind(rawValue: "sample")

private func keep(
  _ id: String, _ name: String, _ owner: RecordOwner, _ store: any Store
) async throws {
  _ = try await store.apply(
    [
      .put(
        RecordKey(owner: owner, kind: sampleKind, id: id), content: Data("{}".utf8),
        labels: [RecordLabel("name", name)], expiresAt: nil, if: .absent)
    ], at: Sample.time(0), logging: nil)
}
