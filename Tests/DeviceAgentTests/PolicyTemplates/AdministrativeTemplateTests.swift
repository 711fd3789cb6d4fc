import Foundation
import Testing

@testable import DeviceAgent

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Microsoft publishes the schema of policy templates as a description, not as a file. These are its rules,
/// and those of Windows' template reader, as far as our templates use them.
@Suite("The policy templates")
struct AdministrativeTemplateTests {
  private let table: AgentKeyTable
  private let admx: XMLElement
  private let adml: XMLElement
  /// The elements do not keep them.
  private let documents: [XMLDocument]

  init() throws {
    table = try .bundled()
    let template = AdministrativeTemplate(table)
    documents = try [XMLDocument(data: template.admx), XMLDocument(data: template.adml)]
    admx = try #require(documents[0].rootElement())
    adml = try #require(documents[1].rootElement())
  }

  private func elements(_ path: String, in root: XMLElement) -> [XMLElement] {
    path.split(separator: "/").reduce([root]) { found, name in
      found.flatMap { $0.elements(forName: String(name)) }
    }
  }

  private func attributes(_ element: XMLElement) -> [String: String] {
    Dictionary(
      (element.attributes ?? []).map { ($0.name ?? "", $0.stringValue ?? "") },
      uniquingKeysWith: { $1 })
  }

  /// All elements below one, itself among them.
  private func all(_ element: XMLElement) -> [XMLElement] {
    [element] + (element.children ?? []).compactMap { $0 as? XMLElement }.flatMap(all)
  }

  private var policies: [XMLElement] { elements("policies/policy", in: admx) }

