import Foundation
import Store
import UserEnvironment
import Vault

/// Components on their way into the store and out of it: sealed there, plain here.
struct ComponentVault: Sendable {
  let store: any Store
  let vault: Vault

  func seal(
    _ bytes: Data, of description: ComponentDescription, for person: PersonID,
    profile: ProfileID, version: Int
  ) async throws -> SealedComponent {
    let sealed = try await vault.seal(
      bytes,
      at: Self.place(
        of: description.kind, in: profile, version: version, person: person))
    return SealedComponent(
      digest: description.digest, kind: description.kind, firstVersion: version,
      keyGeneration: sealed.keyGeneration, sealedBytes: sealed.bytes)
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
      at: Self.place(
        of: component.kind, in: profile, version: component.firstVersion, person: person))
    guard Digest(of: bytes) == digest else {
      throw StoreError(.corrupt, "A stored component is not what its digest says.")
    }
    return bytes
  }

  private static func place(
    of kind: ComponentKind, in profile: ProfileID, version: Int, person: PersonID
  ) -> ComponentPlace {
    ComponentPlace(
      tenant: person.tenant.rawValue, user: person.subject, profile: profile.rawValue,
      version: version, component: kind.rawValue)
  }
}

/// The store as the place where the vault keeps its wrapped keys.
public struct StoredKeyShelf: WrappedKeyShelf {
  private let store: any Store

  public init(store: any Store) {
    self.store = store
  }

  public func wrappedKeys(of tenant: String) async throws -> [WrappedDataKey] {
    try await store.wrappedKeys(of: TenantID(rawValue: tenant)).map {
      WrappedDataKey(generation: $0.generation, wrappedBytes: $0.wrappedBytes)
    }
  }

  public func insert(
    _ key: WrappedDataKey, for tenant: String
  ) async throws -> WrappedDataKey {
    let kept = try await store.insert(
      WrappedKey(generation: key.generation, wrappedBytes: key.wrappedBytes),
      for: TenantID(rawValue: tenant))
    return WrappedDataKey(generation: kept.generation, wrappedBytes: kept.wrappedBytes)
  }
}
