import Foundation
import UserEnvironment

/// What a device sends to back up: `POST /v1/users/{user}/snapshots`.
///
/// First without contents; the answer names what the service lacks. Then again with just that. When
/// nothing changed since the last backup, the first request is the only one.
public struct SnapshotSubmission: Codable, Sendable, Hashable {
  /// The device that the environment was captured on.
  public let device: String
  public let manifest: SnapshotManifest
  /// The canonical encodings of the components that the service lacks, none at first.
  public let contents: [ComponentContent]

  public init(device: String, manifest: SnapshotManifest, contents: [ComponentContent] = []) {
    self.device = device
    self.manifest = manifest
    self.contents = contents
  }
}

/// A component's bytes on the wire, base64 in JSON.
public struct ComponentContent: Codable, Sendable, Hashable {
  public let kind: ComponentKind
  public let bytes: Data

  public init(kind: ComponentKind, bytes: Data) {
    self.kind = kind
    self.bytes = bytes
  }
}

/// The service's answer to a submission: a receipt, or the components to send. Exactly one is there.
public struct SnapshotAnswer: Codable, Sendable, Hashable {
  public let receipt: Receipt?
  public let lacking: [ComponentKind]?

  public init(receipt: Receipt) {
    self.receipt = receipt
    lacking = nil
  }

  public init(lacking: [ComponentKind]) {
    receipt = nil
    self.lacking = lacking
  }
}

/// The promise that a snapshot is stored. It is given only after the commit.
public struct Receipt: Codable, Sendable, Hashable {
  public let profile: String
  public let version: Int
  /// False when the newest version had this very content: then that version is named here, and only
  /// the time of the last backup is new.
  public let changed: Bool
  public let storedAt: Date

  public init(profile: String, version: Int, changed: Bool, storedAt: Date) {
    self.profile = profile
    self.version = version
    self.changed = changed
    self.storedAt = storedAt
  }
}

/// A backup profile in a list: `GET /v1/users/{user}/profiles`.
public struct ProfileSummary: Codable, Sendable, Hashable {
  public let id: String
  public let source: SourceDevice
  public let newestVersion: Int
  public let lastBackupAt: Date

  public init(id: String, source: SourceDevice, newestVersion: Int, lastBackupAt: Date) {
    self.id = id
    self.source = source
    self.newestVersion = newestVersion
    self.lastBackupAt = lastBackupAt
  }
}

/// A person's profiles: `GET /v1/users/{user}/profiles`.
public struct ProfileList: ListPage, Codable, Sendable, Hashable {
  /// The most recently backed up first.
  public let profiles: [ProfileSummary]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(profiles: [ProfileSummary], next: String? = nil) {
    self.profiles = profiles
    self.next = next
  }
}

/// A profile with its versions, newest first: `GET /v1/users/{user}/profiles/{profile}`.
public struct ProfileVersions: ListPage, Codable, Sendable, Hashable {
  public let profile: ProfileSummary
  public let versions: [SnapshotVersion]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(profile: ProfileSummary, versions: [SnapshotVersion], next: String? = nil) {
    self.profile = profile
    self.versions = versions
    self.next = next
  }
}

/// One version of a profile:
/// `GET /v1/users/{user}/profiles/{profile}/snapshots/{version}`, where `{version}` is a number or
/// `newest`. Its components' contents are at `.../components/{kind}` below it.
public struct SnapshotVersion: Codable, Sendable, Hashable {
  public let version: Int
  public let manifest: SnapshotManifest
  public let storedAt: Date

  public init(version: Int, manifest: SnapshotManifest, storedAt: Date) {
    self.version = version
    self.manifest = manifest
    self.storedAt = storedAt
  }
}
