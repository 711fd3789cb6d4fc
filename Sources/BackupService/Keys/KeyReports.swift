import Foundation
import Store
import Vault

/// How a tenant's keys stand.
public struct TenantKeyStatus: Codable, Sendable, Equatable {
  public let tenant: String
  /// Oldest first.
  public let generations: [Generation]

  public struct Generation: Codable, Sendable, Equatable {
    public let generation: Int
    /// Nil for a key from before this was noted.
    public let madeAt: Date?
    /// How many seals the key has made at most.
    public let sealsReserved: Int
    /// The master key that wraps it; nil when it is damaged.
    public let masterKey: MasterKeyFingerprint?
    /// How many keys of people it wraps.
    public let personKeys: Int
    /// Of these, how many seals the busiest has made at most.
    public let mostPersonSeals: Int
  }
}

/// A key that was made by a rotation.
public struct RotatedKey: Codable, Sendable, Equatable {
  public let tenant: String
  public let generation: Int
}

/// What became of the data keys when they were put under another master key.
public struct Rewrapping: Codable, Sendable, Equatable {
  public var rewrapped = 0
  /// Were under the new master key before.
  public var alreadyDone = 0
  /// Stayed as they are, each with its reason.
  public var failures: [Failure] = []

  public struct Failure: Codable, Sendable, Equatable {
    public let tenant: String
    public let generation: Int
    public let code: String
    public let message: String
  }
}

/// What was removed with a tenant's keys.
public struct TenantErasure: Sendable, Equatable {
  /// How many people had backups.
  public var people = 0
  public var backups = Erasure()
  public var tenantKeys = 0

  public init() {}
}
