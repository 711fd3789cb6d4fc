import Foundation
import UserEnvironment

/// A file that `winget import` installs apps from, in the schema
/// `https://aka.ms/winget-packages.schema.2.0.json` (microsoft/winget-cli, `schemas/JSON/packages`).
public struct WingetImport: Hashable, Sendable {
  /// The ids of the Store's products, sorted.
  public let storeProductIDs: [String]
  /// The ids of the community source's packages, sorted.
  public let packageIDs: [String]
  /// The apps that no source is known for: a person has to install them by hand.
  public let missing: [InstalledApp]

  /// Sorts the apps by the source that each comes from. An app that both sources have is taken from
  /// the Store.
  public init(apps: [InstalledApp]) {
    storeProductIDs = Set(apps.compactMap(\.storeProductID)).sorted()
    packageIDs = Set(
      apps.filter { $0.storeProductID == nil }.compactMap(\.wingetID)
    ).sorted()
    missing = apps.filter { $0.storeProductID == nil && $0.wingetID == nil }
  }

  /// Whether there is nothing that winget could install.
  public var isEmpty: Bool { storeProductIDs.isEmpty && packageIDs.isEmpty }

  /// The file's text in UTF-8. A source without packages is left out, since the schema wants at
  /// least one in each.
  ///
  /// - Parameter createdAt: the creation date that the file bears.
  public func json(createdAt: Date) throws -> Data {
    let document = Document(
      creationDate: createdAt.ISO8601Format(),
      sources: [
        Document.Source(.store, storeProductIDs), Document.Source(.community, packageIDs),
      ].filter { !$0.packages.isEmpty })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(document)
  }
}

private struct Document: Encodable {
  let schema = "https://aka.ms/winget-packages.schema.2.0.json"
  let creationDate: String
  let sources: [Source]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case creationDate = "CreationDate"
    case sources = "Sources"
  }

  struct Source: Encodable {
    let details: SourceDetails
    let packages: [Package]

    init(_ details: SourceDetails, _ ids: [String]) {
      self.details = details
      packages = ids.map { Package(id: $0) }
    }

    enum CodingKeys: String, CodingKey {
      case details = "SourceDetails"
      case packages = "Packages"
    }
  }

  struct Package: Encodable {
    let id: String

    enum CodingKeys: String, CodingKey {
      case id = "PackageIdentifier"
    }
  }

  /// winget finds a source again by its type and identifier.
  struct SourceDetails: Encodable {
    let name: String
    let identifier: String
    let argument: String
    let type: String

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case identifier = "Identifier"
      case argument = "Argument"
      case type = "Type"
    }

    static let store = SourceDetails(
      name: "msstore", identifier: "StoreEdgeFD",
      argument: "https://storeedgefd.dsx.mp.microsoft.com/v9.0", type: "Microsoft.Rest")
    static let community = SourceDetails(
      name: "winget", identifier: "Microsoft.Winget.Source_8wekyb3d8bbwe",
      argument: "https://cdn.winget.microsoft.com/cache", type: "Microsoft.PreIndexed.Package")
  }
}
