import Foundation
import ServiceAPI
import Store
import UserEnvironment
import Vault

/// Takes an archive in, line by line, for one person of one tenant.
///
/// Every profile gets an id that is derived from its old one and the person, so that an import which was
/// interrupted, or is repeated, finds what is there already and adds what is missing. While it is under
/// way a profile has a device of its own; the real one is given to it when the archive has come to
/// its end, unless the person has a profile from that device.
struct PersonImport {
  let store: any Store
  let components: ComponentVault
  let person: PersonID

  private var current: Target?
  private var finished: [Target] = []
  private var pending: [Digest: ArchiveLine.Component] = [:]
  private(set) var result = ImportAnswer()

  init(store: any Store, components: ComponentVault, person: PersonID) {
    self.store = store
    self.components = components
    self.person = person
  }

  /// A profile of the archive, and the one that it becomes here.
  private struct Target {
    let profile: ArchiveLine.Profile
    let id: ProfileID
    /// The highest version that was there before.
    let heldVersions: Int
    /// How many of the archive's snapshots were read.
    var readCount = 0
    /// Whether this import has stored something of it.
    var hasGrown = false
    /// Whether all of it was there before, under its own id.
    let isHeldWhole: Bool
  }

  /// The id under which a profile of an archive is kept for a person.
  static func profileID(of profile: String, for person: PersonID) -> ProfileID {
    var running = RunningDigest()
    for text in ["valise imported profile", person.tenant.rawValue, person.subject, profile] {
      running.append(Data("\(text.utf8.count):\(text)".utf8))
    }
    let digits = running.digest.description.drop { $0 != ":" }.dropFirst().prefix(32)
    return ProfileID(rawValue: "p-" + digits)
  }

  /// Takes a line that an ``ArchiveReader`` let through, or a ``PersonExport`` wrote.
  mutating func take(_ line: ArchiveLine) async throws {
    if let profile = line.profile {
      try await begin(profile)
    } else if let component = line.component {
      pending[component.digest] = component
    } else if let snapshot = line.snapshot {
      try await store(snapshot)
    } else {
      finishProfile()
      if let offer = line.offer { try await store(offer) }
      if let signIn = line.signIn { try await store(signIn) }
    }
  }

  /// To be called when the whole archive was good.
  mutating func finish() async throws -> ImportAnswer {
    finishProfile()
    for target in finished where !target.isHeldWhole {
      try await store.noteBackup(
        of: target.id, of: person, at: target.profile.lastBackupAt)
      do {
        try await store.assign(
          target.id, of: person, to: DeviceID(rawValue: target.profile.device))
      } catch {
        guard error.code == .conflict else { throw error }
        // The person has backed up from this device here: that profile goes on, this one stays as it is.
      }
    }
    return result
  }

  /// To be called when the archive turned out to be bad: takes back what this import stored of
  /// profiles. Offers and sign-ins come after all profiles, and are facts in themselves.
  mutating func takeBack() async throws {
    finishProfile()
    for target in finished where target.hasGrown {
      if target.heldVersions == 0 {
        _ = try await store.delete(target.id, of: person, upTo: nil, logging: nil)
      } else {
        let added = Set(target.heldVersions + 1...target.readCount)
        _ = try await store.delete(added, of: target.id, of: person, logging: nil)
      }
    }
  }

  // MARK: Profiles

  private mutating func begin(_ profile: ArchiveLine.Profile) async throws {
    finishProfile()
    try Identifier.check(profile.id, field: "profile.id")
    try Identifier.check(profile.device, field: "profile.device")
    let own = ProfileID(rawValue: profile.id)
    if try await holds(profile, as: own) {
      current = Target(profile: profile, id: own, heldVersions: 0, isHeldWhole: true)
      return
    }
    let id = Self.profileID(of: profile.id, for: person)
    let known = try await store.profile(id, of: person)
    for snapshot in try await store.snapshots(of: id, of: person)
    where snapshot.version <= profile.snapshots.count {
      let archived = profile.snapshots[snapshot.version - 1].manifest
      guard Digest(of: try CanonicalJSON.encode(snapshot.manifest)) == archived else {
        throw ServiceProblem(
          .archiveConflict,
          "The profile \(id.rawValue) was made by an earlier import, and has become another one since. Delete it, or leave it as it is."
        )
      }
    }
    current = Target(
      profile: profile, id: id, heldVersions: known?.highestVersion ?? 0, isHeldWhole: false)
  }

