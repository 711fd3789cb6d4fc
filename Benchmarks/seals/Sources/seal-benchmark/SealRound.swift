import Crypto
import Foundation
import Vault

/// One round over all people: how long each way of sealing took, in microseconds a seal.
enum SealRound {
  struct Failure: Error {}

  static func medians(people: Int, size: Int, rounds: Int) async throws -> [(String, Double)] {
    var taken: [[(name: String, value: Double)]] = []
    for _ in 0..<rounds { taken.append(try await run(people: people, size: size)) }
    guard let names = taken.first?.map(\.name) else { throw Failure() }
    return names.enumerated().map { index, name in
      (name, taken.map { $0[index].value }.sorted()[rounds / 2])
    }
  }

  private static func run(people: Int, size: Int) async throws -> [(name: String, value: Double)] {
    let shelf = MemoryShelf()
    guard let masterKey = MasterKey(bytes: Data(repeating: 1, count: MasterKey.byteCount)) else {
      throw Failure()
    }
    let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let places = (0..<people).map { number in
      ComponentPlace(
        tenant: "contoso", user: "person-\(number)", profile: "p-1", version: 1,
        component: "settings")
    }
    let vault = Vault(masterKey: masterKey, shelf: shelf)
    // The tenant's key is made before.
    _ = try await vault.seal(
      bytes,
      at: ComponentPlace(
        tenant: "contoso", user: "first", profile: "p", version: 1, component: "apps"))

    let key = SymmetricKey(size: .bits256)
    let cipher = try await time(places) { _ in
      _ = try AES.GCM.seal(bytes, using: key, authenticating: Data(repeating: 0, count: 100))
    }
    let new = try await time(places) { _ = try await vault.seal(bytes, at: $0) }
    let held = try await time(places) { _ = try await vault.seal(bytes, at: $0) }
    let other = Vault(masterKey: masterKey, shelf: shelf)
    let cold = try await time(places) { _ = try await other.seal(bytes, at: $0) }
    var sealed: [ComponentPlace: SealedBytes] = [:]
    for place in places { sealed[place] = try await vault.seal(bytes, at: place).sealed }
    let found = sealed
    let open = try await time(places) { place in
      guard let seal = found[place] else { throw Failure() }
      _ = try await vault.open(seal, at: place)
    }
    return [
      ("cipher", cipher), ("held key", held), ("open", open), ("cold key", cold), ("new key", new),
    ]
  }

  private static func time(
    _ places: [ComponentPlace], _ work: (ComponentPlace) async throws -> Void
  ) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for place in places { try await work(place) }
    return (clock.now - start) / .microseconds(1) / Double(places.count)
  }
}
