/// A packaged app without its version: `Name_PublisherId`.
public struct PackageFamilyName: Hashable, Sendable, CustomStringConvertible {
  public let name: String
  public let publisherID: PublisherID

  init(name: String, publisherID: PublisherID) {
    self.name = name
    self.publisherID = publisherID
  }

  /// Reads `Microsoft.WindowsCalculator_8wekyb3d8bbwe`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, PackageName.isName(parts[0]), let publisherID = PublisherID(parts[1])
    else { return nil }
    name = String(parts[0])
    self.publisherID = publisherID
  }

  public var description: String { name + "_" + publisherID.description }
}
