import Foundation
import SCIM
import Store

/// What ties a user of the directory to the person who signs in.
public enum PersonLink: String, Sendable, Codable, CaseIterable {
  /// The user's `externalId` is the person's subject, to the letter.
  case externalID = "externalId"
  /// The user's `userName` is the person's subject, in any case.
  case userName

  func label(for subject: String) -> RecordLabel {
    switch self {
    case .externalID: DirectoryLabel.externalID(subject)
    case .userName: DirectoryLabel.userName(subject)
    }
  }

  /// Under what a user's departure is kept, for each tie.
  static func departureIDs(of content: ResourceContent) -> [String] {
    allCases.compactMap { link in
      content[text: link.rawValue].map { link.departureID(for: $0) }
    }
  }

  func departureID(for subject: String) -> String { rawValue + " " + label(for: subject).value }
}

/// What the directory knows of a person.
public struct DirectoryPerson: Sendable, Hashable {
  /// Whether the account is in use.
  public let isActive: Bool
  public let groups: [DirectoryGroup]
}

/// A group that a person is in, or one that holds such a group.
public struct DirectoryGroup: Sendable, Hashable {
  public let id: String
  public let name: String
  /// The identity provider's id of it.
  public let externalID: String?
  /// False when the person is in it by another group.
  public let isDirect: Bool
}

extension DirectoryService {
  /// How deep groups may stand in each other; what is deeper does not count.
  static let deepestGroup = 16
  /// How many users of one person count.
  static let mostAccounts = 10
  /// How many groups of one person count.
  static let mostGroups = 2000

  /// What the directory knows of a person; nil when nothing was pushed of them.
  func person(
    _ person: PersonID, by link: PersonLink
  ) async throws -> DirectoryPerson? {
    let owner = RecordOwner.tenant(person.tenant)
    let users = try await shelves.users.documents(
      of: owner, labelled: link.label(for: person.subject), limit: Self.mostAccounts)
    guard !users.isEmpty else {
      let departure = try await shelves.departures.document(
        link.departureID(for: person.subject), of: owner)
      return departure.map { _ in DirectoryPerson(isActive: false, groups: []) }
    }
    return DirectoryPerson(
      isActive: users.contains(where: \.content.content.isActive),
      groups: try await groups(of: users.map(\.id), in: person.tenant))
  }

  /// The groups of a member, and the groups of these, each once: rings are gone through once.
  func groups(of members: [String], in tenant: TenantID) async throws -> [DirectoryGroup] {
    let owner = RecordOwner.tenant(tenant)
    var seen: Set<String> = []
    var groups: [DirectoryGroup] = []
    var members = members
    var isDirect = true
    for _ in 0..<Self.deepestGroup where !members.isEmpty {
      var next: [String] = []
      for member in members {
        try await shelves.eachMembership(DirectoryLabel.member(member), of: owner) { page in
          next += page.map(\.content.group).filter { seen.insert($0).inserted }
        }
        guard seen.count <= Self.mostGroups else { return groups }
      }
      for id in next {
        guard let entry = try await shelves.groups.document(id, of: owner) else { continue }
        groups.append(
          DirectoryGroup(
            id: id, name: entry.content.values["displayName"]?.text ?? "",
            externalID: entry.content.values["externalId"]?.text, isDirect: isDirect))
      }
      members = next
      isDirect = false
    }
    return groups
  }
}
