import UserEnvironment

/// What the person chose to have restored. Empty sets mean no restriction.
public struct Selection: Hashable, Sendable, Codable {
  public var components: Set<ComponentKind>
  /// Categories of the catalog.
  public var categories: Set<String>
  /// Ids of single settings.
  public var settings: Set<String>

  public init(
    components: Set<ComponentKind> = [], categories: Set<String> = [], settings: Set<String> = []
  ) {
    self.components = components
    self.categories = categories
    self.settings = settings
  }

  public static let everything = Selection()

  public func includes(_ component: ComponentKind) -> Bool {
    components.isEmpty || components.contains(component)
  }

  /// A setting is chosen by itself or by its category.
  public func includes(_ setting: Setting, _ definition: SettingDefinition) -> Bool {
    guard includes(.settings) else { return false }
    if categories.isEmpty && settings.isEmpty { return true }
    return categories.contains(definition.category) || settings.contains(setting.id)
  }
}
