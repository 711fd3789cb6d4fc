import Foundation
import RestoreRules
import Store
import Synchronization
import UserEnvironment

/// A store that has a fault: before each operation it asks whether that one fails now.
final class FaultyStore: Store {
  enum Operation: Sendable {
    case health, read, commit, otherWrite
  }

  private let base: any Store
  private let fails: Mutex<@Sendable (Operation) -> StoreError?>

  private init(_ base: any Store, fails: @escaping @Sendable (Operation) -> StoreError?) {
    self.base = base
    self.fails = Mutex(fails)
  }

  /// The database is away.
  static func unavailable(_ base: any Store) -> FaultyStore {
    FaultyStore(base) { _ in
      StoreError(.unavailable, "gone", cause: "connection to 10.1.2.3 refused")
    }
  }

  /// The disk has no space left: reading works.
  static func full(_ base: any Store) -> FaultyStore {
    FaultyStore(base) { $0 == .read || $0 == .health ? nil : StoreError(.full, "no space") }
  }

  /// The disk is mounted read-only.
  static func readOnly(_ base: any Store) -> FaultyStore {
    FaultyStore(base) { $0 == .read || $0 == .health ? nil : StoreError(.readOnly, "read-only") }
  }

  /// What is stored cannot be read.
  static func corrupt(_ base: any Store) -> FaultyStore {
    FaultyStore(base) { _ in
      StoreError(.corrupt, "broken", cause: "malformed page 17 of alice")
    }
  }

  /// Another process is faster with its commits, so many times.
  static func versionTaken(_ base: any Store, times: Int) -> FaultyStore {
    let left = Countdown(times)
    return FaultyStore(base) { operation in
      operation == .commit && left.takeOne() ? StoreError(.versionTaken, "taken") : nil
    }
  }

  /// The process is killed before its operation of this number (from 0): that one and all later ones
  /// do not happen.
  static func killed(_ base: any Store, before number: Int) -> FaultyStore {
    let left = Countdown(number)
    return FaultyStore(base) { _ in left.takeOne() ? nil : StoreError(.unavailable, "killed") }
  }

  /// The process ends after so many writes, as the switch says: nothing is read or written any more.
  static func stopping(_ base: any Store, _ stop: StopSwitch) -> FaultyStore {
    FaultyStore(base) { operation in
      stop.hasStopped(at: operation)
        ? StoreError(.unavailable, "The process has ended.") : nil
    }
  }

  /// When a process ends.
  final class StopSwitch: Sendable {
    private let left = Mutex<Int?>(nil)

    func stop(afterWrites count: Int) { left.withLock { $0 = count } }
    func goOn() { left.withLock { $0 = nil } }
    /// Whether the process has ended since it was told to.
    var hasStopped: Bool { left.withLock { $0.map { $0 < 0 } ?? false } }

    fileprivate func hasStopped(at operation: Operation) -> Bool {
      left.withLock { left in
        guard let count = left else { return false }
        if operation == .commit || operation == .otherWrite { left = count - 1 }
        return (left ?? 0) < 0
      }
    }
  }

  /// Counts the operations that a request needs, by what they are.
  static func counting(_ base: any Store, _ counter: OperationCounter) -> FaultyStore {
    FaultyStore(base) { operation in
      counter.count(operation)
      return nil
    }
  }

  final class OperationCounter: Sendable {
    private let counted = Mutex<[Operation]>([])

    fileprivate func count(_ operation: Operation) { counted.withLock { $0.append(operation) } }

    /// The operations since the last call, in their order.
    func take() -> [Operation] {
      counted.withLock { counted in
        defer { counted = [] }
        return counted
      }
    }
  }

