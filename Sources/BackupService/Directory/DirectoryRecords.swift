import Foundation
import JSONText
import SCIM
import Store
import UserEnvironment

/// A user or group as it is kept. Who is in a group is kept apart, as a ``Membership`` each.
struct DirectoryEntry: Codable, Sendable, Equatable {
  let created: Date
  let values: [String: JSONValue]

  var content: ResourceContent { ResourceContent(values: values) }
}

/// Whose a user name is: kept under the name's digest, so that the store itself sees to it that no two
/// people have the same.
struct UserNameOwner: Codable, Sendable {
  let user: String
}

/// That a user or group is in a group. The record's id is the group's and the member's together.
struct Membership: Codable, Sendable, Equatable {
  let group: String
  let member: String
  let type: MemberType

  enum MemberType: String, Codable, Sendable {
    case user = "User"
    case group = "Group"

    var resourceType: ResourceType { self == .user ? .user : .group }
  }

  var id: String { group + "." + member }

  var labels: Set<RecordLabel> {
    [DirectoryLabel.group(group), DirectoryLabel.member(member)]
  }
}

/// That somebody was removed from the directory: kept under the digest of what tied them to a person,
/// so that the removal does not make of a deactivated account one of which nothing is known.
struct Departure: Codable, Sendable {
  let at: Date

  /// Longer than any token lives, and than identity providers keep deleted accounts.
  static let keepingTime: TimeInterval = 400 * 86_400
}

/// By what the records of the directory are found. What is looked up as a whole is a digest: it may be
/// longer than a label. Only what people are listed and looked for by stands there as it is.
enum DirectoryLabel {
  /// All users, or all groups.
  static let everything = RecordLabel("list", "all")

  static func userName(_ name: String) -> RecordLabel {
    RecordLabel("userName", digest(name.lowercased()))
  }
  static func externalID(_ id: String) -> RecordLabel { RecordLabel("externalId", digest(id)) }
  static func email(_ address: String) -> RecordLabel {
    RecordLabel("email", digest(address.lowercased()))
  }
  static func displayName(_ name: String) -> RecordLabel {
    RecordLabel("displayName", digest(name.lowercased()))
  }
  static func group(_ id: String) -> RecordLabel { RecordLabel("group", id) }
  static func member(_ id: String) -> RecordLabel { RecordLabel("member", id) }

  static func digest(_ text: String) -> String { Digest(of: Data(text.utf8)).description }

  static func labels(of content: ResourceContent, type: ResourceType) -> Set<RecordLabel> {
    var labels: Set<RecordLabel> = [everything]
    if let id = content[text: "externalId"] { labels.insert(externalID(id)) }
    if type == .user {
      labels.formUnion(people(of: content))
      if let name = content[text: "userName"] { labels.insert(userName(name)) }
      for email in content.values["emails"]?.list ?? [] {
        if let address = email.object?["value"]?.text { labels.insert(self.email(address)) }
      }
    } else if let name = content[text: "displayName"] {
      labels.insert(displayName(name))
    }
    return labels
  }
}

/// Ids of users and groups: UUIDs of version 7 (RFC 9562), which sort by the time at which they were
/// made, so that a list does not shift under whoever pages through it.
enum DirectoryID {
  static func make(at time: Date) -> String {
    var generator = SystemRandomNumberGenerator()
    let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
    let high = milliseconds << 16 | 0x7000 | generator.next() & 0x0fff
    let low = generator.next() & (1 << 62 - 1) | 1 << 63
    let digits = hexadecimal(high) + hexadecimal(low)
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
      String(decoding: Array(digits.utf8)[range], as: UTF8.self)
    }
    return parts.joined(separator: "-")
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
