import Foundation
import UserEnvironment

/// A file that `winget import` installs apps from, in the schema
/// `https://aka.ms/winget-packages.schema.2.0.json` (microsoft/winget-cli, `schemas/JSON/packages`).
public struct WingetImport: Hashable, Sendable {
  /// What is installed from one source, the Store first, then by the source's name.
  public let sources: [Source]

  /// A source, and its packages in the order of their ids.
  public struct Source: Hashable, Sendable {
    public let source: WingetSource
    public let packages: [AppPackage]
  }

  /// Splits the packages by source. One that is there twice is named once, with its scope where
  /// either says one.
  public init(packages: [AppPackage]) {
    sources = Dictionary(grouping: packages, by: \.source)
      .map { source, packages in
        let single = Dictionary(packages.map { ($0.id.lowercased(), $0) }) { first, second in
          first.scope == nil ? second : first
        }
        return Source(source: source, packages: single.values.sorted { $0.id < $1.id })
      }
      .sorted { Self.order($0.source) < Self.order($1.source) }
  }

  private static func order(_ source: WingetSource) -> (Int, String, String) {
    let rank = source == .store ? 0 : source == .community ? 1 : 2
    return (rank, source.name, source.identifier)
  }

  /// Whether there is nothing that winget could install.
  public var isEmpty: Bool { sources.isEmpty }

  /// The file's text in UTF-8. A source without packages is not in it, since the schema wants at
  /// least one in each.
  ///
  /// - Parameter createdAt: the creation date that the file bears.
  public func json(createdAt: Date) throws -> Data {
    let document = Document(
      creationDate: createdAt.ISO8601Format(), sources: sources.map(Document.Source.init))
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

    init(_ source: WingetImport.Source) {
      details = SourceDetails(source.source)
      packages = source.packages.map { Package(id: $0.id, scope: $0.scope) }
    }

    enum CodingKeys: String, CodingKey {
      case details = "SourceDetails"
      case packages = "Packages"
    }
  }

  struct Package: Encodable {
    let id: String
    let scope: InstalledApp.Scope?

    enum CodingKeys: String, CodingKey {
      case id = "PackageIdentifier"
      case scope = "Scope"
    }
  }

  struct SourceDetails: Encodable {
    let name: String
    let identifier: String
    let argument: String
    let type: String

    init(_ source: WingetSource) {
      name = source.name
      identifier = source.identifier
      argument = source.argument
      type = source.type
    }

    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case identifier = "Identifier"
      case argument = "Argument"
      case type = "Type"
    }
  }
}
