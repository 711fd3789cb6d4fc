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

  /// Puts the same key in another wrapping in the place of `key`.
  ///
  /// - Throws: `keyGone` when no such key is kept, or not in this wrapping any more.
  func replace(
    _ key: KeyMark, of tenant: TenantID, by wrappedBytes: Data
  ) async throws(StoreError)

  /// The person's wrapped keys, oldest first.
  func personKeys(of person: PersonID) async throws(StoreError) -> [StoredPersonKey]

  /// Keeps a new key of a person. When the person has a key of that generation already, the one that
  /// is there stays and is returned.
  ///
  /// - Parameter tenantKey: the tenant's key that wraps it.
  /// - Throws: `keyGone`, with nothing kept, when that one is not kept as it is given here.
  func insert(
    _ key: StoredPersonKey, for person: PersonID, under tenantKey: KeyMark
  ) async throws(StoreError) -> StoredPersonKey

  /// The keys of people that each of the tenant's keys wraps, by its generation; those that wrap none
  /// are left out.
  func personKeyTotals(of tenant: TenantID) async throws(StoreError) -> [PersonKeyTotal]

  /// Adds to the seals that a key may have made.
  ///
  /// - Returns: the new number; nil when there is no such key.
  func reserveSeals(
    _ count: Int, of owner: KeyOwner, generation: Int
  ) async throws(StoreError) -> Int?

  /// Removes a person's keys, and with them the profiles, snapshots and components that they sealed,
  /// all in one transaction, an entry of a log included. What else is known of the person stays.
  func eraseBackups(
    of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> Erasure

  /// Removes the tenant's wrapped keys, appends to a log in the same transaction, and returns how many
  /// keys there were.
  ///
  /// - Throws: `keyInUse`, with nothing removed, while there are keys of people or components under
  ///   them.
  func eraseKeys(
    of tenant: TenantID, logging entry: LogAppend?
  ) async throws(StoreError) -> Int

  /// Has the database let go of what was removed, as far as it can: SQLite writes its file anew and
  /// empties its log, PostgreSQL makes the space free for use. Takes long in a large database.
  ///
  /// - Returns: false when somebody else's reading kept it from doing so now.
  func purge() async throws(StoreError) -> Bool

  // MARK: Profiles and snapshots

  /// The person's profiles, the most recently backed up first, equals by their id.
  func profiles(of person: PersonID) async throws(StoreError) -> [StoredProfile]

  /// A part of ``profiles(of:)``: at most `limit`, beginning after a position, which need not be
  /// anybody's any more.
  func profiles(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredProfile]

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

  /// A part of ``snapshots(of:of:)``: at most `limit`, of versions before `version`; nil for the newest.
  func snapshots(
    of profile: ProfileID, of person: PersonID, before version: Int?, limit: Int
  ) async throws(StoreError) -> [StoredSnapshot]

  /// One snapshot of the profile; the newest when `version` is nil.
  func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredSnapshot?

  /// Stores a snapshot with the components that it adds, all or nothing, as version
  /// `commit.version`. That must be the profile's highest version plus one (1 for a profile that is
  /// not there yet, which is made); otherwise the error is `versionTaken` and nothing is stored. A
  /// person has one profile from a device: to commit to another one from this device, or to this one
  /// from another device, is `versionTaken`, too.
  ///
  /// Of the new components, those that the profile holds already stay as they are, and those that
  /// the snapshot does not name are left out.
  ///
  /// - Throws: `missingComponent` when the snapshot names a component that is neither held nor sent,
  ///   `keyGone` when a key of `sealedWith` is not kept any more: the components would never open.
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

  // What becomes of an offer is for ``OfferLife`` to say. Each step of it is kept as an
  // ``OfferTransition`` in the transaction of the change, with the person's next sequence number.

  /// Records an offer and returns it. Nothing is stored when the person has an offer of this id, or
  /// an open one for this device, enrollment and moment: then that one is returned. An offer that
  /// comes with its outcome (a miss that the device could not report in time) is recorded beside an
  /// open one.
  ///
  /// - Parameter actor: who told of it.
  func open(
    _ offer: StoredOffer, by actor: OfferActor
  ) async throws(StoreError) -> StoredOffer

  /// Ends an offer. An outcome that was recorded stays: a second, different one is refused as
  /// `alreadyConcluded`, the same one again changes nothing. The one exception is `missed`, which
  /// the service concludes on its own when no answer came: a late answer takes its place.
  ///
  /// - Parameter actor: who said how it ended.
  /// - Throws: `notFound` when the person has no such offer.
  func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, by actor: OfferActor,
    at time: Date
  ) async throws(StoreError) -> StoredOffer

  func offer(_ id: OfferID, of person: PersonID) async throws(StoreError) -> StoredOffer?

  /// The person's offers over all devices, oldest first, equals by their id.
  func offers(of person: PersonID) async throws(StoreError) -> [StoredOffer]

  /// A part of ``offers(of:)``: at most `limit`, beginning after a position.
  func offers(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer]

  /// The offers of a tenant that wait for their answer, ordered by the bytes of subject and id; at most
  /// `limit`, beginning after `after`.
  func openOffers(
    of tenant: TenantID, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer]

  // MARK: Devices and people

  /// Keeps what a device last said of itself at a sign-in of this person. The last call counts,
  /// whatever its time: a clock that ran ahead once must not hide the sign-ins that follow.
  func noteSignIn(_ signIn: StoredSignIn) async throws(StoreError)

  func lastSignIn(
    of person: PersonID, on device: DeviceID
  ) async throws(StoreError) -> StoredSignIn?

  /// Everyone in the tenant who has a profile, had an offer or signed in, and whom the filter's directory
  /// names, ordered by the bytes of their subject; at most `limit`, beginning after the subject `after`.
  ///
  /// Where the directory's labels are in any case, an account is the person's whose subject is known; it
  /// is a person of its own, as the label is written, only while nobody's is.
  func people(
    of tenant: TenantID, matching filter: PersonFilter, after: String?, limit: Int
  ) async throws(StoreError) -> [PersonSummary]

  /// The profiles of a tenant whose id or device's id begins with a text, or whose device's name has
  /// it in it, letters A to Z without regard to case; ordered by the bytes of subject and id. At most
  /// `limit`, beginning after `after`.
  func profiles(
    of tenant: TenantID, matching text: String, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [PersonsProfile]

  /// The newest backups from each of these devices, whosesoever they are, at most `count` from each;
  /// ordered by the bytes of the device, then the newest first.
  func profiles(
    of tenant: TenantID, from devices: [DeviceID], newest count: Int
  ) async throws(StoreError) -> [PersonsProfile]

  /// The devices that somebody has a profile from or signed in on, of which the id begins with a text, or
  /// a profile has it in the device's name, letters A to Z without regard to case; ordered by their
  /// bytes. At most `limit`, beginning after `after`.
  func devices(
    of tenant: TenantID, matching text: String, after: DeviceID?, limit: Int
  ) async throws(StoreError) -> [DeviceID]

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

  /// The records of a kind that one owner has under any of these ids, ordered by the bytes of their
  /// ids: one statement, however many are looked for.
  func records(
    _ kind: RecordKind, of owner: RecordOwner, ids: [String]
  ) async throws(StoreError) -> [StoredRecord]

  /// The records of a kind that carry a label of this name with any of these values, each once, ordered
  /// by the bytes of their ids; at most `limit`.
  func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled name: String, withAnyOf values: [String],
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

  /// The ids of the records that begin with a text, or that carry a label of this name whose value begins
  /// with this one's, ordered by their bytes; at most `limit`, beginning after the id `after`.
  func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, beginning text: String,
    orLabelled label: RecordLabel, after: String?, limit: Int
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

  // MARK: Everything

  /// The tenants of which anything is stored, in the order of their bytes; at most `limit`, beginning
  /// after `after`.
  func tenants(after: TenantID?, limit: Int) async throws(StoreError) -> [TenantID]

  /// The subjects of everyone in the tenant of whom anything is stored, in the order of their bytes; at
  /// most `limit`, beginning after `after`.
  func subjects(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws(StoreError) -> [String]

  /// What is stored of a person, all as of one moment.
  func inventory(of person: PersonID) async throws(StoreError) -> Inventory

  /// The records of one owner, of every kind, in the order of kind and id, as they lie there; at most
  /// `limit`, beginning after `after`.
  func recordInventory(
    of owner: RecordOwner, after: RecordPosition?, limit: Int
  ) async throws(StoreError) -> [Inventory.Record]

  /// Has the database check its own structures.
  ///
  /// - Parameter reindex: makes the indexes anew first.
  func checkDatabase(reindex: Bool) async throws(StoreError) -> DatabaseCheck

  // MARK: All of a person

  /// What devices last said at sign-ins of this person, ordered by the bytes of the device.
  func signIns(of person: PersonID) async throws(StoreError) -> [StoredSignIn]

  /// The person's records of all kinds, ordered by the bytes of kind and id; at most `limit`, beginning
  /// after the record `after`.
  func records(
    of person: PersonID, after: RecordKey?, limit: Int
  ) async throws(StoreError) -> [StoredRecord]

  // MARK: Deletions

  /// Deletes versions of a profile, and those of its components that no other version names. Versions
  /// that are not there are passed over. A number is never given again (see
  /// ``StoredProfile/highestVersion``). What is deleted and the entry in a log are stored together, or
  /// neither.
  ///
  /// - Throws: `notFound` when none of them is there, `onlyVersion` when none would be left.
  func delete(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent

  /// Deletes a profile with all its versions and components.
  ///
  /// - Parameter version: the highest that the caller has seen; nil for whatever is there.
  /// - Throws: `notFound`, `versionTaken` when the profile has had a later version.
  func delete(
    _ profile: ProfileID, of person: PersonID, upTo version: Int?, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent

  /// Deletes all of a person: profiles, offers, sign-ins and records. Logs stay as they are. To delete
  /// somebody of whom there is nothing is no error.
  func delete(
    _ person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent

  /// Gives a profile to another device: the next commit to it comes from there.
  ///
  /// - Throws: `notFound`, `conflict` when the person has another profile from that device.
  func assign(
    _ profile: ProfileID, of person: PersonID, to device: DeviceID
  ) async throws(StoreError)
}

extension Store {
  /// Everyone in the tenant, see ``people(of:matching:after:limit:)``.
  public func people(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws(StoreError) -> [PersonSummary] {
    try await people(of: tenant, matching: .everyone, after: after, limit: limit)
  }
}
