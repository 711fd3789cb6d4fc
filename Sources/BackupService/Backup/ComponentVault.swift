import Foundation
import Store
import UserEnvironment
import Vault

/// Components on their way into the store and out of it: sealed there, plain here.
struct ComponentVault: Sendable {
  let store: any Store
  let vault: Vault

  /// Seals a component, and names the key that did, which must still be there when it is stored.
  func seal(
    _ bytes: Data, of description: ComponentDescription, for person: PersonID,
    profile: ProfileID, version: Int
  ) async throws -> (component: SealedComponent, key: KeyMark) {
    let seal = try await vault.seal(
      bytes,
      at: ComponentPlace(
        of: description.kind, in: profile, version: version, person: person))
    return (
      SealedComponent(
        digest: description.digest, kind: description.kind, firstVersion: version,
        keyGeneration: seal.sealed.keyGeneration, sealedBytes: seal.sealed.bytes),
      KeyMark(generation: seal.key.generation, wrappedBytes: seal.key.wrappedBytes)
    )
  }

  /// Opens a component that the profile holds; nil when it holds none of this digest.
  func open(
    _ digest: Digest, of profile: ProfileID, person: PersonID
  ) async throws -> Data? {
    guard let component = try await store.sealedComponent(digest, of: profile, of: person) else {
      return nil
    }
    let bytes = try await vault.open(
      SealedBytes(keyGeneration: component.keyGeneration, bytes: component.sealedBytes),
      at: ComponentPlace(
        of: component.kind, in: profile, version: component.firstVersion, person: person))
    guard Digest(of: bytes) == digest else {
      throw StoreError(.corrupt, "A stored component is not what its digest says.")
    }
    return bytes
  }
}

extension ComponentPlace {
  init(of kind: ComponentKind, in profile: ProfileID, version: Int, person: PersonID) {
    self.init(
      tenant: person.tenant.rawValue, user: person.subject, profile: profile.rawValue,
      version: version, component: kind.rawValue)
  }
}
