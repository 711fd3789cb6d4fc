import Foundation
import Store
import UserEnvironment

/// A document with what the store says of it.
public struct Versioned<Content: Sendable>: Sendable {
  public let id: String
  public let owner: RecordOwner
  public let revision: Int
  public let changedAt: Date
  public let content: Content

  /// The same with a message in the content's place, for an answer.
  public func map<Other: Sendable>(_ make: (Content) -> Other) -> Versioned<Other> {
    Versioned<Other>(
      id: id, owner: owner, revision: revision, changedAt: changedAt, content: make(content))
  }
}

extension Versioned: Equatable where Content: Equatable {}

/// The records of one kind, as values of one type. What is changed here can be noted in the audit log
/// in the same transaction, so that neither is there without the other.
public struct RecordShelf<Content: Codable & Sendable>: Sendable {
  let store: any Store
  let kind: RecordKind
  let now: @Sendable () -> Date

  /// - Parameters:
  ///   - kind: no two shelves may have the same.
  ///   - now: the clock by which changes are dated.
  public init(store: any Store, kind: RecordKind, now: @escaping @Sendable () -> Date) {
    self.store = store
    self.kind = kind
    self.now = now
  }

  public func document(_ id: String, of owner: RecordOwner) async throws -> Versioned<Content>? {
    try await store.record(key(id, owner)).map(Self.read)
  }

  /// In the order of the ids' bytes; at most `limit`, beginning after the id `after`.
  public func documents(
    of owner: RecordOwner, labelled label: RecordLabel? = nil, after: String? = nil, limit: Int
  ) async throws -> [Versioned<Content>] {
    try await store.records(kind, of: owner, labelled: label, after: after, limit: limit)
      .map(Self.read)
  }

  /// Those of these ids, in the order of the ids' bytes.
  public func documents(
    of owner: RecordOwner, ids: [String]
  ) async throws -> [Versioned<Content>] {
    guard !ids.isEmpty else { return [] }
    return try await store.records(kind, of: owner, ids: ids).map(Self.read)
  }

  /// Those that carry a label of this name with any of these values, in the order of the ids' bytes; at
  /// most `limit`.
  public func documents(
    of owner: RecordOwner, labelled name: String, withAnyOf values: [String], limit: Int
  ) async throws -> [Versioned<Content>] {
    try await store.records(
      kind, of: owner, labelled: name, withAnyOf: values, limit: limit
    ).map(Self.read)
  }

  /// Those of all people of a tenant, in the order of the bytes of subject and id.
  public func peoplesDocuments(
    of tenant: TenantID, labelled label: RecordLabel? = nil, after: PersonRecordPosition? = nil,
    limit: Int
  ) async throws -> [Versioned<Content>] {
    try await store.peoplesRecords(kind, of: tenant, labelled: label, after: after, limit: limit)
      .map(Self.read)
  }

  /// Every document of the owner, however many there are: for kinds of which there are few.
  public func allDocuments(
    of owner: RecordOwner, labelled label: RecordLabel? = nil
  ) async throws -> [Versioned<Content>] {
    var all: [Versioned<Content>] = []
    try await eachPage(of: owner, labelled: label, size: Self.pageSize) { all += $0 }
    return all
  }

  /// Hands on every document of the owner, page by page, so that no more than one page is held.
  func eachPage(
    of owner: RecordOwner, labelled label: RecordLabel? = nil, size: Int,
    _ body: ([Versioned<Content>]) async throws -> Void
  ) async throws {
    var last: String?
    while true {
      let page = try await documents(of: owner, labelled: label, after: last, limit: size)
      try await body(page)
      guard page.count == size else { return }
      last = page.last?.id
    }
  }

  /// Writes a document, and the audit record with it.
  ///
  /// - Throws: `store.conflict` when the condition does not hold.
  @discardableResult
  public func put(
    _ content: Content, id: String, of owner: RecordOwner, labels: Set<RecordLabel> = [],
    expiresAt: Date? = nil, if condition: RecordCondition = .anything,
    audited entry: LogAppend? = nil
  ) async throws -> Versioned<Content> {
    let change = try putting(
      content, id: id, of: owner, labels: labels, expiresAt: expiresAt, if: condition)
    let stored = try await store.apply([change], at: now(), logging: entry)
    guard let record = stored.first else {
      throw StoreError(.corrupt, "What was written to the database could not be read back.")
    }
    return try Self.read(record)
  }

  /// Removes a document, and writes the audit record with it. One that is not there is no error where
  /// the condition is `anything`.
  ///
  /// - Throws: `store.conflict` when the condition does not hold.
  public func remove(
    _ id: String, of owner: RecordOwner, if condition: RecordCondition = .anything,
    audited entry: LogAppend? = nil
  ) async throws {
    _ = try await store.apply([removing(id, of: owner, if: condition)], at: now(), logging: entry)
  }

  /// A change for ``Store/apply(_:at:logging:)``, where several go together.
  public func putting(
    _ content: Content, id: String, of owner: RecordOwner, labels: Set<RecordLabel> = [],
    expiresAt: Date? = nil, if condition: RecordCondition = .anything
  ) throws -> RecordChange {
    .put(
      key(id, owner), content: try CanonicalJSON.encode(content), labels: labels,
      expiresAt: expiresAt, if: condition)
  }

  /// A change for ``Store/apply(_:at:logging:)``, where several go together.
  public func removing(
    _ id: String, of owner: RecordOwner, if condition: RecordCondition = .anything
  ) -> RecordChange {
    .remove(key(id, owner), if: condition)
  }

  private static var pageSize: Int { 500 }

  private func key(_ id: String, _ owner: RecordOwner) -> RecordKey {
    RecordKey(owner: owner, kind: kind, id: id)
  }

  private static func read(_ record: StoredRecord) throws -> Versioned<Content> {
    do {
      return Versioned(
        id: record.key.id, owner: record.key.owner, revision: record.revision,
        changedAt: record.changedAt, content: try CanonicalJSON.decode(from: record.content))
    } catch {
      throw StoreError(
        .corrupt,
        "The database holds a \(record.key.kind.rawValue) that cannot be read: restore its backup.",
        cause: "\(error)")
    }
  }
}
