import Foundation
import ServiceAPI
import Store

/// The work of a transfer that was accepted. Every step can be repeated: whoever runs it after an
/// interruption finds how far it got, and nothing is lost or there twice.
extension TransferService {
  /// So often a person's profiles may grow while they are moved, before the rest is left for later.
  private static let roundLimit = 5

  /// Goes on with every transfer that was interrupted: for a server that starts.
  ///
  /// - Returns: the errors of those that cannot be completed now, by the transfer's id.
  public func resume() async throws -> [String: any Error] {
    var failures: [String: any Error] = [:]
    for job in try await jobs.allDocuments(of: .installation) {
      do {
        try await run(
          job.id, from: TenantID(rawValue: job.content.source),
          to: TenantID(rawValue: job.content.target))
      } catch {
        failures[job.id] = error
      }
    }
    return failures
  }

  /// Does what is left of an accepted transfer.
  func run(_ id: String, from source: TenantID, to target: TenantID) async throws {
    try await noteAcceptance(id, in: source)
    let transfer = try await found(id, in: source).content
    if transfer.state == .copying || transfer.state == .removing {
      let counts = try await move(transfer, id: id, from: source, to: target)
      try await complete(id, in: target, counts)
      try await complete(id, in: source, counts)
    }
    try await jobs.remove(id, of: .installation)
  }

  /// The source's log tells of the acceptance, too: once.
  private func noteAcceptance(_ id: String, in source: TenantID) async throws {
    let found = try await found(id, in: source)
    guard found.content.isAcceptanceNoted != true else { return }
    var transfer = found.content
    transfer.isAcceptanceNoted = true
    try await put(
      transfer, over: found, in: source,
      audited: event(.transferAccepted, by: .service, transfer, id: id))
  }

  /// What was copied, over all rounds.
  struct Counts: Sendable, Equatable {
    var profiles = 0
    var versions = 0
  }

  /// Copies the profiles, and removes them at the source where that is wanted. A profile that grew
  /// meanwhile is not removed but copied again: what a person backs up during a transfer is not lost.
  private func move(
    _ transfer: Transfer, id: String, from source: TenantID, to target: TenantID
  ) async throws -> Counts {
    let giver = PersonID(tenant: source, subject: transfer.user)
    let taker = PersonID(tenant: target, subject: transfer.otherUser)
    for _ in 0..<Self.roundLimit {
      let profiles = try await store.profiles(of: giver)
      if !profiles.isEmpty { try await copy(giver, to: taker) }
      let counts = try await advance(id, in: source, profiles)
      guard transfer.removesAtSource, !profiles.isEmpty else { return counts }
      for profile in profiles {
        do {
          _ = try await deletions.delete(
            profile.id, of: giver, upTo: profile.highestVersion, by: .service,
            reason: transfer.reason)
        } catch let error as StoreError where error.code == .versionTaken {
          // It has grown: the next round copies what is new.
        } catch let problem as ServiceProblem where problem.kind == .profileNotFound {
          // Somebody else removed it meanwhile.
        }
      }
    }
    throw ServiceProblem(
      .snapshotContended,
      "The person backs up all the time while the profiles are moved. What was copied stays; accept again to go on."
    )
  }

  private func copy(_ giver: PersonID, to taker: PersonID) async throws {
    var reader = ArchiveReader()
    var intake = PersonImport(store: store, components: components, person: taker)
    try await PersonExport(store: store, components: components, now: now)
      .write(giver, onlyProfiles: true) { bytes in
        for line in try reader.take(bytes) { try await intake.take(line) }
      }
    try reader.finish()
    _ = try await intake.finish()
  }

  /// Notes at the source how much was copied before any of it is removed, so that an interruption between
  /// the two does not forget it.
  private func advance(
    _ id: String, in source: TenantID, _ profiles: [StoredProfile]
  ) async throws -> Counts {
    let found = try await found(id, in: source)
    var transfer = found.content
    var counts = Counts(
      profiles: transfer.copiedProfiles ?? 0, versions: transfer.copiedVersions ?? 0)
    guard !profiles.isEmpty else { return counts }
    let giver = PersonID(tenant: source, subject: transfer.user)
    var versions = 0
    for profile in profiles {
      versions += try await store.snapshots(of: profile.id, of: giver).count
    }
    counts.profiles = max(counts.profiles, profiles.count)
    counts.versions = max(counts.versions, versions)
    transfer.state = transfer.removesAtSource ? .removing : .copying
    transfer.copiedProfiles = counts.profiles
    transfer.copiedVersions = counts.versions
    if transfer != found.content {
      try await transfers.put(
        transfer, id: id, of: .tenant(source), if: .revision(found.revision))
    }
    return counts
  }

  /// Concludes one side, with the entry in its log: once.
  private func complete(_ id: String, in tenant: TenantID, _ counts: Counts) async throws {
    let found = try await found(id, in: tenant)
    guard found.content.state != .completed else { return }
    var transfer = found.content
    transfer.state = .completed
    transfer.completedAt = now()
    transfer.copiedProfiles = counts.profiles
    transfer.copiedVersions = counts.versions
    try await put(
      transfer, over: found, in: tenant,
      audited: event(.transferCompleted, by: .service, transfer, id: id))
  }
}