  private final class Countdown: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }

    func takeOne() -> Bool {
      left.withLock { left in
        defer { left -= 1 }
        return left > 0
      }
    }
  }

  private func check(_ operation: Operation) throws(StoreError) {
    if let error = fails.withLock({ $0(operation) }) { throw error }
  }

  func checkHealth() async throws(StoreError) {
    try check(.health)
    try await base.checkHealth()
  }

  func wrappedKeys(of tenant: TenantID) async throws(StoreError) -> [WrappedKey] {
    try check(.read)
    return try await base.wrappedKeys(of: tenant)
  }

  func insert(_ key: WrappedKey, for tenant: TenantID) async throws(StoreError) -> WrappedKey {
    try check(.otherWrite)
    return try await base.insert(key, for: tenant)
  }

  func replace(
    _ key: KeyMark, of tenant: TenantID, by wrappedBytes: Data
  ) async throws(StoreError) {
    try check(.otherWrite)
    try await base.replace(key, of: tenant, by: wrappedBytes)
  }

  func personKeys(of person: PersonID) async throws(StoreError) -> [StoredPersonKey] {
    try check(.read)
    return try await base.personKeys(of: person)
  }

  func insert(
    _ key: StoredPersonKey, for person: PersonID, under tenantKey: KeyMark
  ) async throws(StoreError) -> StoredPersonKey {
    try check(.otherWrite)
    return try await base.insert(key, for: person, under: tenantKey)
  }

  func personKeyTotals(of tenant: TenantID) async throws(StoreError) -> [PersonKeyTotal] {
    try check(.read)
    return try await base.personKeyTotals(of: tenant)
  }

  func reserveSeals(
    _ count: Int, of owner: KeyOwner, generation: Int
  ) async throws(StoreError) -> Int? {
    try check(.otherWrite)
    return try await base.reserveSeals(count, of: owner, generation: generation)
  }

  func eraseBackups(
    of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> Erasure {
    try check(.otherWrite)
    return try await base.eraseBackups(of: person, logging: entry)
  }

  func eraseKeys(
    of tenant: TenantID, logging entry: LogAppend?
  ) async throws(StoreError) -> Int {
    try check(.otherWrite)
    return try await base.eraseKeys(of: tenant, logging: entry)
  }

  func purge() async throws(StoreError) -> Bool {
    try check(.otherWrite)
    return try await base.purge()
  }

  func tenants(after: TenantID?, limit: Int) async throws(StoreError) -> [TenantID] {
    try check(.read)
    return try await base.tenants(after: after, limit: limit)
  }

  func subjects(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws(StoreError) -> [String] {
    try check(.read)
    return try await base.subjects(of: tenant, after: after, limit: limit)
  }

  func inventory(of person: PersonID) async throws(StoreError) -> Inventory {
    try check(.read)
    return try await base.inventory(of: person)
  }

  func recordInventory(
    of owner: RecordOwner, after: RecordPosition?, limit: Int
  ) async throws(StoreError) -> [Inventory.Record] {
    try check(.read)
    return try await base.recordInventory(of: owner, after: after, limit: limit)
  }

  func checkDatabase(reindex: Bool) async throws(StoreError) -> DatabaseCheck {
    try check(.read)
    return try await base.checkDatabase(reindex: reindex)
  }

  func profiles(of person: PersonID) async throws(StoreError) -> [StoredProfile] {
    try check(.read)
    return try await base.profiles(of: person)
  }

  func profiles(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredProfile] {
    try check(.read)
    return try await base.profiles(of: person, after: after, limit: limit)
  }

  func profile(_ id: ProfileID, of person: PersonID) async throws(StoreError) -> StoredProfile? {
    try check(.read)
    return try await base.profile(id, of: person)
  }

  func profile(
    from device: DeviceID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile? {
    try check(.read)
    return try await base.profile(from: device, of: person)
  }

  func snapshots(
    of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> [StoredSnapshot] {
    try check(.read)
    return try await base.snapshots(of: profile, of: person)
  }

  func snapshots(
    of profile: ProfileID, of person: PersonID, before version: Int?, limit: Int
  ) async throws(StoreError) -> [StoredSnapshot] {
    try check(.read)
    return try await base.snapshots(of: profile, of: person, before: version, limit: limit)
  }

  func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredSnapshot? {
    try check(.read)
    return try await base.snapshot(version: version, of: profile, of: person)
  }

  func commit(_ commit: SnapshotCommit) async throws(StoreError) -> StoredSnapshot {
    try check(.commit)
    return try await base.commit(commit)
  }

  func noteBackup(
    of profile: ProfileID, of person: PersonID, at time: Date
  ) async throws(StoreError) {
    try check(.otherWrite)
    try await base.noteBackup(of: profile, of: person, at: time)
  }

  func heldComponents(
    among digests: [Digest], of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> Set<Digest> {
    try check(.read)
    return try await base.heldComponents(among: digests, of: profile, of: person)
  }

  func sealedComponent(
    _ digest: Digest, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> SealedComponent? {
    try check(.read)
    return try await base.sealedComponent(digest, of: profile, of: person)
  }

  func open(
    _ offer: StoredOffer, by actor: OfferActor
  ) async throws(StoreError) -> StoredOffer {
    try check(.otherWrite)
    return try await base.open(offer, by: actor)
  }

  func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, by actor: OfferActor,
    at time: Date
  ) async throws(StoreError) -> StoredOffer {
    try check(.otherWrite)
    return try await base.conclude(offer, of: person, with: outcome, by: actor, at: time)
  }

  func openOffers(
    of tenant: TenantID, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer] {
    try check(.read)
    return try await base.openOffers(of: tenant, after: after, limit: limit)
  }

  func offer(_ id: OfferID, of person: PersonID) async throws(StoreError) -> StoredOffer? {
    try check(.read)
    return try await base.offer(id, of: person)
  }

  func offers(of person: PersonID) async throws(StoreError) -> [StoredOffer] {
    try check(.read)
    return try await base.offers(of: person)
  }

  func offers(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer] {
    try check(.read)
    return try await base.offers(of: person, after: after, limit: limit)
  }

  func noteSignIn(_ signIn: StoredSignIn) async throws(StoreError) {
    try check(.otherWrite)
    try await base.noteSignIn(signIn)
  }

  func lastSignIn(
    of person: PersonID, on device: DeviceID
  ) async throws(StoreError) -> StoredSignIn? {
    try check(.read)
    return try await base.lastSignIn(of: person, on: device)
  }

  func people(
    of tenant: TenantID, matching filter: PersonFilter, after: String?, limit: Int
  ) async throws(StoreError) -> [PersonSummary] {
    try check(.read)
    return try await base.people(of: tenant, matching: filter, after: after, limit: limit)
  }

  func profiles(
    of tenant: TenantID, matching text: String, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [PersonsProfile] {
    try check(.read)
    return try await base.profiles(of: tenant, matching: text, after: after, limit: limit)
  }

  func profiles(
    of tenant: TenantID, from devices: [DeviceID], newest count: Int
  ) async throws(StoreError) -> [PersonsProfile] {
    try check(.read)
    return try await base.profiles(of: tenant, from: devices, newest: count)
  }

  func devices(
    of tenant: TenantID, matching text: String, after: DeviceID?, limit: Int
  ) async throws(StoreError) -> [DeviceID] {
    try check(.read)
    return try await base.devices(of: tenant, matching: text, after: after, limit: limit)
  }

  func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, beginning text: String,
    orLabelled label: RecordLabel, after: String?, limit: Int
  ) async throws(StoreError) -> [String] {
    try check(.read)
    return try await base.recordIDs(
      kind, of: owner, beginning: text, orLabelled: label, after: after, limit: limit)
  }

  func record(_ key: RecordKey) async throws(StoreError) -> StoredRecord? {
    try check(.read)
    return try await base.record(key)
  }

  func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel?, after: String?,
    limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try check(.read)
    return try await base.records(kind, of: owner, labelled: label, after: after, limit: limit)
  }

  func records(
    _ kind: RecordKind, of owner: RecordOwner, ids: [String]
  ) async throws(StoreError) -> [StoredRecord] {
    try check(.read)
    return try await base.records(kind, of: owner, ids: ids)
  }

  func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled name: String, withAnyOf values: [String],
    limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try check(.read)
    return try await base.records(
      kind, of: owner, labelled: name, withAnyOf: values, limit: limit)
  }

  func recordCount(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel
  ) async throws(StoreError) -> Int {
    try check(.read)
    return try await base.recordCount(kind, of: owner, labelled: label)
  }

  func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel, skipping count: Int,
    limit: Int
  ) async throws(StoreError) -> [String] {
    try check(.read)
    return try await base.recordIDs(
      kind, of: owner, labelled: label, skipping: count, limit: limit)
  }

  func peoplesRecords(
    _ kind: RecordKind, of tenant: TenantID, labelled label: RecordLabel?,
    after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try check(.read)
    return try await base.peoplesRecords(
      kind, of: tenant, labelled: label, after: after, limit: limit)
  }

  func apply(
    _ changes: [RecordChange], at time: Date, logging entry: LogAppend?
  ) async throws(StoreError) -> [StoredRecord] {
    try check(.otherWrite)
    return try await base.apply(changes, at: time, logging: entry)
  }

  func removeExpired(before time: Date, limit: Int) async throws(StoreError) -> Int {
    try check(.otherWrite)
    return try await base.removeExpired(before: time, limit: limit)
  }

  func append(_ entry: LogAppend) async throws(StoreError) -> LogEntry {
    try check(.otherWrite)
    return try await base.append(entry)
  }

  func logEntries(
    of owner: LogOwner, after sequence: Int, limit: Int
  ) async throws(StoreError) -> [LogEntry] {
    try check(.read)
    return try await base.logEntries(of: owner, after: sequence, limit: limit)
  }

  func newestLogEntry(of owner: LogOwner) async throws(StoreError) -> LogEntry? {
    try check(.read)
    return try await base.newestLogEntry(of: owner)
  }

  func signIns(of person: PersonID) async throws(StoreError) -> [StoredSignIn] {
    try check(.read)
    return try await base.signIns(of: person)
  }

  func records(
    of person: PersonID, after: RecordKey?, limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try check(.read)
    return try await base.records(of: person, after: after, limit: limit)
  }

  func delete(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try check(.otherWrite)
    return try await base.delete(versions, of: profile, of: person, logging: entry)
  }

  func delete(
    _ profile: ProfileID, of person: PersonID, upTo version: Int?, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try check(.otherWrite)
    return try await base.delete(profile, of: person, upTo: version, logging: entry)
  }

  func delete(
    _ person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try check(.otherWrite)
    return try await base.delete(person, logging: entry)
  }

  func assign(
    _ profile: ProfileID, of person: PersonID, to device: DeviceID
  ) async throws(StoreError) {
    try check(.otherWrite)
    try await base.assign(profile, of: person, to: device)
  }
}
