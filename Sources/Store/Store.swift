import Foundation
import RestoreRules
import UserEnvironment

/// Where the service keeps everything: profiles, snapshots, sealed components, offers, wrapped keys,
/// and the small documents of its other nouns as records.
///
/// Every operation names the tenant, and every one about a person names the person: an
/// implementation keeps both at the head of every key, so that nothing is reachable without them.
/// What a method returned is durable: a write that returned survives a power cut.
///
/// A store knows nothing of encryption; components reach it sealed. It holds no clock; every time
/// is given, and kept to the millisecond; a manifest is kept in its canonical encoding. Names are
/// told apart by their UTF-8 bytes; one that ``StoreName`` refuses is `invalidName` everywhere.
/// `Tests/StoreConformance` says in tests what the words here mean; every implementation
/// passes it.
public protocol Store: Sendable {
  /// Answers when the store can be read and written: it writes something, and reads it back.
  func checkHealth() async throws(StoreError)

  // MARK: Keys

  /// The tenant's wrapped data keys, oldest first.
  func wrappedKeys(of tenant: TenantID) async throws(StoreError) -> [WrappedKey]

  /// Keeps a new wrapped key. When the tenant has a key of that generation already, the one that is
  /// there stays and is returned: of two processes that start at once, one wins and both use it.
  func insert(
    _ key: WrappedKey, for tenant: TenantID
  ) async throws(StoreError) -> WrappedKey

  // MARK: Profiles and snapshots

  /// The person's profiles, the most recently backed up first, equals by their id.
  func profiles(of person: PersonID) async throws(StoreError) -> [StoredProfile]

  func profile(
    _ id: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile?

  /// The profile that the person has from this device.
  func profile(
    from device: DeviceID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile?

  /// The profile's snapshots, newest first.
  func snapshots(
    of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> [StoredSnapshot]

  /// One snapshot of the profile; the newest when `version` is nil.
  func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredSnapshot?

  /// Stores a snapshot with the components that it adds, all or nothing, as version
  /// `commit.version`. That must be the profile's newest version plus one (1 for a profile that is
  /// not there yet, which is made); otherwise the error is `versionTaken` and nothing is stored. A
  /// person has one profile from a device: to commit to another one from this device, or to this one
  /// from another device, is `versionTaken`, too.
  ///
  /// Of the new components, those that the profile holds already stay as they are, and those that
  /// the snapshot does not name are left out.
  ///
  /// - Throws: `missingComponent` when the snapshot names a component that is neither held nor sent.
  func commit(_ commit: SnapshotCommit) async throws(StoreError) -> StoredSnapshot

  /// Notes that the device was found unchanged: the profile's last backup is now `time`, unless a
  /// later one is known already.
  ///
  /// - Throws: `notFound` when the person has no such profile.
  func noteBackup(
    of profile: ProfileID, of person: PersonID, at time: Date
  ) async throws(StoreError)

  /// The components of these digests that the profile holds.
  func heldComponents(
    among digests: [Digest], of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> Set<Digest>

  func sealedComponent(
    _ digest: Digest, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> SealedComponent?

  // MARK: Offers

  /// Records an offer and returns it. Nothing is stored when the person has an offer of this id, or
  /// an open one for this device, enrollment and moment: then that one is returned. An offer that
  /// comes with its outcome (a miss that the device could not report in time) is recorded beside an
  /// open one.
  func open(_ offer: StoredOffer) async throws(StoreError) -> StoredOffer

  /// Ends an offer. An outcome that was recorded stays: a second, different one is refused as
  /// `alreadyConcluded`, the same one again changes nothing. The one exception is `missed`, which
  /// the service concludes on its own when no answer came: a late answer takes its place.
  ///
  /// - Throws: `notFound` when the person has no such offer.
  func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, at time: Date
  ) async throws(StoreError) -> StoredOffer

  func offer(_ id: OfferID, of person: PersonID) async throws(StoreError) -> StoredOffer?

  /// The person's offers over all devices, oldest first, equals by their id.
  func offers(of person: PersonID) async throws(StoreError) -> [StoredOffer]

  // MARK: Devices and people

  /// Keeps what a device last said of itself at a sign-in of this person. The last call counts,
  /// whatever its time: a clock that ran ahead once must not hide the sign-ins that follow.
  func noteSignIn(_ signIn: StoredSignIn) async throws(StoreError)

  func lastSignIn(
    of person: PersonID, on device: DeviceID
  ) async throws(StoreError) -> StoredSignIn?

  /// Everyone in the tenant who has a profile or had an offer, ordered by the bytes of their
  /// subject; at most `limit`, beginning after the subject `after`.
  func people(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws(StoreError) -> [PersonSummary]

  // MARK: Records

  func record(_ key: RecordKey) async throws(StoreError) -> StoredRecord?

  /// The records of a kind that one owner has, ordered by the bytes of their ids; at most `limit`,
  /// beginning after the id `after`.
  ///
  /// - Parameter label: only those that carry it; nil for all.
  func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel?, after: String?,
    limit: Int
  ) async throws(StoreError) -> [StoredRecord]

  /// How many records of a kind carry a label. Fast, however large the records are.
  func recordCount(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel
  ) async throws(StoreError) -> Int

  /// The ids of the records that carry a label, ordered by their bytes, without the first `count`; at
  /// most `limit`. Fast, however large the records are: for lists whose pages are counted.
  func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel, skipping count: Int,
    limit: Int
  ) async throws(StoreError) -> [String]

  /// The records of a kind that the people of a tenant have, ordered by the bytes of subject and id;
  /// at most `limit`, beginning after `after`.
  func peoplesRecords(
    _ kind: RecordKind, of tenant: TenantID, labelled label: RecordLabel?,
    after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredRecord]

  /// Makes changes in their order, all or none, and appends to a log in the same transaction.
  ///
  /// - Parameter time: when the records that are put were changed.
  /// - Returns: the records that were put, in the order of the changes.
  /// - Throws: `conflict` when a condition does not hold; then nothing is changed or appended.
  func apply(
    _ changes: [RecordChange], at time: Date, logging entry: LogAppend?
  ) async throws(StoreError) -> [StoredRecord]

  /// Removes records that expired before `time`, whosesoever they are; at most `limit`, the first to
  /// expire first.
  ///
  /// - Returns: how many were removed.
  func removeExpired(before time: Date, limit: Int) async throws(StoreError) -> Int

  // MARK: Logs

  /// Appends an entry, and returns it.
  func append(_ entry: LogAppend) async throws(StoreError) -> LogEntry

  /// The entries after a sequence number (0 for all), oldest first; at most `limit`.
  func logEntries(
    of owner: LogOwner, after sequence: Int, limit: Int
  ) async throws(StoreError) -> [LogEntry]

  /// The newest entry, nil in an empty log.
  func newestLogEntry(of owner: LogOwner) async throws(StoreError) -> LogEntry?
}
