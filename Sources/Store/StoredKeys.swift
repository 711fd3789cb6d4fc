import Foundation

/// A tenant's data key, wrapped by the master key.
public struct WrappedKey: Hashable, Sendable {
  /// 1 for the tenant's first key, one more with each rotation.
  public let generation: Int
  public let wrappedBytes: Data
  /// Nil for a key of a version of Valise that did not note it.
  public let madeAt: Date?
  /// How many seals the key has made at most.
  public let sealsReserved: Int

  public init(
    generation: Int, wrappedBytes: Data, madeAt: Date? = nil, sealsReserved: Int = 0
  ) {
    self.generation = generation
    self.wrappedBytes = wrappedBytes
    self.madeAt = madeAt
    self.sealsReserved = sealsReserved
  }
}

/// A person's key, wrapped by a data key of the tenant.
public struct StoredPersonKey: Hashable, Sendable {
  /// 1 for the person's first key, one more with each that follows.
  public let generation: Int
  /// The generation of the tenant's key that wraps it.
  public let tenantGeneration: Int
  public let wrappedBytes: Data
  public let madeAt: Date
  /// How many seals the key has made at most.
  public let sealsReserved: Int

  public init(
    generation: Int, tenantGeneration: Int, wrappedBytes: Data, madeAt: Date, sealsReserved: Int
  ) {
    self.generation = generation
    self.tenantGeneration = tenantGeneration
    self.wrappedBytes = wrappedBytes
    self.madeAt = madeAt
    self.sealsReserved = sealsReserved
  }
}

/// How many keys of people a tenant's key wraps.
public struct PersonKeyTotal: Hashable, Sendable {
  public let tenantGeneration: Int
  public let keyCount: Int
  /// Of the key that made the most seals, how many at most.
  public let mostSeals: Int

  public init(tenantGeneration: Int, keyCount: Int, mostSeals: Int) {
    self.tenantGeneration = tenantGeneration
    self.keyCount = keyCount
    self.mostSeals = mostSeals
  }
}

/// A key as it was stored when it was used: the successor of an erased key may have its generation,
/// and never its bytes.
public struct KeyMark: Hashable, Sendable {
  public let generation: Int
  public let wrappedBytes: Data

  public init(generation: Int, wrappedBytes: Data) {
    self.generation = generation
    self.wrappedBytes = wrappedBytes
  }
}

/// Whose key it is.
public enum KeyOwner: Hashable, Sendable {
  case tenant(TenantID)
  case person(PersonID)
}

/// What was removed with a person's keys.
public struct Erasure: Hashable, Sendable {
  public var keys: Int
  public var profiles: Int
  public var snapshots: Int
  public var components: Int
  /// Of the components, those that the tenant's key had sealed (the first format of seals): a copy of
  /// them in a backup of the database opens for as long as that key is there.
  public var componentsUnderTenantKey: Int

  public init(
    keys: Int = 0, profiles: Int = 0, snapshots: Int = 0, components: Int = 0,
    componentsUnderTenantKey: Int = 0
  ) {
    self.keys = keys
    self.profiles = profiles
    self.snapshots = snapshots
    self.components = components
    self.componentsUnderTenantKey = componentsUnderTenantKey
  }

  public static func + (left: Erasure, right: Erasure) -> Erasure {
    Erasure(
      keys: left.keys + right.keys, profiles: left.profiles + right.profiles,
      snapshots: left.snapshots + right.snapshots, components: left.components + right.components,
      componentsUnderTenantKey: left.componentsUnderTenantKey + right.componentsUnderTenantKey)
  }
}
