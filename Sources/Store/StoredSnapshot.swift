import Foundation
import UserEnvironment

/// A backup profile with what a list shows of it.
public struct StoredProfile: Hashable, Sendable {
  public let id: ProfileID
  public let device: DeviceID
  /// The source PC as the newest snapshot describes it.
  public let source: SourceDevice
  public let newestVersion: Int
  /// The highest number that a version of this profile ever had, though that version may be deleted:
  /// the next one has the number after it.
  public let highestVersion: Int
  /// When the device last backed up, whether or not anything had changed.
  public let lastBackupAt: Date

  /// - Parameter highestVersion: nil where the newest version has the highest number.
  public init(
    id: ProfileID, device: DeviceID, source: SourceDevice, newestVersion: Int,
    highestVersion: Int? = nil, lastBackupAt: Date
  ) {
    self.id = id
    self.device = device
    self.source = source
    self.newestVersion = newestVersion
    self.highestVersion = highestVersion ?? newestVersion
    self.lastBackupAt = lastBackupAt
  }
}

/// One version of a profile.
public struct StoredSnapshot: Hashable, Sendable {
  public let profile: ProfileID
  /// 1, 2, 3 and so on within the profile; a gap is a version that was deleted.
  public let version: Int
  public let manifest: SnapshotManifest
  /// When the service stored it.
  public let storedAt: Date

  public init(profile: ProfileID, version: Int, manifest: SnapshotManifest, storedAt: Date) {
    self.profile = profile
    self.version = version
    self.manifest = manifest
    self.storedAt = storedAt
  }
}

/// A snapshot to store, with the components that the profile does not hold yet.
public struct SnapshotCommit: Sendable {
  public let person: PersonID
  public let profile: ProfileID
  public let device: DeviceID
  public let version: Int
  public let manifest: SnapshotManifest
  public let newComponents: [SealedComponent]
  /// The person's keys that sealed the new components, as they are stored.
  public let sealedWith: Set<KeyMark>
  public let storedAt: Date

  public init(
    person: PersonID, profile: ProfileID, device: DeviceID, version: Int,
    manifest: SnapshotManifest, newComponents: [SealedComponent], sealedWith: Set<KeyMark> = [],
    storedAt: Date
  ) {
    self.person = person
    self.profile = profile
    self.device = device
    self.version = version
    self.manifest = manifest
    self.newComponents = newComponents
    self.sealedWith = sealedWith
    self.storedAt = storedAt
  }
}

/// A component's encrypted content. A profile holds each digest once, however many versions name it.
public struct SealedComponent: Hashable, Sendable {
  public let digest: Digest
  public let kind: ComponentKind
  /// The version that brought it: part of what the seal is bound to.
  public let firstVersion: Int
  /// Which generation of the person's key sealed it; in the first format of seals, of the tenant's.
  public let keyGeneration: Int
  public let sealedBytes: Data

  public init(
    digest: Digest, kind: ComponentKind, firstVersion: Int, keyGeneration: Int, sealedBytes: Data
  ) {
    self.digest = digest
    self.kind = kind
    self.firstVersion = firstVersion
    self.keyGeneration = keyGeneration
    self.sealedBytes = sealedBytes
  }
}
