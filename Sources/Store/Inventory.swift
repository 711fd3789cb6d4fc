import Foundation

/// Everything that is stored of one person's backups and offers at one moment, as it lies there:
/// texts are not read, so that damage in one row hides no other. For checking a store.
public struct Inventory: Sendable, Equatable {
  /// By id.
  public var profiles: [Profile]
  /// By profile and version.
  public var snapshots: [Snapshot]
  /// By profile and digest.
  public var components: [Component]
  /// By generation.
  public var keys: [StoredPersonKey]
  /// By id.
  public var offers: [Offer]
  /// By device.
  public var signIns: [SignIn]

  public init(
    profiles: [Profile], snapshots: [Snapshot], components: [Component], keys: [StoredPersonKey],
    offers: [Offer], signIns: [SignIn]
  ) {
    self.profiles = profiles
    self.snapshots = snapshots
    self.components = components
    self.keys = keys
    self.offers = offers
    self.signIns = signIns
  }

  public struct Profile: Sendable, Equatable {
    public let id: String
    public let device: String
    /// The source PC, in canonical JSON.
    public let source: Data
    public let newestVersion: Int
    public let lastBackupAt: Date

    public init(
      id: String, device: String, source: Data, newestVersion: Int, lastBackupAt: Date
    ) {
      self.id = id
      self.device = device
      self.source = source
      self.newestVersion = newestVersion
      self.lastBackupAt = lastBackupAt
    }
  }

  public struct Snapshot: Sendable, Equatable {
    public let profile: String
    public let version: Int
    /// In canonical JSON.
    public let manifest: Data
    public let storedAt: Date

    public init(profile: String, version: Int, manifest: Data, storedAt: Date) {
      self.profile = profile
      self.version = version
      self.manifest = manifest
      self.storedAt = storedAt
    }
  }

  /// A component without its bytes.
  public struct Component: Sendable, Equatable {
    public let profile: String
    public let digest: String
    public let kind: String
    public let firstVersion: Int
    public let keyGeneration: Int
    public let sealedByteCount: Int
    /// The first sealed byte, which names the format of the seal.
    public let firstByte: UInt8?

    public init(
      profile: String, digest: String, kind: String, firstVersion: Int, keyGeneration: Int,
      sealedByteCount: Int, firstByte: UInt8?
    ) {
      self.profile = profile
      self.digest = digest
      self.kind = kind
      self.firstVersion = firstVersion
      self.keyGeneration = keyGeneration
      self.sealedByteCount = sealedByteCount
      self.firstByte = firstByte
    }
  }

  public struct Offer: Sendable, Equatable {
    public let id: String
    public let moment: String
    public let outcome: String?
    public let concludedAt: Date?

    public init(id: String, moment: String, outcome: String?, concludedAt: Date?) {
      self.id = id
      self.moment = moment
      self.outcome = outcome
      self.concludedAt = concludedAt
    }
  }

  public struct SignIn: Sendable, Equatable {
    public let device: String
    public let statement: Data

    public init(device: String, statement: Data) {
      self.device = device
      self.statement = statement
    }
  }
}

extension Inventory {
  /// A record, and the labels by which it is found.
  public struct Record: Sendable, Equatable {
    public let kind: String
    public let id: String
    public let revision: Int
    /// As the record has them, in JSON.
    public let labels: Data
    /// As it is found by them, in order.
    public let foundBy: [RecordLabel]
    public let content: Data

    public init(
      kind: String, id: String, revision: Int, labels: Data, foundBy: [RecordLabel], content: Data
    ) {
      self.kind = kind
      self.id = id
      self.revision = revision
      self.labels = labels
      self.foundBy = foundBy
      self.content = content
    }

    public var position: RecordPosition { RecordPosition(kind: kind, id: id) }
  }
}

/// A page of records over all kinds of one owner begins after this.
public struct RecordPosition: Hashable, Sendable {
  public let kind: String
  public let id: String

  public init(kind: String, id: String) {
    self.kind = kind
    self.id = id
  }
}

/// What the database found when it was asked to check itself.
public struct DatabaseCheck: Sendable, Equatable {
  /// What is wrong, in the database's words, without a row's values.
  public let faults: [String]
  /// Why a part could not be checked; nil when all was.
  public let unchecked: String?
  /// Whether the indexes were made anew.
  public let isReindexed: Bool

  public init(faults: [String], unchecked: String? = nil, isReindexed: Bool = false) {
    self.faults = faults
    self.unchecked = unchecked
    self.isReindexed = isReindexed
  }
}
