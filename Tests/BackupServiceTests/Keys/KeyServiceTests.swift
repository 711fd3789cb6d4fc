import Foundation
import SQLiteStore
import ServiceAPI
import Store
import Testing
import UserEnvironment
import Vault

@testable import BackupService

@Suite("What operators do with keys")
struct KeyServiceTests {
  private let service: TestService
  private let keys: KeyService
  private let tenant = TenantID(rawValue: "first")
  private var store: SQLiteStore { service.sqlite }

  init() throws {
    service = try TestService()
    keys = KeyService(store: service.sqlite, now: { TestService.start })
  }

  private func backUp(_ subject: String, settings: UInt32 = 0) async throws -> SnapshotAnswer {
    try await service.services.snapshots.submit(
      try UserEnvironment.Environment.sample(hideExtensions: settings).submission(
        sending: [.settings, .apps, .startPins, .taskbarPins]),
      of: TestService.person(subject), as: TestService.caller(subject))
  }

  /// Opens everything that the person has, and returns how many contents that is.
  @discardableResult
  private func readAll(
    _ subject: String, with vault: Vault? = nil, of tenant: String = "first"
  ) async throws -> Int {
    let person = TestService.person(subject, tenant: tenant)
    let components = ComponentVault(
      store: store, vault: try vault ?? service.freshVault(over: store))
    var count = 0
    for profile in try await store.profiles(of: person) {
      for snapshot in try await store.snapshots(of: profile.id, of: person) {
        for component in snapshot.manifest.components {
          let bytes = try await components.open(
            component.digest, of: profile.id, person: person)
          #expect(bytes?.count == component.size)
          count += 1
        }
      }
    }
    return count
  }

  // MARK: Status and rotation

  @Test("the status shows each key with its age, its seals, its master key and what it wraps")
  func status() async throws {
    #expect(try await keys.status() == [])
    for subject in ["ada", "bob"] { _ = try await backUp(subject) }
    _ = try await keys.rotate(nil, in: service.freshVault(over: store))
    service.moveClock(by: Vault.confirmationInterval)
    _ = try await backUp("ada", settings: 1)
    let status = try await keys.status()
    #expect(status.map(\.tenant) == ["first"])
    let generations = try #require(status.first).generations
    #expect(generations.map(\.generation) == [1, 2])
    #expect(generations.map(\.personKeys) == [2, 1])
    #expect(generations.allSatisfy { $0.masterKey == (try? TestService.masterKey(7))?.fingerprint })
    #expect(generations[0].madeAt == TestService.start)
    #expect(generations[0].sealsReserved == SealLimits.standard.block)
    #expect(generations[0].mostPersonSeals == SealLimits.standard.block)
  }

  @Test("a rotation touches nothing that is sealed, and what comes after is under the new key")
  func rotation() async throws {
    _ = try await backUp("ada")
    let before = try await store.inventory(of: TestService.person("ada"))
    let rotated = try await keys.rotate(tenant, in: service.freshVault(over: store))
    #expect(rotated == [RotatedKey(tenant: "first", generation: 2)])
    #expect(try await store.inventory(of: TestService.person("ada")) == before)
    // The service that runs takes the new key within the interval.
    service.moveClock(by: Vault.confirmationInterval)
    _ = try await backUp("ada", settings: 1)
    let after = try await store.personKeys(of: TestService.person("ada"))
    #expect(after.map(\.tenantGeneration) == [1, 2])
    #expect(try await readAll("ada") == 8)
  }

