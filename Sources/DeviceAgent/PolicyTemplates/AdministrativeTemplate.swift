import Foundation
import WindowsDevice

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The policy templates for Group Policy and device managements: which policies there are and which
/// registry values they set (`Valise.admx`), and the words for it (`en-US/Valise.adml`).
///
/// Source: Microsoft, "PolicyDefinitions schema", and [MS-GPREG] sections 7.2 and 7.3.
public struct AdministrativeTemplate: Sendable {
  private let table: AgentKeyTable

  public init(_ table: AgentKeyTable) {
    self.table = table
  }

  public static let name = "Valise"
  /// The language that the words are in.
  public static let language = "en-US"

  static let schema = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
  private static let supported = "SUPPORTED_Valise"

  // MARK: Policies

  /// The policies and the registry values that they set.
  public var admx: Data {
    let root = XMLElement(
      "policyDefinitions",
      ["xmlns": Self.schema, "revision": "1.0", "schemaVersion": "1.0"],
      [
        XMLElement(
          "policyNamespaces", [:],
          [XMLElement("target", ["prefix": "valise", "namespace": "Valise.Policies.Agent"])]),
        XMLElement("resources", ["minRequiredRevision": "1.0"]),
        XMLElement(
          "supportedOn", [:],
          [
            XMLElement(
              "definitions", [:],
              [
                XMLElement(
                  "definition",
                  ["name": Self.supported, "displayName": Self.string(Self.supported)])
              ])
          ]),
        XMLElement("categories", [:], table.categories.map(category)),
        XMLElement("policies", [:], table.keys.map(policy)),
      ])
    return root.document
  }

  private func category(_ category: AgentKeyTable.Category) -> XMLElement {
    XMLElement(
      "category", ["name": category.id, "displayName": Self.string(category.id)],
      path(of: category.id).dropLast().suffix(1).map { XMLElement("parentCategory", ["ref": $0]) })
  }

  /// The categories from the outermost to this one. The first of the table holds all others.
  func path(of category: String) -> [String] {
    let outermost = table.categories.prefix(1).map(\.id)
    return outermost.contains(category) ? outermost : outermost + [category]
  }

  private func policy(_ key: AgentKey) -> XMLElement {
    var attributes = [
      "name": key.value, "class": "Machine", "displayName": Self.string(key.value),
      "explainText": Self.string(Self.help(key)), "key": #"SOFTWARE\"# + PolicyKeys.valise,
    ]
    var parts = [
      XMLElement("parentCategory", ["ref": key.category]),
      XMLElement("supportedOn", ["ref": Self.supported]),
    ]
    if let element = element(key) {
      attributes["presentation"] = "$(presentation.\(key.value))"
      parts.append(XMLElement("elements", [:], [element]))
    } else {
      attributes["valueName"] = key.value
      for (name, number) in [("enabledValue", "1"), ("disabledValue", "0")] {
        parts.append(XMLElement(name, [:], [XMLElement("decimal", ["value": number])]))
      }
    }
    return XMLElement("policy", attributes, parts)
  }

  /// What an administrator fills in; nil where on and off are all.
  private func element(_ key: AgentKey) -> XMLElement? {
    var attributes = ["id": key.value, "valueName": key.value, "required": "true"]
    switch key.kind {
    case .flag: return nil
    case .number(let range, _):
      attributes["minValue"] = String(range.lowerBound)
      attributes["maxValue"] = String(range.upperBound)
      return XMLElement("decimal", attributes)
    case .choice(let choices):
      return XMLElement(
        "enum", attributes,
        choices.map { choice in
          XMLElement(
            "item", ["displayName": Self.string(Self.item(key, choice))],
            [XMLElement("value", [:], [XMLElement("string", [:], [], choice.word)])])
        })
    case .text:
      attributes["maxLength"] = String(AgentKey.longestText)
      return XMLElement("text", attributes)
    case .list:
      attributes["maxLength"] = String(AgentKey.longestText)
      attributes["maxStrings"] = String(AgentKey.mostEntries)
      return XMLElement("multiText", attributes)
    }
  }

  // MARK: Words

  /// The words, in English.
  public var adml: Data {
    let root = XMLElement(
      "policyDefinitionResources",
      ["xmlns": Self.schema, "revision": "1.0", "schemaVersion": "1.0"],
      [
        XMLElement("displayName", [:], [], "Valise"),
        XMLElement("description", [:], [], "Policies of the Valise agent."),
        XMLElement(
          "resources", [:],
          [
            XMLElement(
              "stringTable", [:],
              strings.map { XMLElement("string", ["id": $0.id], [], $0.text) }),
            XMLElement("presentationTable", [:], table.keys.compactMap(presentation)),
          ]),
      ])
    return root.document
  }

  private var strings: [(id: String, text: String)] {
    var strings = [(id: Self.supported, text: "Windows 10, version 22H2, or later")]
    strings += table.categories.map { ($0.id, $0.title) }
    for key in table.keys {
      strings += [(key.value, key.title), (Self.help(key), explanation(key))]
      if case .choice(let choices) = key.kind {
        strings += choices.map { (Self.item(key, $0), $0.title) }
      }
    }
    return strings
  }

  private func explanation(_ key: AgentKey) -> String {
    let rest =
      key.standard.map { "Not configured, it is \($0.text)" } ?? "Not configured, there is none"
    return [
      key.help,
      "\(rest), unless \(key.name.rawValue) in \(AgentKeyTable.filePath) says otherwise.",
    ].joined(separator: "\n\n")
  }

  private func presentation(_ key: AgentKey) -> XMLElement? {
    let label = key.title + ":"
    let fields: [XMLElement]
    switch key.kind {
    case .flag: return nil
    case .number(_, let unit):
      var attributes = ["refId": key.value]
      if case .number(let number)? = key.standard { attributes["defaultValue"] = String(number) }
      fields = [
        XMLElement(
          "decimalTextBox", attributes, [], unit.prefix(1).uppercased() + unit.dropFirst() + ":")
      ]
    case .choice(let choices):
      let standard = choices.firstIndex { .text($0.word) == key.standard } ?? 0
      fields = [
        XMLElement(
          "dropdownList",
          ["refId": key.value, "noSort": "true", "defaultItem": String(standard)], [], label)
      ]
    case .text:
      fields = [
        XMLElement("textBox", ["refId": key.value], [XMLElement("label", [:], [], label)])
      ]
    case .list:
      fields = [
        XMLElement("text", [:], [], label), XMLElement("multiTextBox", ["refId": key.value]),
      ]
    }
    return XMLElement("presentation", ["id": key.value], fields)
  }

  private static func string(_ id: String) -> String { "$(string.\(id))" }
  private static func help(_ key: AgentKey) -> String { key.value + "_Help" }
  private static func item(_ key: AgentKey, _ choice: AgentKey.Choice) -> String {
    key.value + "_" + choice.word
  }
}
