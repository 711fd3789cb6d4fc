/// What a deletion took away, in numbers: for whoever asked for it, and for the log.
public struct DeletedContent: Hashable, Sendable {
  public var profileCount: Int
  public var versionCount: Int
  public var componentCount: Int
  /// The length of the deleted components as they were stored, in bytes.
  public var byteCount: Int
  public var offerCount: Int

  public init(
    profileCount: Int = 0, versionCount: Int = 0, componentCount: Int = 0, byteCount: Int = 0,
    offerCount: Int = 0
  ) {
    self.profileCount = profileCount
    self.versionCount = versionCount
    self.componentCount = componentCount
    self.byteCount = byteCount
    self.offerCount = offerCount
  }
}
