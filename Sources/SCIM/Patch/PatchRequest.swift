import JSONText

/// The body of a PATCH (RFC 7644, section 3.5.2), put into steps for resources of one type.
public struct PatchRequest: Sendable, Hashable {
  /// The most operations in one request.
  static let mostOperations = 1000
  /// The most steps that they may come to: an operation without a path is one for each attribute.
  static let mostSteps = 5000

  public let steps: [PatchStep]

  /// - Throws: `invalidSyntax`, `invalidPath`, `invalidValue`, `invalidFilter`, `mutability`, `noTarget`
  public init(_ body: JSONValue, for type: ResourceType) throws(SCIMError) {
    guard let fields = body.object else {
      throw .bad(.invalidSyntax, "The body must be a JSON object.")
    }
    func value(_ name: String) -> JSONValue? {
      fields.first { $0.key.lowercased() == name.lowercased() }?.value
    }
    guard let schemas = value("schemas")?.texts,
      schemas.contains(where: { $0.lowercased() == SchemaID.patch.lowercased() })
    else { throw .bad(.invalidSyntax, "The attribute schemas must name \(SchemaID.patch).") }
    guard let operations = value("Operations")?.list, !operations.isEmpty else {
      throw .bad(.invalidSyntax, "Operations must be a list with at least one operation.")
    }
    guard operations.count <= Self.mostOperations else {
      throw .bad(.tooMany, "A request may have \(Self.mostOperations) operations; send several.")
    }
    var steps: [PatchStep] = []
    for operation in operations {
      steps += try Self.steps(of: operation, for: type)
      guard steps.count <= Self.mostSteps else {
        throw .bad(.tooMany, "The operations change too much at once; send several requests.")
      }
    }
    self.steps = steps
  }

  private static func steps(
    of operation: JSONValue, for type: ResourceType
  ) throws(SCIMError) -> [PatchStep] {
    guard let fields = operation.object else {
      throw .bad(.invalidSyntax, "An operation must be a JSON object.")
    }
    func value(_ name: String) -> JSONValue? {
      fields.first { $0.key.lowercased() == name }?.value
    }
    // Microsoft Entra ID writes "Add", "Replace" and "Remove".
    guard let kind = value("op")?.text.flatMap({ PatchStep.Kind(rawValue: $0.lowercased()) }) else {
      throw .bad(.invalidSyntax, "An operation's op must be add, replace or remove.")
    }
    switch value("path") ?? .null {
    // An empty path is none: some clients write it so.
    case .null, .text(""): return try steps(kind, everything: value("value"), for: type)
    case .text(let path):
      return [
        try PatchStep(kind, at: try PatchPath(path), value: value("value"), for: type)
      ].compactMap { $0 }
    default: throw .bad(.invalidPath, "An operation's path must be text.")
    }
  }

  /// An operation without a path: its value is an object with the attributes. Their names may be
  /// paths themselves, `name.givenName`: Microsoft Entra ID writes so. What the client may not set, or
  /// the type does not have, is passed over as in a PUT.
  private static func steps(
    _ kind: PatchStep.Kind, everything value: JSONValue?, for type: ResourceType
  ) throws(SCIMError) -> [PatchStep] {
    guard kind != .remove else {
      throw .bad(.noTarget, "An operation that removes must have a path.")
    }
    guard let fields = value?.object else {
      throw .bad(.invalidValue, "The value of an operation without a path must be an object.")
    }
    var steps: [PatchStep] = []
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard let path = try? PatchPath(name), let place = type.resolve(path.attribute),
        place.attribute?.mutability != .readOnly
      else { continue }
      if let step = try PatchStep(kind, at: path, value: value, for: type) { steps.append(step) }
    }
    return steps
  }
}
