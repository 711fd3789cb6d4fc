/// The name by which Windows starts a packaged app: `PackageFamilyName!ApplicationId`.
public struct AppUserModelID: Hashable, Sendable, CustomStringConvertible {
  public let family: PackageFamilyName
  /// The app inside of the package, as its manifest names it.
  public let application: String

  /// Reads `Microsoft.WindowsCalculator_8wekyb3d8bbwe!App`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "!", omittingEmptySubsequences: false)
    guard parts.count == 2, let family = PackageFamilyName(String(parts[0])),
      (1...64).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(PackageName.isAllowed)
    else { return nil }
    self.family = family
    application = String(parts[1])
  }

  public var description: String { family.description + "!" + application }
}
