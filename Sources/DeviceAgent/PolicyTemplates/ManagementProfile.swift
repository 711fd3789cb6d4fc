import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The same policies for a device management: a profile of OMA-URI settings, in the form in which Microsoft
/// Graph takes one (`POST /deviceManagement/deviceConfigurations`). The first setting brings the
/// template to the PC; each of the others sets one policy, to what is standard or to an example, for an
/// administrator to change or leave out.
///
/// Source: Microsoft, "Win32 and Desktop Bridge app ADMX policy ingestion" and "Understanding ADMX
/// policies"; Graph, windows10CustomConfiguration and omaSettingString.
public struct ManagementProfile: Sendable, Encodable {
  let type = "#microsoft.graph.windows10CustomConfiguration"
  public let displayName = AdministrativeTemplate.name
  public let description =
    "The policies of the Valise agent, each with an example. Leave out what you do not set."
  public let omaSettings: [Setting]

  private enum CodingKeys: String, CodingKey {
    case type = "@odata.type"
    case displayName, description, omaSettings
  }

  public struct Setting: Sendable, Encodable, Hashable {
    let type = "#microsoft.graph.omaSettingString"
    public let displayName: String
    public let description: String
    public let omaUri: String
    public let value: String

    private enum CodingKeys: String, CodingKey {
      case type = "@odata.type"
      case displayName, description, omaUri, value
    }
  }

  private static let policy = "./Device/Vendor/MSFT/Policy/"

  public init(_ table: AgentKeyTable) {
    let template = AdministrativeTemplate(table)
    let app = AdministrativeTemplate.name
    let ingestion = Setting(
      displayName: "Valise.admx", description: "Brings the template of the policies to the PC.",
      omaUri: Self.policy + "ConfigOperations/ADMXInstall/\(app)/Policy/\(app)Admx",
      value: String(decoding: template.admx, as: UTF8.self))
    let policies = table.keys.map { key in
      let area = ([app, "Policy"] + template.path(of: key.category)).joined(separator: "~")
      return Setting(
        displayName: key.title, description: key.help,
        omaUri: Self.policy + "Config/\(area)/\(key.value)", value: Self.value(key))
    }
    omaSettings = [ingestion] + policies
  }

  /// The policy switched on, with the example.
  private static func value(_ key: AgentKey) -> String {
    let data: String
    switch key.example {
    case .flag(let flag): return flag ? "<enabled/>" : "<disabled/>"
    case .number(let number): data = String(number)
    case .text(let text): data = text
    case .list(let list): data = list.joined(separator: separator)
    }
    let element = XMLElement("data", ["id": key.value, "value": data])
    // As a character it is lost on the way through what shows no private-use characters.
    let text = element.xmlString(options: .nodeCompactEmptyElement)
      .replacing(separator, with: "&#xF000;")
    return "<enabled/>" + text
  }

  /// Stands between the texts of a list.
  private static let separator = "\u{F000}"
}
