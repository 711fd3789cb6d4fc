import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment
import Vault

/// Takes backups in: says what is lacking, checks what is sent, seals it, stores it in one
/// transaction, and only then gives the receipt.
public struct SnapshotService: Sendable {
  let store: any Store
  let components: ComponentVault
  let policies: EffectivePolicyService
  let retention: RetentionService
  let now: @Sendable () -> Date

  /// How often a submission is tried again when another one of the same profile is faster.
  private static let attempts = 8

  /// - Parameter caller: who sends it. Policies decide by what the person's own token says of their
  ///   groups, else by what it said at their last sign-in.
  /// - Throws: `backup.turnedOff`, `backup.componentNotAllowed`, and what is wrong with the submission.
  public func submit(
    _ submission: SnapshotSubmission, of person: PersonID, as caller: Caller
  ) async throws -> SnapshotAnswer {
    let submission = try CheckedSubmission(submission)
    let policy = try await policies.effective(
      for: person, on: submission.device,
      stated: policies.membership(of: person, on: submission.device, as: caller))
    try BackupPermission.check(submission.manifest, against: policy)
    let answer = try await store(submission, of: person)
    if let receipt = answer.receipt, receipt.changed {
      // The backup is stored, whatever becomes of older versions; the next round takes them, too.
      _ = try? await retention.apply(
        policy, to: ProfileID(rawValue: receipt.profile), of: person)
    }
    return answer
  }

  private func store(
    _ submission: CheckedSubmission, of person: PersonID
  ) async throws -> SnapshotAnswer {
    for _ in 0..<Self.attempts {
      do {
        return try await attempt(submission, of: person)
      } catch let error as StoreError
        where [.versionTaken, .missingComponent, .notFound].contains(error.code)
      {
        // Another backup of this profile was stored, or something of it deleted, meanwhile: look again.
      } catch let error as StoreError where error.code == .keyGone {
        // The person was erased meanwhile: seal with a new key.
        await components.vault.doubtKeys(of: PersonName(person))
      }
    }
    throw ServiceProblem(
      .snapshotContended,
      "Several backups of this person and device arrive at once. Nothing of this one was stored; send it again."
    )
  }

  private func attempt(
    _ submission: CheckedSubmission, of person: PersonID
  ) async throws -> SnapshotAnswer {
    guard let profile = try await store.profile(from: submission.device, of: person) else {
      return try await store(
        submission, of: person, in: ProfileID(rawValue: RandomID.make("p")), as: 1, after: nil,
        held: [])
    }
    let newest = try await store.snapshot(version: nil, of: profile.id, of: person)
    if let newest, submission.isSameContent(as: newest.manifest) {
      try await store.noteBackup(of: profile.id, of: person, at: now())
      return SnapshotAnswer(receipt: newest.receipt(changed: false))
    }
    let held = try await store.heldComponents(
      among: submission.manifest.components.map(\.digest), of: profile.id, of: person)
    return try await store(
      submission, of: person, in: profile.id, as: profile.highestVersion + 1, after: newest,
      held: held)
  }

  /// Stores the submission as this version, or says which components it lacks.
  private func store(
    _ submission: CheckedSubmission, of person: PersonID, in profile: ProfileID, as version: Int,
    after newest: StoredSnapshot?, held: Set<Digest>
  ) async throws -> SnapshotAnswer {
    let lacking = submission.manifest.components.filter {
      !held.contains($0.digest) && submission.contents[$0.digest] == nil
    }
    guard lacking.isEmpty else { return SnapshotAnswer(lacking: lacking.map(\.kind)) }
    try await checkHeld(submission, after: newest, of: profile, of: person)

    var sealed: [SealedComponent] = []
    var keys: Set<KeyMark> = []
    for component in submission.newComponents(beside: held) {
      guard let bytes = submission.contents[component.digest] else { continue }
      let (seal, key) = try await components.seal(
        bytes, of: component, for: person, profile: profile, version: version)
      sealed.append(seal)
      keys.insert(key)
    }
    let stored = try await store.commit(
      SnapshotCommit(
        person: person, profile: profile, device: submission.device, version: version,
        manifest: submission.manifest, newComponents: sealed,
        sealedWith: keys, storedAt: now()))
    return SnapshotAnswer(receipt: stored.receipt(changed: true))
  }

  /// Checks what the manifest says of components that were not sent because they are held. The
  /// newest version's own descriptions were checked when it was stored; any other is checked now.
  private func checkHeld(
    _ submission: CheckedSubmission, after newest: StoredSnapshot?, of profile: ProfileID,
    of person: PersonID
  ) async throws {
    let known = Set(newest?.manifest.components ?? [])
    for component in submission.manifest.components
    where submission.contents[component.digest] == nil && !known.contains(component) {
      guard
        let bytes = try await components.open(component.digest, of: profile, person: person)
      else { continue }
      try ComponentCheck.check(bytes, against: component)
    }
  }
}

extension StoredSnapshot {
  fileprivate func receipt(changed: Bool) -> Receipt {
    Receipt(
      profile: profile.rawValue, version: version, changed: changed, storedAt: storedAt)
  }
}
