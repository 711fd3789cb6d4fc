import Foundation
import Store
import UserEnvironment

extension StoreCheck {
  static let inventories = [
    StoreCheck("every tenant of which anything is stored is found, page by page") { store in
      let samples = (0..<5).map { _ in Sample() }
      _ = try await store.insert(
        WrappedKey(generation: 1, wrappedBytes: Data("key".utf8)), for: samples[0].tenant)
      _ = try await store.commit(samples[1].commit())
      _ = try await store.open(samples[2].offer("o-1"))
      try await store.noteSignIn(
        StoredSignIn(
          person: samples[3].person, device: device1, statement: Data("{}".utf8),
          at: Sample.time(0)))
      _ = try await store.apply(
        [
          .put(
            RecordKey(
              owner: .tenant(samples[4].tenant), kind: RecordKind(rawValue: "policy"), id: "p"),
            content: Data("{}".utf8), labels: [], expiresAt: nil, if: .anything)
        ], at: Sample.time(0), logging: nil)
      var found: [TenantID] = []
      while true {
        let page = try await store.tenants(after: found.last, limit: 2)
        if page.isEmpty { break }
        try expect(page.count <= 2, equals: true, "the length of the page")
        found += page
      }
      try expect(
        found.map { Data($0.rawValue.utf8) },
        equals: found.map { Data($0.rawValue.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
      try expect(
        Set(samples.map(\.tenant)).subtracting(found), equals: [], "tenants that are missing")
    },
    StoreCheck("everyone of whom anything is stored is found once, in the order of their bytes") {
      store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      _ = try await store.commit(sample.commit(by: sample.person("d")))
      _ = try await store.commit(
        sample.commit(of: "p-2", from: "d-9", by: sample.person("d")))
      _ = try await store.open(sample.offer("o-1", to: sample.person("b")))
      _ = try await store.open(sample.offer("o-1", to: sample.person("d")))
      _ = try await store.insert(personKey(1), for: sample.person("a"), under: tenantKey)
      try await store.noteSignIn(
        StoredSignIn(
          person: sample.person("Z"), device: device1, statement: Data("{}".utf8),
          at: Sample.time(0)))
      try expect(
        try await store.subjects(of: sample.tenant, after: nil, limit: 10),
        equals: ["Z", "a", "b", "d"])
      try expect(
        try await store.subjects(of: sample.tenant, after: "a", limit: 1), equals: ["b"])
      try expect(try await store.subjects(of: sample.tenant, after: "d", limit: 9), equals: [])
      try expect(try await store.subjects(of: Sample().tenant, after: nil, limit: 9), equals: [])
    },
    StoreCheck("a person's inventory has everything as it lies there") { store in
      let sample = Sample()
      let tenantKey = try await makeTenantKey(of: sample, in: store)
      _ = try await store.insert(personKey(1), for: sample.person, under: tenantKey)
      let component = Sample.component("content")
      let commit = sample.commit(components: [component], at: 7)
      _ = try await store.commit(commit)
      _ = try await store.open(sample.offer("o-1", at: 3, outcome: .skipped))
      try await store.noteSignIn(
        StoredSignIn(
          person: sample.person, device: device1, statement: Data("{}".utf8), at: Sample.time(0)))
      try expect(
        try await store.inventory(of: sample.person),
        equals: Inventory(
          profiles: [
            Inventory.Profile(
              id: "p-1", device: "d-1", source: try CanonicalJSON.encode(commit.manifest.source),
              newestVersion: 1, lastBackupAt: Sample.time(7))
          ],
          snapshots: [
            Inventory.Snapshot(
              profile: "p-1", version: 1, manifest: try CanonicalJSON.encode(commit.manifest),
              storedAt: Sample.time(7))
          ],
          components: [
            Inventory.Component(
              profile: "p-1", digest: component.digest.description, kind: "settings",
              firstVersion: 1, keyGeneration: 1, sealedByteCount: component.sealedBytes.count,
              firstByte: component.sealedBytes.first)
          ],
          keys: [personKey(1)],
          offers: [
            Inventory.Offer(
              id: "o-1", moment: "oobe", outcome: "skipped", concludedAt: Sample.time(13))
          ],
          signIns: [Inventory.SignIn(device: "d-1", statement: Data("{}".utf8))]))
    },
    StoreCheck("of a stranger nothing is stored") { store in
      try expect(
        try await store.inventory(of: Sample().person),
        equals: Inventory(
          profiles: [], snapshots: [], components: [], keys: [], offers: [], signIns: []))
    },
    StoreCheck("an owner's records are found over all kinds, page by page, with their labels") {
      store in
      let sample = Sample()
      for owner in [RecordOwner.tenant(sample.tenant), .person(sample.person)] {
        let keys = [("device", "d-1"), ("device", "d-2"), ("policy", "p-1")].map {
          RecordKey(owner: owner, kind: RecordKind(rawValue: $0.0), id: $0.1)
        }
        _ = try await store.apply(
          keys.map {
            .put(
              $0, content: Data("{}".utf8),
              labels: [RecordLabel("b", $0.id), RecordLabel("a", "x")], expiresAt: nil,
              if: .absent)
          }, at: Sample.time(0), logging: nil)
        var found: [Inventory.Record] = []
        while true {
          let page = try await store.recordInventory(
            of: owner, after: found.last?.position, limit: 2)
          if page.isEmpty { break }
          found += page
        }
        try expect(found.map(\.id), equals: ["d-1", "d-2", "p-1"])
        try expect(found.map(\.kind), equals: ["device", "device", "policy"])
        try expect(
          found[1].foundBy, equals: [RecordLabel("a", "x"), RecordLabel("b", "d-2")])
        let labels: Set<RecordLabel> = Set(
          try CanonicalJSON.decode([RecordLabel].self, from: found[1].labels))
        try expect(labels, equals: Set(found[1].foundBy))
      }
    },
    StoreCheck("a sound database finds itself sound") { store in
      let check = try await store.checkDatabase(reindex: false)
      try expect(check.faults, equals: [])
      let again = try await store.checkDatabase(reindex: true)
      try expect(again.isReindexed, equals: true)
    },
  ]
}
