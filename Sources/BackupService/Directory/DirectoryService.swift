import Foundation
import JSONText
import SCIM
import Store

/// The people and groups that a tenant's identity provider pushes by SCIM.
///
/// Users and groups are a record each, and so is every membership: adding one to a group of 50,000
/// writes two records. Each change is one transaction with its audit record; where others change the
/// same resource at once, it is tried again on what they wrote.
public struct DirectoryService: Sendable {
  let shelves: DirectoryShelves
  let audit: AuditService
  let now: @Sendable () -> Date

  /// How often a change that others came before is tried again.
  static let mostAttempts = 16
  /// How many memberships one transaction changes. More are changed in several, so that others are not
  /// kept waiting; the last of them gives the group its new version. When that is interrupted, the
  /// client gets no answer, and sends again what is the same then.
  static let largestTransaction = 2000

  init(store: any Store, audit: AuditService, now: @escaping @Sendable () -> Date) {
    shelves = DirectoryShelves(store: store, now: now)
    self.audit = audit
    self.now = now
  }

  /// Who changes the directory, and where.
  struct Change: Sendable {
    let tenant: TenantID
    let actor: AuditActor
    /// The version that the client has seen; nil when it does not care.
    let version: DirectoryVersion?

    var owner: RecordOwner { .tenant(tenant) }
  }

  // MARK: Reading

  func resource(
    _ id: String, of type: ResourceType, in tenant: TenantID
  ) async throws -> Resource {
    try await entry(id, of: type, in: .tenant(tenant)).resource(type)
  }

  func entry(
    _ id: String, of type: ResourceType, in owner: RecordOwner
  ) async throws -> Versioned<DirectoryEntry> {
    guard Identifier.isValid(id),
      let entry = try await shelves.entries(type).document(id, of: owner)
    else { throw SCIMError(404, nil, "There is no \(type.name) of this id.") }
    return entry
  }

  // MARK: Changing

  /// Makes a user or group.
  ///
  /// - Parameter members: a group's.
  /// - Throws: `uniqueness` when somebody has the user name; `invalidValue` when a member is not there.
  func create(
    _ content: ResourceContent, of type: ResourceType, members: [String], by change: Change
  ) async throws -> Resource {
    let time = now()
    let id = DirectoryID.make(at: time)
    let entry = DirectoryEntry(created: time, values: content.values)
    let memberships = try await self.memberships(
      adding: members, to: id, in: change.owner)
    var changes = [
      try shelves.entries(type).putting(
        entry, id: id, of: change.owner, labels: DirectoryLabel.labels(of: content, type: type),
        if: .absent)
    ]
    if type == .user { changes += try claimName(from: nil, to: content, for: id, change.owner) }
    changes += try await applyEarly(memberships.map { try putting($0, change.owner) })
    do {
      _ = try await apply(
        changes, auditing: type == .user ? .userCreated : .groupCreated, id, change)
    } catch let error as StoreError where error.code == .conflict {
      throw Self.nameTaken
    }
    return try await resource(id, of: type, in: change.tenant)
  }

  /// Changes a user or group by what `revise` makes of what is there. When that is the same, nothing
  /// is written and the version stays.
  ///
  /// - Throws: what `revise` throws; 404; 412 when it is not in the version that the client has seen;
  ///   `uniqueness`; `invalidValue` when a member is not there.
  func update(
    _ id: String, of type: ResourceType, by change: Change,
    _ revise: (inout ResourceContent) throws -> [MemberChange]
  ) async throws -> Resource {
    try await Attempts.run(Self.mostAttempts, orElse: Self.contended) {
      let known = try await entry(id, of: type, in: change.owner)
      try change.version?.check(known)
      var content = known.content.content
      let members = try await self.members(
        changedBy: try revise(&content), in: known.id, change.owner)
      if content.values == known.content.values, members.isEmpty { return known.resource(type) }
      do {
        return try await write(content, members, over: known, type, change)
      } catch let error as StoreError where error.code == .conflict {
        if type == .user { try await checkName(content, of: id, change.owner) }
        throw error
      }
    }
  }

  private func write(
    _ content: ResourceContent, _ members: MembershipChanges, over known: Versioned<DirectoryEntry>,
    _ type: ResourceType, _ change: Change
  ) async throws -> Resource {
    var changes = [
      try shelves.entries(type).putting(
        DirectoryEntry(created: known.content.created, values: content.values), id: known.id,
        of: change.owner, labels: DirectoryLabel.labels(of: content, type: type),
        if: .revision(known.revision))
    ]
    if type == .user {
      changes += try claimName(
        from: known.content.content, to: content, for: known.id, change.owner)
    }
    changes += try await applyEarly(
      members.added.map { try putting($0, change.owner) }
        + members.removed.map { shelves.memberships.removing($0.id, of: change.owner) })
    _ = try await apply(
      changes, auditing: type == .user ? .userChanged : .groupChanged, known.id, change,
      details: members.isEmpty
        ? nil
        : ["added": String(members.added.count), "removed": String(members.removed.count)])
    return try await resource(known.id, of: type, in: change.tenant)
  }

