import Foundation
import JSONText
import SCIM
import Store

/// The records of the directory, all of them a tenant's.
struct DirectoryShelves: Sendable {
  let users: RecordShelf<DirectoryEntry>
  let groups: RecordShelf<DirectoryEntry>
  let userNames: RecordShelf<UserNameOwner>
  let memberships: RecordShelf<Membership>
  let departures: RecordShelf<Departure>
  let store: any Store
  let now: @Sendable () -> Date

  static let userKind = RecordKind(rawValue: "directoryUser")
  static let groupKind = RecordKind(rawValue: "directoryGroup")
  static let membershipKind = RecordKind(rawValue: "directoryMembership")

  init(store: any Store, now: @escaping @Sendable () -> Date) {
    self.store = store
    self.now = now
    users = RecordShelf(store: store, kind: Self.userKind, now: now)
    groups = RecordShelf(store: store, kind: Self.groupKind, now: now)
    userNames = RecordShelf(
      store: store, kind: RecordKind(rawValue: "directoryUserName"), now: now)
    memberships = RecordShelf(store: store, kind: Self.membershipKind, now: now)
    departures = RecordShelf(
      store: store, kind: RecordKind(rawValue: "directoryDeparture"), now: now)
  }

  func entries(_ type: ResourceType) -> RecordShelf<DirectoryEntry> {
    type == .user ? users : groups
  }

  static func kind(of type: ResourceType) -> RecordKind { type == .user ? userKind : groupKind }

  /// How many records are read at once.
  static let pageSize = 1000

  /// All memberships with a label, page by page, so that no more than one page is held.
  func eachMembership(
    _ label: RecordLabel, of owner: RecordOwner,
    _ body: ([Versioned<Membership>]) async throws -> Void
  ) async throws {
    try await memberships.eachPage(of: owner, labelled: label, size: Self.pageSize, body)
  }
}

extension Versioned<DirectoryEntry> {
  /// The resource as the protocol knows it.
  func resource(_ type: ResourceType) -> Resource {
    Resource(
      type: type, id: id, content: content.content, created: min(content.created, changedAt),
      lastModified: changedAt, version: "W/\"r\(revision)\"")
  }
}
