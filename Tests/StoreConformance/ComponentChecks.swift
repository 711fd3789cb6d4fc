import Foundation
import Store
import UserEnvironment

extension StoreCheck {
  static let components = [
    StoreCheck("a component comes back as it was sent") { store in
      let sample = Sample()
      let large = SealedComponent(
        digest: Digest(of: Data("large".utf8)), kind: .apps, firstVersion: 1, keyGeneration: 3,
        sealedBytes: Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
      let empty = SealedComponent(
        digest: Digest(of: Data()), kind: .network, firstVersion: 1, keyGeneration: 1,
        sealedBytes: Data())
      _ = try await store.commit(sample.commit(components: [large, empty]))
      for component in [large, empty] {
        let found = try await store.sealedComponent(
          component.digest, of: profile1, of: sample.person)
        try expect(try require(found), equals: component)
      }
    },
    StoreCheck("a component that is held need not be sent again") { store in
      let sample = Sample()
      let (kept, new) = (Sample.component("kept"), Sample.component("new", version: 2))
      _ = try await store.commit(sample.commit(components: [kept]))
      let second = try await store.commit(
        sample.commit(version: 2, components: [kept, new], held: [kept]))
      try expect(
        second.manifest.components.map(\.digest), equals: [kept.digest, new.digest])
      let held = try await store.heldComponents(
        among: [kept.digest, new.digest], of: profile1, of: sample.person)
      try expect(held, equals: [kept.digest, new.digest])
    },
    StoreCheck("a component that is sent again stays as it was first sent") { store in
      let sample = Sample()
      let first = Sample.component("same", version: 1)
      let again = SealedComponent(
        digest: first.digest, kind: first.kind, firstVersion: 2, keyGeneration: 2,
        sealedBytes: Data("sealed anew".utf8))
      _ = try await store.commit(sample.commit(components: [first]))
      _ = try await store.commit(sample.commit(version: 2, components: [again]))
      let found = try await store.sealedComponent(first.digest, of: profile1, of: sample.person)
      try expect(try require(found), equals: first)
    },
    StoreCheck("two components of one content are held once, as the first of them") { store in
      let sample = Sample()
      let start = Sample.component("[]", kind: .startPins)
      let taskbar = SealedComponent(
        digest: start.digest, kind: .taskbarPins, firstVersion: 1, keyGeneration: 1,
        sealedBytes: Data("another seal".utf8))
      let stored = try await store.commit(sample.commit(components: [start, taskbar]))
      try expect(stored.manifest.components.map(\.kind), equals: [.startPins, .taskbarPins])
      let found = try await store.sealedComponent(start.digest, of: profile1, of: sample.person)
      try expect(try require(found), equals: start)
    },
    StoreCheck("a component that the snapshot does not name is left out") { store in
      let sample = Sample()
      let stray = Sample.component("stray")
      _ = try await store.commit(
        SnapshotCommit(
          person: sample.person, profile: profile1, device: device1, version: 1,
          manifest: Sample.manifest([]), newComponents: [stray], storedAt: Sample.time(0)))
      let found = try await store.sealedComponent(stray.digest, of: profile1, of: sample.person)
      try expect(found, equals: nil)
    },
    StoreCheck("of the digests that are asked for, those that the profile holds are named") {
      store in
      let sample = Sample()
      let here = Sample.component("here")
      let elsewhere = Sample.component("elsewhere")
      _ = try await store.commit(sample.commit(components: [here]))
      _ = try await store.commit(
        sample.commit(of: "p-2", from: "d-2", components: [elsewhere]))
      let held = try await store.heldComponents(
        among: [here.digest, elsewhere.digest, Sample.component("nowhere").digest],
        of: profile1, of: sample.person)
      try expect(held, equals: [here.digest])
      let none = try await store.heldComponents(among: [], of: profile1, of: sample.person)
      try expect(none, equals: [])
    },
    StoreCheck("a component is found only in the profile that holds it") { store in
      let sample = Sample()
      let component = Sample.component("here")
      _ = try await store.commit(sample.commit(components: [component]))
      _ = try await store.commit(sample.commit(of: "p-2", from: "d-2"))
      let found = try await store.sealedComponent(
        component.digest, of: ProfileID(rawValue: "p-2"), of: sample.person)
      try expect(found, equals: nil)
    },
  ]
}