  // MARK: Transactions

  private func apply(
    _ changes: [RecordChange], auditing action: AuditAction, _ id: String, _ change: Change,
    details: [String: String]? = nil
  ) async throws -> [StoredRecord] {
    try await shelves.store.apply(
      changes, at: now(),
      logging: audit.entry(
        AuditEvent(action, by: change.actor, object: id, details: details), in: change.tenant))
  }

  /// The same, for a removal.
  func remove(
    _ changes: [RecordChange], auditing action: AuditAction, _ id: String, _ change: Change
  ) async throws {
    _ = try await apply(changes, auditing: action, id, change)
  }

  /// Makes the changes that are too many for one transaction; the rest is for the caller's own.
  func applyEarly(_ changes: [RecordChange]) async throws -> ArraySlice<RecordChange> {
    var rest = changes[...]
    while rest.count > Self.largestTransaction {
      _ = try await shelves.store.apply(
        Array(rest.prefix(Self.largestTransaction)), at: now(), logging: nil)
      rest = rest.dropFirst(Self.largestTransaction)
    }
    return rest
  }

  private func putting(_ membership: Membership, _ owner: RecordOwner) throws -> RecordChange {
    try shelves.memberships.putting(
      membership, id: membership.id, of: owner, labels: membership.labels)
  }

  // MARK: User names

  /// The changes by which a user's name, and what ties the user to a person, become the user's own.
  private func claimName(
    from old: ResourceContent?, to new: ResourceContent, for id: String, _ owner: RecordOwner
  ) throws -> [RecordChange] {
    let name = DirectoryLabel.userName(new[text: "userName"] ?? "").value
    var changes = PersonLink.departureIDs(of: new).map {
      shelves.departures.removing($0, of: owner)
    }
    let known = old.map { DirectoryLabel.userName($0[text: "userName"] ?? "").value }
    guard known != name else { return changes }
    if let known { changes.append(shelves.userNames.removing(known, of: owner)) }
    changes.append(
      try shelves.userNames.putting(UserNameOwner(user: id), id: name, of: owner, if: .absent))
    return changes
  }

  private func checkName(
    _ content: ResourceContent, of id: String, _ owner: RecordOwner
  ) async throws {
    let name = DirectoryLabel.userName(content[text: "userName"] ?? "").value
    let holder = try await shelves.userNames.document(name, of: owner)
    guard holder == nil || holder?.content.user == id else { throw Self.nameTaken }
  }

  private static let nameTaken = SCIMError(
    409, .uniqueness, "Another user has this userName already.")

  static let contended = SCIMError(
    503, nil, "Others change the same resource at once, again and again. Send it again.")
}

/// The version of a resource that a client has seen, from `If-Match`.
struct DirectoryVersion: Sendable, Hashable {
  /// Nil for any: `*`.
  let tags: Set<String>?

  init(ifMatch header: String) {
    let tags = header.split(separator: ",").map { part in
      let tag = part.drop { $0 == " " }
      // A tag is the same whether or not it says that it is weak: SCIM's own examples send weak ones.
      return String(tag.hasPrefix("W/") ? tag.dropFirst(2) : tag).trimmingSuffix(" ")
    }
    self.tags = tags.contains("*") ? nil : Set(tags)
  }

  func includes(_ version: String) -> Bool {
    tags?.contains(String(version.dropFirst(version.hasPrefix("W/") ? 2 : 0))) ?? true
  }

  /// - Throws: 412
  func check(_ entry: Versioned<DirectoryEntry>) throws(SCIMError) {
    guard includes("\"r\(entry.revision)\"") else {
      throw SCIMError(
        412, nil, "The resource is not as you read it: somebody changed it. Read it again.")
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)).trimmingSuffix(suffix) : self
  }
}

extension AuditAction {
  static let userCreated = AuditAction(rawValue: "directory.userCreated")
  static let userChanged = AuditAction(rawValue: "directory.userChanged")
  static let userRemoved = AuditAction(rawValue: "directory.userRemoved")
  static let groupCreated = AuditAction(rawValue: "directory.groupCreated")
  static let groupChanged = AuditAction(rawValue: "directory.groupChanged")
  static let groupRemoved = AuditAction(rawValue: "directory.groupRemoved")
}
