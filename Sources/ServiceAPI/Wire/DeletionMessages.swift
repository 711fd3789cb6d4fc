/// What was deleted: the answer to `DELETE` on a version, a profile and a person.
public struct DeletionAnswer: Codable, Sendable, Hashable {
  public let profiles: Int
  public let versions: Int
  public let components: Int
  /// The length of the components as they were stored.
  public let bytes: Int
  public let offers: Int

  public init(profiles: Int, versions: Int, components: Int, bytes: Int, offers: Int) {
    self.profiles = profiles
    self.versions = versions
    self.components = components
    self.bytes = bytes
    self.offers = offers
  }
}
