import Foundation

/// Seals what people back up, and opens it again.
///
/// Components are sealed with AES-256-GCM under a key per person; those keys are stored wrapped by a
/// key per tenant, and these by the master key (``MasterKeyProvider``). A seal is bound to its
/// ``ComponentPlace``. The vault stores nothing itself.
///
/// Every method throws a ``VaultError`` or, unchanged, what the ``KeyShelf`` threw.
public struct Vault: Sendable {
  /// How long a key is used from memory, in seconds, before the store is asked whether it is still
  /// there: an erased key opens nothing after that. (Nothing new is stored under an erased key at
  /// all, see ``FreshSeal``.)
  public static let confirmationInterval: TimeInterval = 60

  private let masterKey: any MasterKeyProvider
  private let tenantKeys: TenantKeys
  private let personKeys: PersonKeys

  /// - Parameter now: the clock by which keys are confirmed.
  public init(
    masterKey: any MasterKeyProvider, shelf: any KeyShelf, limits: SealLimits = .standard,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.masterKey = masterKey
    tenantKeys = TenantKeys(masterKey: masterKey, shelf: shelf, limits: limits, now: now)
    personKeys = PersonKeys(tenantKeys: tenantKeys, shelf: shelf, limits: limits, now: now)
  }

  // MARK: Components

  /// Seals a component with its person's newest key; a person without a key gets the first.
  public func seal(_ bytes: Data, at place: ComponentPlace) async throws -> FreshSeal {
    let key = try await personKeys.sealingKey(of: place.person)
    return FreshSeal(
      sealed: SealedBytes(
        keyGeneration: key.data.generation,
        bytes: try Seal.seal(
          bytes, with: key.data.key,
          for: place.associatedData(personGeneration: key.data.generation), format: .personKey)),
      key: key.wrapped)
  }

  /// Opens a component.
  ///
  /// - Throws: `vault.doesNotOpen` when it was changed or sealed for another place,
  ///   `vault.missingKey` when its key was erased.
  public func open(_ sealed: SealedBytes, at place: ComponentPlace) async throws -> Data {
    switch try SealFormat(of: sealed.bytes) {
    case .tenantKey:
      let key = try await tenantKeys.key(generation: sealed.keyGeneration, of: place.tenant)
      return try Seal.open(sealed.bytes, with: key.data.key, for: place.associatedData)
    case .personKey:
      let key = try await personKeys.key(generation: sealed.keyGeneration, of: place.person)
      do {
        return try Self.open(sealed, at: place, with: key)
      } catch  where error.code == .doesNotOpen {
        // The person may have been erased and have begun anew since this process looked.
        guard try await personKeys.isReplaced(key, of: place.person) else { throw error }
        return try Self.open(
          sealed, at: place,
          with: try await personKeys.key(generation: sealed.keyGeneration, of: place.person))
      }
    }
  }

  /// How many bytes a sealed component has more than its content.
  public static let overhead = Seal.overhead

  private static func open(
    _ sealed: SealedBytes, at place: ComponentPlace, with key: PersonKeys.Key
  ) throws(VaultError) -> Data {
    try Seal.open(
      sealed.bytes, with: key.data.key,
      for: place.associatedData(personGeneration: key.data.generation), format: .personKey)
  }

  /// Looks at the store before the person's keys are used again: for when a key that was just used
  /// was found to be erased.
  public func doubtKeys(of person: PersonName) async { await personKeys.doubt(person) }

  // MARK: Keys

  /// Checks that the tenant's stored keys open, as a server does for every tenant before it serves.
  ///
  /// - Throws: `vault.wrongMasterKey` when they were wrapped by another master key.
  public func checkKeys(of tenant: String) async throws {
    try await tenantKeys.checkAll(of: tenant)
  }

  /// Checks that one stored key of a tenant opens.
  public func check(_ key: WrappedDataKey, of tenant: String) async throws(VaultError) {
    _ = try await masterKey.unwrap(key, for: tenant)
  }

  /// Checks that one stored key of a person opens.
  public func check(_ key: WrappedPersonKey, of person: PersonName) async throws {
    _ = try await personKeys.unwrap(key, of: person)
  }

  /// Gives the tenant a new key, and returns its generation. What is sealed stays as it is; people
  /// get new keys under it as they back up.
  public func rotateKey(of tenant: String) async throws -> Int {
    try await tenantKeys.rotate(tenant)
  }
}

/// What a seal is, and which generation of the key made it: of the person's key, or in
/// ``SealFormat/tenantKey`` of the tenant's.
public struct SealedBytes: Hashable, Sendable {
  public let keyGeneration: Int
  public let bytes: Data

  public init(keyGeneration: Int, bytes: Data) {
    self.keyGeneration = keyGeneration
    self.bytes = bytes
  }
}

/// A seal that is not stored yet. Whoever stores it makes sure, in the same transaction, that the key
/// is still kept as it is here: under a key that was erased meanwhile the bytes would never open.
public struct FreshSeal: Hashable, Sendable {
  public let sealed: SealedBytes
  public let key: WrappedPersonKey
}
