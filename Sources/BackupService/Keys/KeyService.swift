import Foundation
import Store
import Vault

/// What operators do with keys: see how they stand, rotate, put them under another master key, erase.
public struct KeyService: Sendable {
  private let store: any Store
  private let audit: AuditService
  private let now: @Sendable () -> Date

  private static let pageSize = 200

  public init(store: any Store, now: @escaping @Sendable () -> Date = { Date() }) {
    self.store = store
    self.now = now
    audit = AuditService(store: store, now: now)
  }

  // MARK: Status

  /// The keys of every tenant that has any, in the order of the tenants.
  public func status() async throws -> [TenantKeyStatus] {
    var found: [TenantKeyStatus] = []
    try await store.eachTenant { tenant in
      let keys = try await store.wrappedKeys(of: tenant)
      guard !keys.isEmpty else { return }
      let totals = try await store.personKeyTotals(of: tenant)
      found.append(
        TenantKeyStatus(
          tenant: tenant.rawValue,
          generations: keys.map { key in
            let total = totals.first { $0.tenantGeneration == key.generation }
            return TenantKeyStatus.Generation(
              generation: key.generation, madeAt: key.madeAt, sealsReserved: key.sealsReserved,
              masterKey: WrappedDataKey(key).masterKey, personKeys: total?.keyCount ?? 0,
              mostPersonSeals: total?.mostSeals ?? 0)
          }))
    }
    return found
  }

  // MARK: Rotation

  /// Gives a tenant a new data key, or with nil every tenant that has one. Nothing that is sealed is
  /// touched.
  ///
  /// - Throws: `vault.missingKey` when the tenant has no key yet: it gets one with its first backup.
  public func rotate(_ tenant: TenantID?, in vault: Vault) async throws -> [RotatedKey] {
    var rotated: [RotatedKey] = []
    func rotateOne(_ tenant: TenantID) async throws {
      let generation = try await vault.rotateKey(of: tenant.rawValue)
      try await audit.note(
        AuditEvent(
          .keyRotated, by: .operator, object: "tenant",
          details: ["generation": String(generation)]), in: tenant)
      rotated.append(RotatedKey(tenant: tenant.rawValue, generation: generation))
    }
    if let tenant {
      guard try await !store.wrappedKeys(of: tenant).isEmpty else {
        throw VaultError(
          .missingKey,
          "The tenant \(tenant.rawValue) has no key yet: it gets one with its first backup.")
      }
      try await rotateOne(tenant)
    } else {
      try await store.eachTenant { tenant in
        if try await !store.wrappedKeys(of: tenant).isEmpty { try await rotateOne(tenant) }
      }
    }
    return rotated
  }

  // MARK: Another master key

  /// Puts every data key under the new master key. Each is replaced by itself, so that this can be
  /// interrupted anywhere and run again: a key is under one of the two at any time.
  public func rewrap(_ change: MasterKeyChange) async throws -> Rewrapping {
    var result = Rewrapping()
    // Again until nothing was left to do, for keys that a running service made meanwhile.
    var isSettled = false
    while !isSettled {
      isSettled = true
      result.alreadyDone = -result.rewrapped
      result.failures = []
      try await store.eachTenant { tenant in
        for key in try await store.wrappedKeys(of: tenant) {
          let isChanged = try await rewrap(key, of: tenant, change, into: &result)
          if isChanged { isSettled = false }
        }
      }
    }
    try await audit.note(
      AuditEvent(
        .keysRewrapped, by: .operator, object: change.new.fingerprint.description,
        details: [
          "from": change.old.fingerprint.description, "keys": String(result.rewrapped),
          "failed": String(result.failures.count),
        ]), in: nil)
    return result
  }

  /// Returns whether the store was changed, by this call or by somebody else's.
  private func rewrap(
    _ key: WrappedKey, of tenant: TenantID, _ change: MasterKeyChange,
    into result: inout Rewrapping
  ) async throws -> Bool {
    do {
      guard
        let rewrapped = try await change.rewrap(WrappedDataKey(key), of: tenant.rawValue)
      else {
        result.alreadyDone += 1
        return false
      }
      try await store.replace(
        KeyMark(generation: key.generation, wrappedBytes: key.wrappedBytes), of: tenant,
        by: rewrapped.wrappedBytes)
      result.rewrapped += 1
      return true
    } catch let error as VaultError where error.code != .masterKeyCommandFailed {
      // One tenant's damaged key must not keep the others under the old master key.
      result.failures.append(
        Rewrapping.Failure(
          tenant: tenant.rawValue, generation: key.generation, code: error.code.description,
          message: error.message))
      return false
    } catch let error as StoreError where error.code == .keyGone {
      // Erased, or rewrapped by somebody else: the next round looks again.
      return true
    }
  }

  // MARK: Erasure

  /// Erases a person's backups: drops the keys, and what they sealed. Where there is nothing, nothing
  /// is noted either: a name that was misspelled leaves no trace.
  public func erase(_ person: PersonID) async throws -> Erasure {
    let found = try await store.inventory(of: person)
    guard
      !found.keys.isEmpty || !found.profiles.isEmpty || !found.snapshots.isEmpty
        || !found.components.isEmpty
    else { return Erasure() }
    return try await store.eraseBackups(
      of: person,
      logging: audit.entry(
        AuditEvent(.keysErased, by: .operator, user: person.subject, object: "person"),
        in: person.tenant))
  }

  /// Erases all of a tenant's backups: person by person, and at last the tenant's own keys. It can be
  /// interrupted anywhere and run again.
  ///
  /// - Throws: `store.keyInUse` when the tenant's people go on backing up faster than they are erased.
  public func erase(_ tenant: TenantID) async throws -> TenantErasure {
    var result = TenantErasure()
    guard try await hasBackups(tenant) else { return result }
    try await audit.note(
      AuditEvent(.keysErased, by: .operator, object: "tenant", details: ["state": "begun"]),
      in: tenant)
    for _ in 0..<Self.erasureRounds {
      var last: String?
      repeat {
        let page = try await store.subjects(of: tenant, after: last, limit: Self.pageSize)
        for subject in page {
          let erased = try await store.eraseBackups(
            of: PersonID(tenant: tenant, subject: subject), logging: nil)
          if erased != Erasure() { result.people += 1 }
          result.backups = result.backups + erased
        }
        last = page.last
      } while last != nil
      let entry = audit.entry(
        AuditEvent(
          .keysErased, by: .operator, object: "tenant",
          details: ["people": String(result.people), "state": "done"]), in: tenant)
      do {
        result.tenantKeys = try await store.eraseKeys(of: tenant, logging: entry)
        return result
      } catch {
        // Somebody backed up meanwhile.
        guard error.code == .keyInUse else { throw error }
      }
    }
    throw StoreError.keyInUse
  }

  private static let erasureRounds = 5

  private func hasBackups(_ tenant: TenantID) async throws -> Bool {
    if try await !store.wrappedKeys(of: tenant).isEmpty { return true }
    // Without the tenant's keys there are none of people; damage may have left contents.
    return try await !store.people(of: tenant, after: nil, limit: 1).isEmpty
  }
}
