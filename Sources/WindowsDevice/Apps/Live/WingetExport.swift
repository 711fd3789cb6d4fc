import Foundation
import UserEnvironment

/// The apps that winget can tie to a package of one of its sources, as `winget export` writes them.
/// What it cannot tie is not in it.
public struct WingetExport: Hashable, Sendable {
  public let packages: [Package]

  public struct Package: Hashable, Sendable {
    public let id: String
    public let source: WingetSource
    /// The installed version, where the export was asked for versions.
    public let version: String?
  }

  /// Reads an export in schema 2.0 or 1.0, which names ids differently.
  ///
  /// - Throws: ``AppListError``.
  public init(json: Data) throws(AppListError) {
    let name = "winget's export"
    let text = try ToolText.text(of: json, from: name)
    let document = try ToolText.decode(Document.self, from: text, of: name)
    packages = document.sources.flatMap { source in
      source.packages.compactMap { package in
        guard let id = package.id ?? package.oldID, !id.isEmpty else { return nil }
        return Package(id: id, source: source.details.source, version: package.version)
      }
    }
  }

  private struct Document: Decodable {
    let sources: [Source]

    enum CodingKeys: String, CodingKey {
      case sources = "Sources"
    }
  }

  private struct Source: Decodable {
    let details: Details
    let packages: [ListedPackage]

    enum CodingKeys: String, CodingKey {
      case details = "SourceDetails"
      case packages = "Packages"
    }
  }

  private struct Details: Decodable {
    let name: String
    let identifier: String
    let argument: String
    let type: String

    /// The two sources that every winget has are named as we know them: their address changes.
    var source: WingetSource {
      let source = WingetSource(
        name: name, identifier: identifier, argument: argument, type: type)
      return [.store, .community].first { $0.isSame(as: source) } ?? source
    }

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case identifier = "Identifier"
      case argument = "Argument"
      case type = "Type"
    }
  }

  private struct ListedPackage: Decodable {
    let id: String?
    let oldID: String?
    let version: String?

    enum CodingKeys: String, CodingKey {
      case id = "PackageIdentifier"
      case oldID = "Id"
      case version = "Version"
    }
  }
}
