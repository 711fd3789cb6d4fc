import Foundation
import Identity

/// Somebody who can sign in at the development provider: made up, and without a password.
public struct DevelopmentPerson: Sendable, Hashable, Codable {
  /// The person's id in tokens: of a PC's account, the object id or SID that the PC knows it by.
  public let subject: String
  /// What the page calls them.
  public let name: String
  public let roles: [Role]
  /// Ids of groups, as a provider would name them.
  public let groups: [String]
  /// The tenant; nil for the first one that the service serves.
  public let tenant: String?

  public init(
    subject: String, name: String, roles: [Role] = [], groups: [String] = [],
    tenant: String? = nil
  ) {
    self.subject = subject
    self.name = name
    self.roles = roles
    self.groups = groups
    self.tenant = tenant
  }

  private enum Key: String, CodingKey, CaseIterable { case subject, name, roles, groups, tenant }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    subject = try values.decode(String.self, forKey: .subject)
    name = try values.decodeIfPresent(String.self, forKey: .name) ?? subject
    roles = try values.decodeIfPresent([Role].self, forKey: .roles) ?? []
    groups = try values.decodeIfPresent([String].self, forKey: .groups) ?? []
    tenant = try values.decodeIfPresent(String.self, forKey: .tenant)
  }

  /// Who there is when no file says otherwise. Alice and Bob have the ids of the sample PCs' accounts
  /// (`valise sample build`).
  public static let builtIn = [
    DevelopmentPerson(subject: "ada", name: "Ada", roles: [.administrator]),
    DevelopmentPerson(subject: "helga", name: "Helga", roles: [.helpDesk]),
    DevelopmentPerson(subject: "6a1f0c3e-52d4-4b7a-9e21-3f0b5c8d7a10", name: "Alice"),
    DevelopmentPerson(subject: "b7e94d02-1c68-4f35-8d07-a2c4e6f81b93", name: "Bob"),
  ]

  /// Reads a file of people: `{"people": [{"subject": "ada", "name": "Ada", "roles":
  /// ["administrator"]}]}`.
  ///
  /// - Throws: `development.invalidPeople`.
  public static func people(json: Data) throws(DevelopmentProviderError) -> [DevelopmentPerson] {
    struct Document: Decodable { let people: [DevelopmentPerson] }
    func invalid(_ why: String) -> DevelopmentProviderError {
      DevelopmentProviderError(
        .invalidPeople,
        "The people of the development provider cannot be read: \(why). It must be {\"people\": [{\"subject\": ..., \"name\": ..., \"roles\": [...], \"groups\": [...], \"tenant\": ...}]}, where all but subject may be left out."
      )
    }
    let people: [DevelopmentPerson]
    do {
      try checkKeys(json)
      people = try JSONDecoder().decode(Document.self, from: json).people
    } catch let error as UnknownKey {
      throw invalid("the key \(error.name) is not known")
    } catch {
      throw invalid("it is not what belongs there")
    }
    guard !people.isEmpty else { throw invalid("it names nobody") }
    for person in people {
      guard (1...255).contains(person.subject.utf8.count) else {
        throw invalid("a subject must have 1 to 255 bytes")
      }
    }
    guard Set(people.map(\.subject)).count == people.count else {
      throw invalid("two people have the same subject")
    }
    return people
  }

  private struct UnknownKey: Error { let name: String }

  private static func checkKeys(_ json: Data) throws {
    let document = try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
    if let other = document.keys.first(where: { $0 != "people" }) { throw UnknownKey(name: other) }
    for person in document["people"] as? [[String: Any]] ?? [] {
      if let other = person.keys.first(where: { Key(rawValue: $0) == nil }) {
        throw UnknownKey(name: other)
      }
    }
  }
}
