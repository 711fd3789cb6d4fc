import Foundation
import ServiceAPI
import Store
import UserEnvironment

/// What a person has backed up: profiles, their versions, and the contents.
public struct ProfileService: Sendable {
  let store: any Store
  let components: ComponentVault

  /// A page of the person's profiles, the most recently backed up first.
  func profiles(of person: PersonID, _ page: TimedPage) async throws -> ProfileList {
    let found = try await store.profiles(of: person, after: page.after, limit: page.lookahead)
    let (items, next) = page.cut(found, position: \.position)
    return ProfileList(profiles: items.map(\.summary), next: next)
  }

  /// A profile with a page of its versions, newest first.
  ///
  /// - Parameter version: only those before it; nil for the newest.
  func profile(
    _ id: ProfileID, of person: PersonID, before version: Int?, _ page: Page
  ) async throws -> ProfileVersions {
    let profile = try await found(id, of: person)
    let found = try await store.snapshots(
      of: id, of: person, before: version, limit: page.lookahead)
    let (items, next) = page.cut(found) { String($0.version) }
    return ProfileVersions(
      profile: profile.summary, versions: items.map(\.onTheWire), next: next)
  }

  /// One version of a profile.
  public func snapshot(
    _ selector: SnapshotSelector, of id: ProfileID, of person: PersonID
  ) async throws -> SnapshotVersion {
    try await foundSnapshot(selector, of: id, of: person).onTheWire
  }

  /// What one component of a version is.
  func component(
    _ kind: ComponentKind, of selector: SnapshotSelector, of id: ProfileID, of person: PersonID
  ) async throws -> ComponentDescription {
    let snapshot = try await foundSnapshot(selector, of: id, of: person)
    guard let description = snapshot.manifest.components.first(where: { $0.kind == kind }) else {
      throw ServiceProblem(
        .componentNotFound, "Version \(snapshot.version) of this profile has no component \(kind).")
    }
    return description
  }

  /// A component's canonical bytes.
  func content(
    of component: ComponentDescription, in id: ProfileID, of person: PersonID
  ) async throws -> Data {
    guard let bytes = try await components.open(component.digest, of: id, person: person) else {
      // Deleted since the version was read? Then no version names it any more.
      let names = try await store.snapshots(of: id, of: person)
        .contains { $0.manifest.components.contains { $0.digest == component.digest } }
      guard names else {
        throw ServiceProblem(.snapshotNotFound, "This version was deleted meanwhile.")
      }
      throw StoreError(.corrupt, "A snapshot names a component that the store does not hold.")
    }
    return bytes
  }

  private func found(_ id: ProfileID, of person: PersonID) async throws -> StoredProfile {
    guard let profile = try await store.profile(id, of: person) else {
      throw ServiceProblem(.profileNotFound, "This person has no such profile.")
    }
    return profile
  }

  private func foundSnapshot(
    _ selector: SnapshotSelector, of id: ProfileID, of person: PersonID
  ) async throws -> StoredSnapshot {
    let version: Int? =
      switch selector {
      case .newest: nil
      case .version(let number): number
      }
    if let snapshot = try await store.snapshot(version: version, of: id, of: person) {
      return snapshot
    }
    let profile = try await found(id, of: person)
    throw ServiceProblem(
      .snapshotNotFound,
      "This profile has no such version; its newest is \(profile.newestVersion).")
  }
}

extension StoredProfile {
  var summary: ProfileSummary {
    ProfileSummary(
      id: id.rawValue, source: source, newestVersion: newestVersion, lastBackupAt: lastBackupAt)
  }
}

extension StoredSnapshot {
  var onTheWire: SnapshotVersion {
    SnapshotVersion(version: version, manifest: manifest, storedAt: storedAt)
  }
}
