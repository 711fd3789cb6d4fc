import Foundation

/// An entry of the Start menu's list of all apps, as `Get-StartApps | ConvertTo-Json` writes it.
public struct StartApp: Hashable, Sendable, Decodable {
  /// The name in the person's language.
  public let name: String
  /// An application user model id: `FamilyName!App` of a packaged app, anything of a classic program.
  public let id: String

  public init(name: String, id: String) {
    self.name = name
    self.id = id
  }

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case id = "AppID"
  }

  /// Reads the list.
  ///
  /// - Throws: ``AppListError``.
  static func list(_ bytes: Data) throws(AppListError) -> ToolList<StartApp> {
    try ToolList(bytes, of: "the list of Get-StartApps")
  }
}
