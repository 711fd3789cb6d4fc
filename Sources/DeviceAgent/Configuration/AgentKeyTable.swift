import Foundation
import WindowsDevice

/// All keys of the agent's configuration, in the order in which they are shown.
public struct AgentKeyTable: Sendable {
  public let categories: [Category]
  public let keys: [AgentKey]
  private let byName: [AgentKey.Name: AgentKey]

  /// A group of keys in policy templates.
  public struct Category: Sendable, Hashable, Decodable {
    public let id: String
    public let title: String
  }

  /// Where policies set the keys, as people write it.
  public static let policyKey = #"HKLM\SOFTWARE\"# + PolicyKeys.valise
  /// Where the agent's configuration file is.
  public static let filePath = #"C:\ProgramData\Valise\agent.json"#

  /// The table that belongs to this version of Valise.
  ///
  /// - Throws: ``AgentError`` with `agent.damagedInstallation`.
  public static func bundled() throws(AgentError) -> AgentKeyTable {
    do {
      guard let url = Bundle.module.url(forResource: "agent-keys", withExtension: "json") else {
        throw CocoaError(.fileNoSuchFile)
      }
      return try AgentKeyTable(json: Data(contentsOf: url))
    } catch {
      throw AgentError(
        .damagedInstallation,
        "The table of the agent's keys is not beside the program, or damaged. Install Valise again.",
        cause: error)
    }
  }

  /// Reads a table: every name of ``AgentKey/Name`` once, with values that its kind allows.
  init(json: Data) throws {
    let table = try JSONDecoder().decode(Document.self, from: json)
    categories = table.categories
    keys = try table.keys.map { try $0.key() }
    byName = Dictionary(keys.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let categories = Set(table.categories.map(\.id))
    guard byName.count == AgentKey.Name.allCases.count,
      keys.count == AgentKey.Name.allCases.count,
      Set(keys.map { $0.value.lowercased() }).count == keys.count,
      keys.allSatisfy({ categories.contains($0.category) })
    else { throw Row.Invalid(name: "keys") }
  }

  public subscript(name: AgentKey.Name) -> AgentKey {
    // Every name is there: the initializer refuses a table that lacks one.
    byName[name] ?? keys[0]
  }

  private struct Document: Decodable {
    let categories: [Category]
    let keys: [Row]
  }

  /// An entry of the resource.
  private struct Row: Decodable {
    let name: AgentKey.Name
    let value: String
    let category: String
    let kind: Kind
    let form: AgentKey.Form?
    let minimum: Int?
    let maximum: Int?
    let unit: String?
    let choices: [AgentKey.Choice]?
    let `default`: AgentValue?
    let limits: Bool?
    let option: String?
    let narrowing: String?
    let environment: String?
    let title: String
    let help: String
    let example: AgentValue?

    enum Kind: String, Decodable { case `switch`, number, choice, text, list }

    struct Invalid: Error { let name: String }

    func key() throws -> AgentKey {
      let invalid = Invalid(name: name.rawValue)
      let kind: AgentKey.Kind =
        switch (self.kind, form, choices, minimum, maximum) {
        case (.switch, nil, nil, nil, nil): .flag
        case (.number, nil, nil, let low?, let high?) where low >= 0 && low <= high:
          .number(low...high, unit: unit ?? "")
        case (.choice, nil, let choices?, nil, nil): .choice(choices)
        case (.text, let form?, nil, nil, nil): .text(form)
        case (.list, let form?, nil, nil, nil): .list(form)
        default: throw invalid
        }
      guard let example = example ?? `default` else { throw invalid }
      let key = AgentKey(
        name: name, value: value, category: category, kind: kind, standard: `default`,
        limits: limits ?? false, option: option, narrowing: narrowing, environment: environment,
        title: title, help: help, example: example)
      for value in [`default`, example].compactMap({ $0 }) where key.fault(of: value) != nil {
        throw invalid
      }
      return key
    }
  }
}
