import Foundation

/// A small document that a service keeps: a policy, a device, an order. The store knows its name, its
/// revision and its labels, and nothing of what it says.
public struct StoredRecord: Hashable, Sendable {
  public let key: RecordKey
  /// 1 for a new record, one more with each change. A record that was removed and made again begins
  /// anew.
  public let revision: Int
  /// By what else it is found.
  public let labels: Set<RecordLabel>
  public let content: Data
  public let changedAt: Date
  /// From when on ``Store/removeExpired(before:limit:)`` removes it; nil for never. Until that is
  /// called the record is there.
  public let expiresAt: Date?

  public init(
    key: RecordKey, revision: Int, labels: Set<RecordLabel> = [], content: Data,
    changedAt: Date, expiresAt: Date? = nil
  ) {
    self.key = key
    self.revision = revision
    self.labels = labels
    self.content = content
    self.changedAt = changedAt
    self.expiresAt = expiresAt
  }
}

/// Whom a record belongs to: the head of its key. What is a person's is erased with the person.
public enum RecordOwner: Hashable, Sendable {
  /// The whole installation: what its operator decides, and no tenant sees.
  case installation
  case tenant(TenantID)
  case person(PersonID)
}

extension RecordOwner {
  /// The owner as the head of a key in a table: what is not a person's has no subject, what is the
  /// installation's no tenant.
  public var columns: (tenant: String, subject: String) {
    switch self {
    case .installation: ("", "")
    case .tenant(let tenant): (tenant.rawValue, "")
    case .person(let person): (person.tenant.rawValue, person.subject)
    }
  }

  public init(tenant: String, subject: String) {
    let id = TenantID(rawValue: tenant)
    self =
      switch (tenant.isEmpty, subject.isEmpty) {
      case (true, _): .installation
      case (false, true): .tenant(id)
      case (false, false): .person(PersonID(tenant: id, subject: subject))
      }
  }
}

/// What sort of document a record is: `policy`, `device`. Each service has its own.
public struct RecordKind: Hashable, Sendable, RawRepresentable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// What a record is called.
public struct RecordKey: Hashable, Sendable {
  public let owner: RecordOwner
  public let kind: RecordKind
  public let id: String

  public init(owner: RecordOwner, kind: RecordKind, id: String) {
    self.owner = owner
    self.kind = kind
    self.id = id
  }
}

/// A name and a value by which records are found: `device`, `d-1`.
public struct RecordLabel: Hashable, Sendable, Codable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A change to one record.
public enum RecordChange: Hashable, Sendable {
  case put(
    RecordKey, content: Data, labels: Set<RecordLabel>, expiresAt: Date?, if: RecordCondition)
  case remove(RecordKey, if: RecordCondition)

  public var key: RecordKey {
    switch self {
    case .put(let key, _, _, _, _), .remove(let key, _): key
    }
  }

  public var condition: RecordCondition {
    switch self {
    case .put(_, _, _, _, let condition), .remove(_, let condition): condition
    }
  }
}

/// What must hold for a change to be made.
public enum RecordCondition: Hashable, Sendable {
  /// There is no such record.
  case absent
  /// It is there, in this revision.
  case revision(Int)
  case anything

  /// Whether a record that is in this revision (nil: not there) may be changed.
  public func allows(_ revision: Int?) -> Bool {
    switch self {
    case .absent: revision == nil
    case .revision(let expected): revision == expected
    case .anything: true
    }
  }
}

/// A page of records over all people of a tenant begins after this.
public struct PersonRecordPosition: Hashable, Sendable {
  public let subject: String
  public let id: String

  public init(subject: String, id: String) {
    self.subject = subject
    self.id = id
  }
}

extension RecordChange {
  /// - Throws: `store.invalidName` when a name in it is not one that every store keeps.
  public func checkNames() throws(StoreError) {
    try StoreName.check(key)
    guard case .put(_, _, let labels, _, _) = self else { return }
    for label in labels { try StoreName.check(label.name, label.value) }
  }
}

extension Set<RecordLabel> {
  /// In one order, so that equal sets are stored as equal bytes.
  public var inOrder: [RecordLabel] {
    sorted { ($0.name, $0.value) < ($1.name, $1.value) }
  }
}
