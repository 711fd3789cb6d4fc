/// The PC that a snapshot was taken from, as people recognize it:
/// "DESKTOP-4F2, Windows 10 22H2".
public struct SourceDevice: Codable, Hashable, Sendable {
  /// The computer name.
  public let name: String
  /// `windows10` or `windows11`.
  public let product: String
  /// Build and revision: `19045.6456`.
  public let build: String
  /// Windows' own EditionID: `Enterprise`, `Professional`.
  public let edition: String

  public init(name: String, product: String, build: String, edition: String) {
    self.name = name
    self.product = product
    self.build = build
    self.edition = edition
  }

  public var productTitle: String { product == "windows11" ? "Windows 11" : "Windows 10" }
}
