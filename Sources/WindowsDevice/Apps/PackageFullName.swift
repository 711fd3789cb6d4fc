/// One build of a packaged app: `Name_Version_Architecture_ResourceId_PublisherId`, where the
/// resource id may be empty.
public struct PackageFullName: Hashable, Sendable, CustomStringConvertible {
  public let name: String
  public let version: PackageVersion
  public let architecture: Architecture
  /// Which part of the app a resource package holds, as a language or a scale; empty for the app,
  /// a tilde for a bundle of the app with its parts.
  public let resourceID: String
  public let publisherID: PublisherID

  public enum Architecture: String, Hashable, Sendable, CaseIterable {
    case x86
    case x64
    case arm
    case arm64
    case x86OnArm64 = "x86a64"
    case neutral
  }

  /// Reads `Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 5, PackageName.isName(parts[0]),
      let version = PackageVersion(parts[1]),
      let architecture = Architecture(rawValue: parts[2].lowercased()),
      PackageName.isResourceID(parts[3]), let publisherID = PublisherID(parts[4])
    else { return nil }
    name = String(parts[0])
    self.version = version
    self.architecture = architecture
    resourceID = String(parts[3])
    self.publisherID = publisherID
  }

  public var family: PackageFamilyName {
    PackageFamilyName(name: name, publisherID: publisherID)
  }

  public var description: String {
    [
      name, version.description, architecture.rawValue, resourceID, publisherID.description,
    ].joined(separator: "_")
  }
}

/// A package's version: four numbers of 16 bits.
public struct PackageVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let numbers: [UInt16]

  /// Reads `11.2405.2.0`; nil for anything else, as for leading zeros.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      UInt16(part).flatMap { String($0) == part ? $0 : nil }
    }
    guard parts.count == 4, numbers.count == 4 else { return nil }
    self.numbers = numbers
  }

  public var description: String { numbers.map(String.init).joined(separator: ".") }

  public static func < (left: PackageVersion, right: PackageVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
