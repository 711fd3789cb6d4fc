import Foundation
import JSONText
import SCIM
import Store

/// What becomes of who is in a group.
struct MembershipChanges: Sendable {
  var added: [Membership] = []
  var removed: [Membership] = []

  var isEmpty: Bool { added.isEmpty && removed.isEmpty }
}

extension DirectoryService {
  /// The members of a group, as SCIM shows them.
  func memberDocuments(
    of group: String, in tenant: TenantID, base: String
  ) async throws -> JSONValue {
    var members: [JSONValue] = []
    try await shelves.eachMembership(DirectoryLabel.group(group), of: .tenant(tenant)) { page in
      members += page.map { $0.content.document(base: base) }
    }
    return .list(members)
  }

  /// Those of some users and groups that are in a group, as SCIM shows them.
  func memberDocuments(
    among ids: Set<String>, of group: String, in tenant: TenantID, base: String
  ) async throws -> JSONValue {
    var members: [JSONValue] = []
    for id in ids.sorted() {
      if let known = try await membership(of: id, in: group, .tenant(tenant)) {
        members.append(known.document(base: base))
      }
    }
    return .list(members)
  }

  /// What changes, one after the other, come to. Only what they name is looked up, unless they are
  /// about everybody in the group.
  func members(
    changedBy changes: [MemberChange], in group: String, _ owner: RecordOwner
  ) async throws -> MembershipChanges {
    guard !changes.isEmpty else { return MembershipChanges() }
    var wish = MembershipWish()
    for change in changes {
      switch change {
      case .add(let ids): wish.add(ids)
      case .remove(let ids): wish.remove(ids)
      case .replace(let ids): wish.replace(ids)
      case .removeAll(where: let test): try await remove(where: test, in: group, owner, from: &wish)
      }
    }
    var result = MembershipChanges()
    var known: Set<String> = []
    if wish.isWhole {
      try await shelves.eachMembership(DirectoryLabel.group(group), of: owner) { page in
        for membership in page.map(\.content) {
          known.insert(membership.member)
          if !wish.wanted.contains(membership.member) { result.removed.append(membership) }
        }
      }
    } else {
      for id in wish.unwanted.sorted() {
        if let membership = try await membership(of: id, in: group, owner) {
          result.removed.append(membership)
        }
      }
      for id in wish.wanted where try await membership(of: id, in: group, owner) != nil {
        known.insert(id)
      }
    }
    result.added = try await memberships(
      adding: wish.order.filter { wish.wanted.contains($0) && !known.contains($0) }, to: group,
      in: owner)
    return result
  }

  private func remove(
    where test: ResourceTest, in group: String, _ owner: RecordOwner,
    from wish: inout MembershipWish
  ) async throws {
    var found: [String] = []
    if !wish.isWhole {
      try await shelves.eachMembership(DirectoryLabel.group(group), of: owner) { page in
        found += page.map(\.content).filter { test.passes($0.fields(base: "")) }.map(\.member)
      }
    }
    for id in wish.wanted {
      let type = try await memberType(of: id, owner)
      if let type, test.passes(Membership(group: group, member: id, type: type).fields(base: "")) {
        found.append(id)
      }
    }
    wish.remove(found)
  }

  /// Memberships of users and groups that must be there.
  ///
  /// - Throws: `invalidValue`
  func memberships(
    adding ids: [String], to group: String, in owner: RecordOwner
  ) async throws -> [Membership] {
    var memberships: [Membership] = []
    for id in ids {
      guard id != group, let type = try await memberType(of: id, owner) else {
        throw SCIMError(
          400, .invalidValue, "There is no user or group of the id \(id.prefix(64)) to be a member."
        )
      }
      memberships.append(Membership(group: group, member: id, type: type))
    }
    return memberships
  }

  private func memberType(
    of id: String, _ owner: RecordOwner
  ) async throws -> Membership.MemberType? {
    guard Identifier.isValid(id) else { return nil }
    if try await shelves.users.document(id, of: owner) != nil { return .user }
    return try await shelves.groups.document(id, of: owner) == nil ? nil : .group
  }

  private func membership(
    of id: String, in group: String, _ owner: RecordOwner
  ) async throws -> Membership? {
    let key = group + "." + id
    guard Identifier.isValid(key) else { return nil }
    return try await shelves.memberships.document(key, of: owner)?.content
  }
}

/// Who is to be in a group after some changes, as far as they say.
private struct MembershipWish {
  private(set) var wanted: Set<String> = []
  private(set) var unwanted: Set<String> = []
  /// The wanted ones as they came, with those that are not wanted any more.
  private(set) var order: [String] = []
  /// Whether nobody but the wanted ones is to be in it.
  private(set) var isWhole = false

  mutating func add(_ ids: [String]) {
    wanted.formUnion(ids)
    unwanted.subtract(ids)
    order += ids
    var seen: Set<String> = []
    order = order.filter { seen.insert($0).inserted }
  }

  mutating func remove(_ ids: [String]) {
    wanted.subtract(ids)
    if !isWhole { unwanted.formUnion(ids) }
  }

  mutating func replace(_ ids: [String]) {
    self = MembershipWish()
    isWhole = true
    add(ids)
  }
}

extension Membership {
  func fields(base: String) -> [String: JSONValue] {
    [
      "value": .text(member), "type": .text(type.rawValue),
      "$ref": .text("\(base)\(type.resourceType.endpoint)/\(member)"),
    ]
  }

  func document(base: String) -> JSONValue { .object(fields(base: base)) }
}