  @Test("the elements stand in the schema's order, in its namespace")
  func structure() {
    for root in [admx, adml] {
      #expect(
        attributes(root)["xmlns"] == nil
          || attributes(root)["xmlns"] == AdministrativeTemplate.schema)
      #expect(root.xmlString.contains("xmlns=\"\(AdministrativeTemplate.schema)\""))
      #expect(attributes(root)["schemaVersion"] == "1.0")
    }
    #expect(
      (admx.children ?? []).compactMap(\.name)
        == ["policyNamespaces", "resources", "supportedOn", "categories", "policies"])
    #expect(
      (adml.children ?? []).compactMap(\.name) == ["displayName", "description", "resources"])
    let order = [
      "parentCategory", "supportedOn", "enabledValue", "disabledValue", "elements",
    ]
    for policy in policies {
      let places = (policy.children ?? []).compactMap { order.firstIndex(of: $0.name ?? "") }
      #expect(places.count == policy.childCount)
      #expect(places == places.sorted())
    }
  }

  @Test("every reference leads somewhere, and every word is used")
  func references() throws {
    let strings = elements("resources/stringTable/string", in: adml)
    let ids = strings.compactMap { attributes($0)["id"] }
    #expect(Set(ids).count == strings.count)
    #expect(strings.allSatisfy { !($0.stringValue ?? "").isEmpty })
    let presentations = elements("resources/presentationTable/presentation", in: adml)
    let presentationIDs = presentations.compactMap { attributes($0)["id"] }
    #expect(Set(presentationIDs).count == presentations.count)
    var used: Set<String> = []
    var shown: Set<String> = []
    for value in all(admx).flatMap({ attributes($0).values }) where value.hasPrefix("$(") {
      let match = try #require(
        value.wholeMatch(of: #/\$\((string|presentation)\.([A-Za-z0-9_]+)\)/#))
      if match.1 == "string" { used.insert(String(match.2)) } else { shown.insert(String(match.2)) }
    }
    #expect(used == Set(ids))
    #expect(shown == Set(presentationIDs))

    let categories = Set(
      elements("categories/category", in: admx).compactMap { attributes($0)["name"] })
    let definitions = Set(
      elements("supportedOn/definitions/definition", in: admx).compactMap { attributes($0)["name"] }
    )
    for element in all(admx) {
      let reference = attributes(element)["ref"]
      switch element.name {
      case "parentCategory": #expect(categories.contains(reference ?? ""))
      case "supportedOn" where reference != nil: #expect(definitions.contains(reference ?? ""))
      default: #expect(reference == nil)
      }
    }
  }

  @Test("every field of a policy has its control, of the kind that goes with it, and no other")
  func presentations() throws {
    let controls = [
      "decimal": "decimalTextBox", "enum": "dropdownList", "text": "textBox",
      "multiText": "multiTextBox",
    ]
    let presentations = Dictionary(
      elements("resources/presentationTable/presentation", in: adml).map {
        (attributes($0)["id"], $0)
      },
      uniquingKeysWith: { $1 })
    for policy in policies {
      let fields = elements("elements", in: policy).flatMap { $0.children ?? [] }
        .compactMap { $0 as? XMLElement }
      let name = attributes(policy)["name"] ?? ""
      guard !fields.isEmpty else {
        // On and off are all: each sets its value.
        #expect(attributes(policy)["presentation"] == nil)
        #expect(attributes(policy)["valueName"] == name)
        #expect(elements("enabledValue/decimal", in: policy).count == 1)
        #expect(elements("disabledValue/decimal", in: policy).count == 1)
        continue
      }
      let presentation = try #require(presentations[name])
      #expect(attributes(policy)["presentation"] == "$(presentation.\(name))")
      let shown = (presentation.children ?? []).compactMap { $0 as? XMLElement }
        .filter { $0.name != "text" }
      #expect(shown.map { attributes($0)["refId"] } == fields.map { attributes($0)["id"] })
      #expect(shown.map(\.name) == fields.map { controls[$0.name ?? ""] })
      // Windows refuses text in this one.
      #expect(shown.filter { $0.name == "multiTextBox" }.allSatisfy { $0.childCount == 0 })
    }
  }

  @Test("names are unique, and every policy is for the machine and below the one key")
  func policiesAreSound() {
    let names = policies.compactMap { attributes($0)["name"] }
    #expect(names == table.keys.map(\.value))
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    for policy in policies {
      #expect(attributes(policy)["class"] == "Machine")
      #expect(attributes(policy)["key"] == #"SOFTWARE\Policies\Valise"#)
    }
    for decimal in all(admx) where decimal.name == "decimal" && attributes(decimal)["id"] != nil {
      let (low, high) = (attributes(decimal)["minValue"], attributes(decimal)["maxValue"])
      #expect(Int(low ?? "") ?? -1 >= 0)
      #expect(Int(high ?? "") ?? -1 <= Int(UInt32.max))
    }
    for list in elements("resources/presentationTable/presentation/dropdownList", in: adml) {
      #expect(Int(attributes(list)["defaultItem"] ?? "") != nil)
    }
  }

  // MARK: Device management

  private struct Profile: Decodable {
    struct Setting: Decodable {
      let type: String
      let omaUri: String
      let value: String

      enum CodingKeys: String, CodingKey {
        case type = "@odata.type"
        case omaUri, value
      }
    }
    let type: String
    let omaSettings: [Setting]

    enum CodingKeys: String, CodingKey {
      case type = "@odata.type"
      case omaSettings
    }
  }

  @Test("a profile brings the template and sets each policy by the path of its category")
  func profile() throws {
    let json = try JSONEncoder().encode(ManagementProfile(table))
    let profile = try JSONDecoder().decode(Profile.self, from: json)
    #expect(profile.type == "#microsoft.graph.windows10CustomConfiguration")
    #expect(profile.omaSettings.allSatisfy { $0.type == "#microsoft.graph.omaSettingString" })
    let ingestion = try #require(profile.omaSettings.first)
    #expect(
      ingestion.omaUri
        == "./Device/Vendor/MSFT/Policy/ConfigOperations/ADMXInstall/Valise/Policy/ValiseAdmx")
    #expect(Data(ingestion.value.utf8) == AdministrativeTemplate(table).admx)

    let parents = Dictionary(
      elements("categories/category", in: admx).map { category in
        (
          attributes(category)["name"] ?? "",
          elements("parentCategory", in: category).first.flatMap { attributes($0)["ref"] }
        )
      }, uniquingKeysWith: { $1 })
    #expect(profile.omaSettings.count == policies.count + 1)
    for (policy, setting) in zip(policies, profile.omaSettings.dropFirst()) {
      var path: [String] = []
      var category = elements("parentCategory", in: policy).first.flatMap { attributes($0)["ref"] }
      while let name = category {
        path.insert(name, at: 0)
        category = parents[name] ?? nil
      }
      let name = attributes(policy)["name"] ?? ""
      #expect(
        setting.omaUri
          == "./Device/Vendor/MSFT/Policy/Config/Valise~Policy~\(path.joined(separator: "~"))/\(name)"
      )
      let document = try XMLDocument(xmlString: "<v>\(setting.value)</v>")
      defer { withExtendedLifetime(document) {} }
      let value = try #require(document.rootElement())
      let state = (value.children ?? []).compactMap { $0 as? XMLElement }
      #expect(["enabled", "disabled"].contains(state.first?.name))
      let data = state.dropFirst()
      #expect(data.allSatisfy { $0.name == "data" })
      let fields = elements("elements", in: policy).flatMap { $0.children ?? [] }
        .compactMap { $0 as? XMLElement }
      #expect(data.map { attributes($0)["id"] } == fields.map { attributes($0)["id"] })
      #expect(data.allSatisfy { attributes($0)["value"] != nil })
    }
    let except = profile.omaSettings.first { $0.omaUri.hasSuffix("/CaptureExcept") }
    #expect(except?.value.contains("gaming&#xF000;mouse.pointer-speed") == true)
  }
}
