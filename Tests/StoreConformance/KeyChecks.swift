import Foundation
import Store

extension StoreCheck {
  static let keys = [
    StoreCheck("a tenant has no key at first") { store in
      try expect(try await store.wrappedKeys(of: Sample().tenant), equals: [])
    },
    StoreCheck("wrapped keys come oldest first, whatever order they were inserted in") { store in
      let tenant = Sample().tenant
      for generation in [2, 10, 1] {
        let inserted = try await store.insert(key(generation), for: tenant)
        try expect(inserted, equals: key(generation))
      }
      try expect(try await store.wrappedKeys(of: tenant), equals: [key(1), key(2), key(10)])
    },
    StoreCheck("a second key of a generation is not kept: the first one is returned") { store in
      let tenant = Sample().tenant
      _ = try await store.insert(key(1, "first"), for: tenant)
      let kept = try await store.insert(key(1, "second"), for: tenant)
      try expect(kept, equals: key(1, "first"))
      try expect(try await store.wrappedKeys(of: tenant), equals: [key(1, "first")])
    },
    StoreCheck("of keys that are inserted at once one wins, and all get that one") { store in
      let tenant = Sample().tenant
      let answers = await atOnce(20) { index async throws(StoreError) in
        try await store.insert(key(1, "key \(index)"), for: tenant)
      }
      let kept = try await store.wrappedKeys(of: tenant)
      try expect(kept.count, equals: 1, "the number of keys")
      try expect(try Set(answers.map { try $0.get() }), equals: Set(kept), "what callers got")
    },
    StoreCheck("a wrapped key may hold any bytes") { store in
      let tenant = Sample().tenant
      let wild = WrappedKey(generation: 1, wrappedBytes: Data(0...255))
      _ = try await store.insert(wild, for: tenant)
      try expect(try await store.wrappedKeys(of: tenant), equals: [wild])
    },
  ]
}

private func key(_ generation: Int, _ text: String = "key") -> WrappedKey {
  WrappedKey(generation: generation, wrappedBytes: Data("\(text) \(generation)".utf8))
}