  /// Whether the person has this very profile, with every version that the archive has of it.
  private func holds(_ profile: ArchiveLine.Profile, as id: ProfileID) async throws -> Bool {
    var held: [Int: Digest] = [:]
    for snapshot in try await store.snapshots(of: id, of: person) {
      held[snapshot.version] = Digest(of: try CanonicalJSON.encode(snapshot.manifest))
    }
    return profile.snapshots.allSatisfy { held[$0.version] == $0.manifest }
  }

  private mutating func finishProfile() {
    guard let current else { return }
    finished.append(current)
    self.current = nil
    if current.isHeldWhole || !current.hasGrown {
      result.profilesHeld += 1
    } else {
      result.profilesImported += 1
    }
  }

  private mutating func store(_ snapshot: ArchiveLine.Snapshot) async throws {
    defer { pending = [:] }
    guard var target = current else { return }
    target.readCount += 1
    let version = target.readCount
    defer { current = target }
    guard !target.isHeldWhole, version > target.heldVersions else {
      result.versionsHeld += 1
      return
    }
    do {
      try await commit(snapshot, to: target, as: version)
    } catch let error as StoreError where error.code == .keyGone {
      // The person was erased since this process looked: seal with a new key.
      await components.vault.doubtKeys(of: PersonName(person))
      try await commit(snapshot, to: target, as: version)
    }
    target.hasGrown = true
    result.versionsImported += 1
  }

  private func commit(
    _ snapshot: ArchiveLine.Snapshot, to target: Target, as version: Int
  ) async throws {
    var sealed: [SealedComponent] = []
    var keys: Set<KeyMark> = []
    var seen: Set<Digest> = []
    for description in snapshot.manifest.components {
      guard let component = pending[description.digest] else { continue }
      try ComponentCheck.check(component.content, against: description)
      guard seen.insert(description.digest).inserted else { continue }
      let (seal, key) = try await components.seal(
        component.content, of: description, for: person, profile: target.id, version: version)
      sealed.append(seal)
      keys.insert(key)
    }
    do {
      _ = try await store.commit(
        SnapshotCommit(
          person: person, profile: target.id,
          device: try await device(of: target), version: version, manifest: snapshot.manifest,
          newComponents: sealed, sealedWith: keys, storedAt: snapshot.storedAt))
    } catch let error as StoreError where Self.overtaken.contains(error.code) {
      throw ServiceProblem(
        .archiveConflict,
        "The profile \(target.id.rawValue) is changed by another import at the same time, or was changed since an earlier one. Try again; if it stays so, delete that profile first."
      )
    }
  }

  /// Somebody else changed the profile at the same time.
  private static let overtaken: Set<StoreError.Code> = [.versionTaken, .missingComponent]

  /// The device under which the profile is stored now: its own until it is given the real one.
  private func device(of target: Target) async throws -> DeviceID {
    try await store.profile(target.id, of: person)?.device
      ?? DeviceID(rawValue: "import-of-" + target.id.rawValue)
  }

  // MARK: History

  /// Offers that ended are kept, since a no stays a no. One that was open waits for no answer here.
  private mutating func store(_ offer: OfferRecord) async throws {
    guard let outcome = offer.outcome else { return }
    for (name, text) in [
      ("id", offer.id), ("device", offer.device), ("enrollment", offer.enrollment),
    ] { try Identifier.check(text, field: "offer." + name) }
    let id = OfferID(rawValue: offer.id)
    guard try await store.offer(id, of: person) == nil else { return }
    _ = try await store.open(
      StoredOffer(
        id: id, person: person, device: DeviceID(rawValue: offer.device),
        enrollment: offer.enrollment, moment: offer.moment, offeredAt: offer.offeredAt,
        outcome: outcome, concludedAt: offer.concludedAt ?? offer.offeredAt), by: .service)
    result.offersImported += 1
  }

  /// What a device last said of itself is kept where nothing newer is known.
  private mutating func store(_ signIn: ArchiveLine.SignIn) async throws {
    try Identifier.check(signIn.device, field: "signIn.device")
    let device = DeviceID(rawValue: signIn.device)
    let archived = StoredSignIn(
      person: person, device: device, statement: signIn.statement, at: signIn.at)
    guard let recorded = try? RecordedSignIn(archived) else {
      throw ServiceProblem(.invalidField, "The archive holds a sign-in that cannot be read.")
    }
    guard try await store.lastSignIn(of: person, on: device) == nil else { return }
    try await store.noteSignIn(
      StoredSignIn(
        person: person, device: device, statement: try CanonicalJSON.encode(recorded),
        at: signIn.at))
  }
}
