import Foundation
import JSONText
import SCIM
import Store

extension DirectoryService {
  /// How many members of groups are looked at for one answer. A page of groups ends early where it
  /// would hold more.
  static let mostMembersShown = 200_000

  /// A page of users, of groups, or of both, one type after the other.
  ///
  /// - Throws: `invalidFilter`, `tooMany`
  func search(
    _ request: SearchRequest, over types: [ResourceType], in tenant: TenantID, base: String
  ) async throws -> ListResponse {
    var window = SearchWindow(request)
    for type in types {
      let test = try request.filter.map { filter throws(SCIMError) in
        try ResourceTest(filter, for: type, unknown: types.count == 1 ? .refused : .absent)
      }
      let view = DirectoryView(
        service: self, type: type, tenant: tenant, base: base, projection: request.projection)
      guard let test else {
        try await view.everything(into: &window)
        continue
      }
      if let candidates = try await view.candidates(for: test) {
        for entry in candidates { try await view.show(entry, if: test, in: &window) }
      } else {
        try await view.lookThroughAll(for: test, into: &window)
      }
    }
    return window.response
  }
}

/// The part of a list that is asked for, being filled.
struct SearchWindow: Sendable {
  private let startIndex: Int
  private let count: Int
  private(set) var total = 0
  private(set) var resources: [[String: JSONValue]] = []
  /// How many members the resources hold.
  var shownMembers = 0
  private var isClosed = false

  init(_ request: SearchRequest) {
    startIndex = request.startIndex
    count = request.count
  }

  /// Whether the next resource belongs on the page.
  var wantsNext: Bool { !isClosed && total + 1 >= startIndex && resources.count < count }

  /// How many of the next resources come before the page.
  var skipped: Int { max(0, startIndex - 1 - total) }
  var room: Int { isClosed ? 0 : count - resources.count }

  mutating func add(_ resource: [String: JSONValue]) {
    resources.append(resource)
    total += 1
  }

  mutating func pass(_ count: Int = 1) { total += count }

  /// The page ends here: what follows is for the next.
  mutating func close() { isClosed = true }

  var response: ListResponse {
    ListResponse(total: total, startIndex: startIndex, resources: resources)
  }
}

/// Resources of one type as a client wants to see them.
struct DirectoryView: Sendable {
  let service: DirectoryService
  let type: ResourceType
  let tenant: TenantID
  let base: String
  let projection: Projection

  private var owner: RecordOwner { .tenant(tenant) }
  private var shelf: RecordShelf<DirectoryEntry> { service.shelves.entries(type) }

  // MARK: One resource

  /// The resource with what is kept apart from it, as far as it is wanted.
  func document(_ resource: Resource) async throws -> [String: JSONValue] {
    var more: [String: JSONValue] = [:]
    if type == .group, projection.shows(MemberChange.attribute, of: type) {
      more[MemberChange.attribute] = try await service.memberDocuments(
        of: resource.id, in: tenant, base: base)
    }
    if type == .user, projection.shows("groups", of: type) {
      more["groups"] = try await groups(of: resource.id)
    }
    return projection.apply(to: resource.document(base: base, more: more), of: type)
  }

  private func groups(of user: String) async throws -> JSONValue {
    .list(
      try await service.groups(of: [user], in: tenant).map { group in
        [
          "value": .text(group.id), "display": .text(group.name),
          "$ref": .text("\(base)\(ResourceType.group.endpoint)/\(group.id)"),
          "type": group.isDirect ? "direct" : "indirect",
        ]
      })
  }

  // MARK: Many