  @Test("a tenant without a key is told so, and gets none")
  func rotationOfNobody() async throws {
    await #expect(throws: VaultError(.missingKey, "")) {
      try await keys.rotate(tenant, in: service.freshVault(over: store))
    }
    #expect(try await store.wrappedKeys(of: tenant) == [])
  }

  @Test("what operators do with keys is in the audit log")
  func audit() async throws {
    _ = try await backUp("ada")
    _ = try await keys.rotate(tenant, in: service.freshVault(over: store))
    _ = try await keys.erase(TestService.person("ada"))
    _ = try await keys.rewrap(
      try MasterKeyChange(from: TestService.masterKey(7), to: TestService.masterKey(8)))
    let events = try await store.logEntries(of: .tenant(tenant), after: 0, limit: 10)
      .map { try CanonicalJSON.decode(AuditRecord.self, from: $0.content).event }
    #expect(events.map(\.action) == [.keyRotated, .keysErased])
    #expect(events.map(\.user) == [nil, "ada"])
    let ofAll = try await store.logEntries(of: .installation, after: 0, limit: 10)
    #expect(ofAll.count == 1)
  }

  // MARK: Another master key

  private func makeSeveralKeys() async throws {
    for subject in ["ada", "bob"] { _ = try await backUp(subject) }
    _ = try await keys.rotate(nil, in: service.freshVault(over: store))
    service.moveClock(by: Vault.confirmationInterval)
    _ = try await backUp("ada", settings: 1)
    _ = try await service.services.snapshots.submit(
      try UserEnvironment.Environment.sample().submission(
        sending: [.settings, .apps, .startPins, .taskbarPins]),
      of: TestService.person("ada", tenant: "other"),
      as: TestService.caller("ada", tenant: "other"))
  }

  @Test("after a rewrap everything opens under the new master key, and not under the old one")
  func rewrap() async throws {
    try await makeSeveralKeys()
    let change = try MasterKeyChange(from: TestService.masterKey(7), to: TestService.masterKey(8))
    #expect(try await keys.rewrap(change) == Rewrapping(rewrapped: 3))
    let vault = Vault(masterKey: try TestService.masterKey(8), shelf: StoredKeyShelf(store: store))
    for subject in ["ada", "bob"] { #expect(try await readAll(subject, with: vault) > 0) }
    #expect(try await readAll("ada", with: vault, of: "other") == 4)
    await #expect(throws: VaultError(.wrongMasterKey, "")) {
      try await service.freshVault(over: store).checkKeys(of: "first")
    }
    #expect(try await keys.rewrap(change) == Rewrapping(rewrapped: 0, alreadyDone: 3))
  }

  @Test(
    "killed before any of its steps, every key opens under one of the two; run again, it completes")
  func rewrapKilled() async throws {
    try await makeSeveralKeys()
    let change = try MasterKeyChange(from: TestService.masterKey(7), to: TestService.masterKey(8))
    var steps = 0
    while true {
      let site = try CopiedStore(of: service)
      defer { site.close() }
      let killed = FaultyStore.killed(site.store, before: steps)
      do {
        _ = try await KeyService(store: killed).rewrap(change)
        break
      } catch let error as StoreError {
        #expect(error.code == .unavailable)
      }
      var opened = 0
      for tenant in try await site.store.tenants(after: nil, limit: 10) {
        for key in try await site.store.wrappedKeys(of: tenant) {
          let wrapped = WrappedDataKey(key)
          let master = wrapped.masterKey == change.new.fingerprint ? change.new : change.old
          try await Vault(masterKey: master, shelf: StoredKeyShelf(store: site.store))
            .check(wrapped, of: tenant.rawValue)
          opened += 1
        }
      }
      #expect(opened == 3)
      let rest = try await KeyService(store: site.store).rewrap(change)
      #expect(rest.rewrapped + rest.alreadyDone == 3)
      #expect(rest.failures == [])
      let vault = Vault(masterKey: change.new, shelf: StoredKeyShelf(store: site.store))
      for tenant in ["first", "other"] { try await vault.checkKeys(of: tenant) }
      steps += 1
    }
    // Two rounds over two tenants with three keys, and the audit log.
    #expect(steps > 10)
  }

  @Test("a damaged key stays as it is and is told; the others are rewrapped")
  func rewrapOfDamage() async throws {
    try await makeSeveralKeys()
    let key = try #require(try await store.wrappedKeys(of: tenant).first)
    try await store.replace(
      KeyMark(generation: 1, wrappedBytes: key.wrappedBytes), of: tenant,
      by: key.wrappedBytes.dropLast() + [key.wrappedBytes.last.map { $0 ^ 1 } ?? 0])
    let result = try await keys.rewrap(
      try MasterKeyChange(from: TestService.masterKey(7), to: TestService.masterKey(8)))
    #expect(result.rewrapped == 2)
    #expect(result.failures.map(\.code) == ["vault.doesNotOpen"])
    #expect(result.failures.map(\.tenant) == ["first"])
  }

  // MARK: Erasure

  @Test("an erased person's sealed bytes never open again, even when they begin anew")
  func erasure() async throws {
    _ = try await backUp("ada")
    _ = try await backUp("bob")
    let ada = TestService.person("ada")
    let profile = try #require(try await store.profiles(of: ada).first)
    let snapshot = try #require(try await store.snapshot(version: 1, of: profile.id, of: ada))
    let digest = try #require(snapshot.manifest.components.first).digest
    // As a backup of the database's contents keeps them.
    let copy = try #require(try await store.sealedComponent(digest, of: profile.id, of: ada))
    let place = ComponentPlace(
      of: copy.kind, in: profile.id, version: copy.firstVersion, person: ada)
    let sealed = SealedBytes(keyGeneration: copy.keyGeneration, bytes: copy.sealedBytes)
    _ = try await service.freshVault(over: store).open(sealed, at: place)

    let erased = try await keys.erase(ada)
    #expect(erased == Erasure(keys: 1, profiles: 1, snapshots: 1, components: 4))
    await #expect(throws: VaultError(.missingKey, "")) {
      try await service.freshVault(over: store).open(sealed, at: place)
    }
    _ = try await backUp("ada")
    await #expect(throws: VaultError(.doesNotOpen, "")) {
      try await service.freshVault(over: store).open(sealed, at: place)
    }
    #expect(try await readAll("bob") == 4)
  }

  @Test("a service that runs seals nothing under an erased key: the next backup is whole")
  func backupAfterErasure() async throws {
    _ = try await backUp("ada")
    // The service has the key in memory, and the erasure comes from another process.
    _ = try await keys.erase(TestService.person("ada"))
    let answer = try await backUp("ada")
    #expect(answer.receipt?.version == 1)
    #expect(try await readAll("ada") == 4)
  }

  @Test("a service that runs asks for what was erased instead of calling it held")
  func lackingAfterErasure() async throws {
    _ = try await backUp("ada")
    _ = try await keys.erase(TestService.person("ada"))
    let answer = try await service.services.snapshots.submit(
      try UserEnvironment.Environment.sample().submission(), of: TestService.person("ada"),
      as: TestService.caller("ada"))
    #expect(answer.receipt == nil)
    #expect(answer.lacking?.count == 4)
  }

  @Test("who has nothing is not erased, and leaves no trace in the audit log")
  func erasureOfNobody() async throws {
    #expect(try await keys.erase(TestService.person("nobody")) == Erasure())
    #expect(try await keys.erase(TenantID(rawValue: "nowhere")) == TenantErasure())
    for owner in [LogOwner.tenant(tenant), .tenant(TenantID(rawValue: "nowhere")), .installation] {
      #expect(try await store.logEntries(of: owner, after: 0, limit: 1) == [])
    }
  }

  @Test("a tenant is erased whole, killed at any step and run again; the other tenant stays")
  func tenantErasure() async throws {
    try await makeSeveralKeys()
    var steps = 0
    while true {
      let site = try CopiedStore(of: service)
      defer { site.close() }
      let isDone: Bool
      do {
        _ = try await KeyService(store: FaultyStore.killed(site.store, before: steps))
          .erase(tenant)
        isDone = true
      } catch let error as StoreError {
        #expect(error.code == .unavailable)
        isDone = false
        // Nothing is left half-way: what is still there opens.
        let report = try await StoreInspection(
          store: site.store, vault: service.freshVault(over: site.store),
          sample: DataSample(percent: 100, seed: "")
        ).run()
        #expect(report.faults == [])
        _ = try await KeyService(store: site.store).erase(tenant)
      }
      #expect(try await site.store.wrappedKeys(of: tenant) == [])
      for subject in ["ada", "bob"] {
        let left = try await site.store.inventory(of: TestService.person(subject))
        #expect(left.keys.isEmpty && left.components.isEmpty && left.profiles.isEmpty)
      }
      #expect(
        try await site.store.profiles(of: TestService.person("ada", tenant: "other")).count == 1)
      if isDone { break }
      steps += 1
    }
    #expect(steps > 5)
  }

  @Test("what was erased is not in the database's files any more")
  func purge() async throws {
    _ = try await backUp("ada")
    let wrapped = try #require(
      try await store.personKeys(of: TestService.person("ada")).first?.wrappedBytes)
    func isOnDisk() throws -> Bool {
      try ["", "-wal"].contains { suffix in
        try Data(contentsOf: URL(fileURLWithPath: service.databasePath + suffix))
          .range(of: wrapped) != nil
      }
    }
    #expect(try isOnDisk())
    _ = try await keys.erase(TestService.person("ada"))
    #expect(try await store.purge())
    #expect(try !isOnDisk())
  }
}

/// A copy of a service's store, to be changed alone.
private struct CopiedStore {
  let store: SQLiteStore
  private let folder: URL

  init(of service: TestService) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "valise-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: service.databasePath + suffix,
        toPath: folder.appending(path: "copy.sqlite" + suffix).path)
    }
    store = try SQLiteStore(path: folder.appending(path: "copy.sqlite").path)
  }

  func close() {
    try? store.close()
    try? FileManager.default.removeItem(at: folder)
  }
}
