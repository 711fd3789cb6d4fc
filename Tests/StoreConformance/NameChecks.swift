import Foundation
import Store

extension StoreCheck {
  static let names = [
    StoreCheck("a name that holds a NUL character is refused, to write and to read") { store in
      let sample = Sample()
      _ = try await store.commit(sample.commit())
      let cut = sample.person("ada\u{0}bob")
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.commit(sample.commit(by: cut))
      }
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.profiles(of: cut)
      }
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.profile(ProfileID(rawValue: "p-1\u{0}"), of: sample.person)
      }
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.open(sample.offer("o-1\u{0}"))
      }
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.wrappedKeys(of: TenantID(rawValue: "\u{0}"))
      }
    },
    StoreCheck("an empty name is refused") { store in
      let sample = Sample()
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.commit(sample.commit(by: sample.person("")))
      }
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.people(of: TenantID(rawValue: ""), after: nil, limit: 1)
      }
    },
    StoreCheck("a name of 255 bytes is kept, a longer one is refused") { store in
      let sample = Sample()
      let longest = String(repeating: "\u{1F9F3}", count: 63) + "abc"
      let tenant = TenantID(rawValue: longest)
      let person = PersonID(tenant: tenant, subject: sample.tenant.rawValue + longest.suffix(30))
      let commit = sample.commit(of: longest, from: longest, by: person)
      let stored = try await store.commit(commit)
      try expect(stored.profile.rawValue, equals: longest)
      let offer = sample.offer(longest, to: person, device: longest, enrollment: longest)
      try expect(try await store.open(offer), equals: offer)
      try await expect(.invalidName) { () async throws(StoreError) in
        try await store.commit(sample.commit(of: longest + "d"))
      }
    },
  ]
}