  /// The page of all resources, read off the index.
  func everything(into window: inout SearchWindow) async throws {
    let kind = DirectoryShelves.kind(of: type)
    let store = service.shelves.store
    let total = try await store.recordCount(
      kind, of: owner, labelled: DirectoryLabel.everything)
    let skipped = min(window.skipped, total)
    let room = window.room
    var shown = 0
    if room > 0, skipped < total {
      let before =
        skipped == 0
        ? nil
        : try await store.recordIDs(
          kind, of: owner, labelled: DirectoryLabel.everything, skipping: skipped - 1, limit: 1
        ).first
      window.pass(skipped)
      for entry in try await shelf.documents(
        of: owner, labelled: DirectoryLabel.everything, after: before, limit: room)
      {
        try await add(entry, to: &window)
        shown += 1
      }
      window.pass(max(0, total - skipped - shown))
    } else {
      window.pass(total)
    }
  }

  /// Everything that may pass, by what the filter says that an index knows; nil when it says nothing
  /// of the kind.
  func candidates(for test: ResourceTest) async throws -> [Versioned<DirectoryEntry>]? {
    if let ids = test.required(at: ["id"]) { return try await entries(ids) }
    let places: [([String], (String) -> RecordLabel)] =
      [(["externalId"], DirectoryLabel.externalID)]
      + (type == .user
        ? [(["userName"], DirectoryLabel.userName), (["emails", "value"], DirectoryLabel.email)]
        : [(["displayName"], DirectoryLabel.displayName)])
    for (keys, label) in places {
      guard let values = test.required(at: keys) else { continue }
      var found: [String: Versioned<DirectoryEntry>] = [:]
      for value in values {
        for entry in try await shelf.allDocuments(of: owner, labelled: label(value)) {
          found[entry.id] = entry
        }
      }
      return found.values.sorted { $0.id < $1.id }
    }
    guard type == .group, let members = test.required(at: ["members", "value"]) else { return nil }
    var ids: Set<String> = []
    for member in members where Identifier.isValid(member) {
      try await service.shelves.eachMembership(DirectoryLabel.member(member), of: owner) { page in
        ids.formUnion(page.map(\.content.group))
      }
    }
    return try await entries(ids)
  }

  private func entries(_ ids: Set<String>) async throws -> [Versioned<DirectoryEntry>] {
    var entries: [Versioned<DirectoryEntry>] = []
    for id in ids.sorted() where Identifier.isValid(id) {
      if let entry = try await shelf.document(id, of: owner) { entries.append(entry) }
    }
    return entries
  }

  func lookThroughAll(for test: ResourceTest, into window: inout SearchWindow) async throws {
    try await shelf.eachPage(of: owner, size: DirectoryShelves.pageSize) { page in
      for entry in page { try await show(entry, if: test, in: &window) }
    }
  }

  /// Counts a resource if it passes, and puts it on the page if it belongs there.
  func show(
    _ entry: Versioned<DirectoryEntry>, if test: ResourceTest, in window: inout SearchWindow
  ) async throws {
    let resource = entry.resource(type)
    var more: [String: JSONValue] = [:]
    if type == .group {
      switch test.concern(about: MemberChange.attribute) {
      case .nothing: break
      case .only(let ids):
        more[MemberChange.attribute] = try await service.memberDocuments(
          among: ids, of: resource.id, in: tenant, base: base)
      case .everything:
        let members = try await service.memberDocuments(of: resource.id, in: tenant, base: base)
        more[MemberChange.attribute] = members
        window.shownMembers += members.list?.count ?? 0
        guard window.shownMembers <= DirectoryService.mostMembersShown else {
          throw SCIMError(
            400, .tooMany, "The filter looks at the members of too many groups. Name one by id.")
        }
      }
    } else if test.concern(about: "groups") != .nothing {
      more["groups"] = try await groups(of: resource.id)
    }
    guard test.passes(resource.document(base: base, more: more)) else { return }
    try await add(entry, to: &window)
  }

  private func add(
    _ entry: Versioned<DirectoryEntry>, to window: inout SearchWindow
  ) async throws {
    guard window.wantsNext else {
      window.pass()
      return
    }
    let document = try await document(entry.resource(type))
    window.add(document)
    window.shownMembers += document[MemberChange.attribute]?.list?.count ?? 0
    if window.shownMembers > DirectoryService.mostMembersShown { window.close() }
  }
}
