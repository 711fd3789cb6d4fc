import Foundation
import JSONText
import ServiceAPI

@testable import BackupService

/// What the OpenAPI document says of a route, with its references followed.
struct OpenAPIOperation {
  private let document: JSONValue
  private let operation: JSONValue

  struct NotThere: Error {
    let what: String
  }

  /// Read once: it is large.
  private static let whole = Result { JSONValue(strict: try OpenAPIDocument.load()) }

  init(_ route: Route) throws {
    guard let document = try Self.whole.get(),
      let operation = document["paths"]?[route.template]?[route.method.rawValue.lowercased()]
    else { throw NotThere(what: route.description) }
    self.document = document
    self.operation = operation
  }

  /// The references of its parameters, and the names of those that are written out.
  var parameters: [String] {
    (operation["parameters"]?.list ?? []).compactMap { ($0["$ref"] ?? $0["name"])?.text }
  }

  /// The parameter of this name.
  func parameter(_ name: String) -> JSONValue? {
    (operation["parameters"]?.list ?? []).map(followed).first { $0["name"]?.text == name }
  }

  /// What it answers with this status, by the media type.
  func content(_ status: Int) -> [String: JSONValue] {
    operation["responses"]?["\(status)"].map(followed)?["content"]?.object ?? [:]
  }

  /// The codes of the problems that are shown as examples of a status.
  func exampleCodes(_ status: Int) -> Set<String> {
    Set(content(status)["application/problem+json"]?["examples"]?.object?.keys.map(\.self) ?? [])
  }

  /// The names of all fields, however deep, of what it answers when all is well.
  var answeredFields: Set<String> {
    var names: Set<String> = []
    for (status, answer) in operation["responses"]?.object ?? [:] where status.hasPrefix("2") {
      for (_, media) in followed(answer)["content"]?.object ?? [:] {
        var seen: Set<JSONValue> = []
        if let schema = media["schema"] { collect(schema, into: &names, &seen) }
      }
    }
    return names
  }

  /// Whether there is a list among the fields, not those deeper down, of what it answers.
  var answersList: Bool {
    (content(200)["application/json"]?["schema"].map(followed)?["properties"]?.object ?? [:])
      .contains { followed($0.value)["items"] != nil }
  }

  /// A reference's target, or the value itself.
  func followed(_ value: JSONValue) -> JSONValue {
    guard let reference = value["$ref"]?.text else { return value }
    let parts = reference.split(separator: "/").dropFirst().map(String.init)
    return parts.reduce(document) { $0[$1] ?? .null }
  }

  private func collect(
    _ schema: JSONValue, into names: inout Set<String>, _ seen: inout Set<JSONValue>
  ) {
    guard seen.insert(schema).inserted else { return }
    let schema = followed(schema)
    for (name, property) in schema["properties"]?.object ?? [:] {
      names.insert(name)
      collect(property, into: &names, &seen)
    }
    for keyword in ["items", "additionalProperties"] {
      if let part = schema[keyword] { collect(part, into: &names, &seen) }
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
      for part in schema[keyword]?.list ?? [] { collect(part, into: &names, &seen) }
    }
  }
}

extension JSONValue {
  fileprivate subscript(name: String) -> JSONValue? { object?[name] }
}
