import Foundation

/// The OpenAPI 3.1 document of the service, put together from the files in `Resources/openapi`:
/// `document.json` is what all nouns share, and each other one the paths and schemas of a noun.
public enum OpenAPIDocument {
  /// - Throws: an error when the files are not beside the program, or two of them define the same.
  public static func load() throws -> Data {
    guard let folder = Bundle.module.url(forResource: "openapi", withExtension: nil) else {
      throw CocoaError(.fileNoSuchFile)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".json") && $0 != "document.json" }.sorted()
    var document = try object(in: folder.appendingPathComponent("document.json"))
    for name in names {
      document = try merged(document, try object(in: folder.appendingPathComponent(name)))
    }
    document = try merged(document, problemCodes)
    document = try merged(document, limits(of: document))
    return try JSONSerialization.data(
      withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
  }

  /// The codes of all problems, as the values that `Problem.code` may have.
  private static var problemCodes: [String: Any] {
    let codes = ["enum": ProblemKind.allCases.map(\.code)]
    return ["components": ["schemas": ["Problem": ["properties": ["code": codes]]]]]
  }

  /// The answer that every operation gives when there are too many requests.
  private static func limits(of document: [String: Any]) -> [String: Any] {
    let answer = ["responses": ["429": ["$ref": "#/components/responses/TooMany"]]]
    let paths = document["paths"] as? [String: [String: Any]] ?? [:]
    return [
      "paths": paths.mapValues { operations in
        operations.compactMapValues { operation -> [String: Any]? in
          let responses = (operation as? [String: Any])?["responses"] as? [String: Any]
          return responses.flatMap { $0["429"] == nil ? answer : nil }
        }
      }
    ]
  }

  private static func object(in file: URL) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    guard let object = object as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    return object
  }

  /// Puts two objects together, key by key. Lists follow one another.
  private static func merged(
    _ one: [String: Any], _ other: [String: Any]
  ) throws -> [String: Any] {
    try one.merging(other) { first, second in
      switch (first, second) {
      case (let first as [String: Any], let second as [String: Any]): try merged(first, second)
      case (let first as [Any], let second as [Any]): first + second
      default: throw CocoaError(.fileReadCorruptFile)
      }
    }
  }
}
