import Foundation
import SCIM
import Store

extension DirectoryService {
  /// Removes a user or group, with the memberships of both sides.
  ///
  /// - Throws: 404, 412
  func delete(_ id: String, of type: ResourceType, by change: Change) async throws {
    try await Attempts.run(Self.mostAttempts, orElse: Self.contended) {
      let known = try await entry(id, of: type, in: change.owner)
      try change.version?.check(known)
      try await delete(known, type, change)
    }
  }

  private func delete(
    _ known: Versioned<DirectoryEntry>, _ type: ResourceType, _ change: Change
  ) async throws {
    var changes = [
      shelves.entries(type).removing(known.id, of: change.owner, if: .revision(known.revision))
    ]
    if type == .user {
      changes += try departure(of: known.content.content, change.owner)
    } else {
      changes += try await removingMembers(of: known.id, change.owner)
    }
    for group in try await leaving(known.id, change.owner) { changes += group }
    try await remove(
      changes, auditing: type == .user ? .userRemoved : .groupRemoved, known.id, change)
  }

  /// Everybody leaves a group, before it goes: a large group in several transactions. When that is
  /// interrupted, the group is still there with fewer members, and the request is sent again.
  private func removingMembers(
    of group: String, _ owner: RecordOwner
  ) async throws -> ArraySlice<RecordChange> {
    var changes: [RecordChange] = []
    try await shelves.eachMembership(DirectoryLabel.group(group), of: owner) { page in
      changes += page.map { shelves.memberships.removing($0.id, of: owner) }
    }
    return try await applyEarly(changes)
  }

  /// The changes by which a member leaves each of its groups; the groups get a new version by it.
  private func leaving(_ member: String, _ owner: RecordOwner) async throws -> [[RecordChange]] {
    var changes: [[RecordChange]] = []
    try await shelves.eachMembership(DirectoryLabel.member(member), of: owner) { page in
      for membership in page {
        var change = [shelves.memberships.removing(membership.id, of: owner)]
        if let group = try await shelves.groups.document(membership.content.group, of: owner) {
          change.append(
            try shelves.groups.putting(
              group.content, id: group.id, of: owner,
              labels: DirectoryLabel.labels(of: group.content.content, type: .group),
              if: .revision(group.revision)))
        }
        changes.append(change)
      }
    }
    return changes
  }

  private func departure(
    of content: ResourceContent, _ owner: RecordOwner
  ) throws -> [RecordChange] {
    let time = now()
    let name = DirectoryLabel.userName(content[text: "userName"] ?? "").value
    return try [shelves.userNames.removing(name, of: owner)]
      + PersonLink.departureIDs(of: content).map { id in
        try shelves.departures.putting(
          Departure(at: time), id: id, of: owner, expiresAt: time + Departure.keepingTime)
      }
  }
}
