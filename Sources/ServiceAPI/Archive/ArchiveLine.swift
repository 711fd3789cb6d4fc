import Foundation
import UserEnvironment

/// A line of an archive that holds all of a person: `docs/archive.md` describes the format. Exactly one
/// of its members is there.
public struct ArchiveLine: Codable, Sendable, Hashable {
  public var archive: Header?
  public var profile: Profile?
  public var component: Component?
  public var snapshot: Snapshot?
  public var offer: OfferRecord?
  public var signIn: SignIn?
  public var record: Record?
  public var end: End?

  public init() {}

  /// The first line.
  public struct Header: Codable, Sendable, Hashable {
    public let format: String
    public let version: Int
    /// The person's id where the archive was made.
    public let user: String
    public let exportedAt: Date

    public static let format = "valise-person-archive"
    public static let version = 1

    public init(user: String, exportedAt: Date) {
      format = Self.format
      version = Self.version
      self.user = user
      self.exportedAt = exportedAt
    }
  }

  /// A backup profile; its components and snapshots follow.
  public struct Profile: Codable, Sendable, Hashable {
    public let id: String
    public let device: String
    public let lastBackupAt: Date
    /// The snapshots that follow, oldest first.
    public let snapshots: [Announced]

    public struct Announced: Codable, Sendable, Hashable {
      public let version: Int
      /// The digest of the manifest's canonical encoding.
      public let manifest: Digest

      public init(version: Int, manifest: Digest) {
        self.version = version
        self.manifest = manifest
      }
    }

    public init(id: String, device: String, lastBackupAt: Date, snapshots: [Announced]) {
      self.id = id
      self.device = device
      self.lastBackupAt = lastBackupAt
      self.snapshots = snapshots
    }
  }

  /// A component's content. Of one profile it is there once, before the first snapshot that names it.
  public struct Component: Codable, Sendable, Hashable {
    public let kind: ComponentKind
    public let digest: Digest
    /// The canonical encoding, in Base64.
    public let content: Data

    public init(kind: ComponentKind, digest: Digest, content: Data) {
      self.kind = kind
      self.digest = digest
      self.content = content
    }
  }

  public struct Snapshot: Codable, Sendable, Hashable {
    public let version: Int
    public let storedAt: Date
    public let manifest: SnapshotManifest

    public init(version: Int, storedAt: Date, manifest: SnapshotManifest) {
      self.version = version
      self.storedAt = storedAt
      self.manifest = manifest
    }
  }

  /// What a device last said of itself when the person signed in.
  public struct SignIn: Codable, Sendable, Hashable {
    public let device: String
    public let at: Date
    /// As the service keeps it, in Base64.
    public let statement: Data

    public init(device: String, at: Date, statement: Data) {
      self.device = device
      self.at = at
      self.statement = statement
    }
  }

  /// A small document that the service keeps about the person.
  public struct Record: Codable, Sendable, Hashable {
    public let kind: String
    public let id: String
    public let changedAt: Date
    /// As the service keeps it, in Base64.
    public let content: Data

    public init(kind: String, id: String, changedAt: Date, content: Data) {
      self.kind = kind
      self.id = id
      self.changedAt = changedAt
      self.content = content
    }
  }

  /// The last line.
  public struct End: Codable, Sendable, Hashable {
    /// How many lines come before this one.
    public let lines: Int
    /// Of all bytes before this line.
    public let digest: Digest

    public init(lines: Int, digest: Digest) {
      self.lines = lines
      self.digest = digest
    }
  }

  /// How many members are there.
  var memberCount: Int {
    [
      archive != nil, profile != nil, component != nil, snapshot != nil, offer != nil,
      signIn != nil, record != nil, end != nil,
    ].count { $0 }
  }
}
