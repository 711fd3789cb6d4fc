import UserEnvironment

/// What the person chose: everything, or only some items; and what they left out of it.
public struct Selection: Hashable, Sendable, Codable {
  /// Nothing else is taken. Without items there is no such restriction.
  public var only: Items
  /// These are not taken, whatever ``only`` says.
  public var except: Items

  public init(only: Items = Items(), except: Items = Items()) {
    self.only = only
    self.except = except
  }

  public static let everything = Selection()

  /// Items by their names: each name adds to what the others name.
  public struct Items: Hashable, Sendable, Codable {
    /// Components as a whole.
    public var components: Set<ComponentKind>
    /// Categories of the catalog.
    public var categories: Set<String>
    /// Single settings: an id means all that it has (`language.profile`), a ``Setting/key`` only this
    /// one (`language.profile[en-US]`). Names compare without case, as in Windows.
    public var settings: Set<String>

    public init(
      components: Set<ComponentKind> = [], categories: Set<String> = [], settings: Set<String> = []
    ) {
      self.components = components
      self.categories = categories
      self.settings = settings
    }

    public var isEmpty: Bool { components.isEmpty && categories.isEmpty && settings.isEmpty }

    fileprivate func name(fileNamed names: [String], category: String) -> Bool {
      let names = names.map { $0.lowercased() }
      return components.contains(.files) || categories.contains(category)
        || settings.contains { names.contains($0.lowercased()) }
    }

    fileprivate func name(_ setting: Setting, in component: ComponentKind) -> Bool {
      let names = [setting.id.lowercased(), setting.key.lowercased()]
      return components.contains(component) || categories.contains(setting.category)
        || settings.contains { names.contains($0.lowercased()) }
    }
  }

  /// The same without the components that policy does not let be restored.
  public func narrowed(to components: [ComponentKind]) -> Selection {
    var narrowed = self
    narrowed.except.components.formUnion(ComponentKind.allCases.filter { !components.contains($0) })
    return narrowed
  }

  /// Whether a component is taken, or at least something of it.
  public func includes(_ component: ComponentKind) -> Bool {
    if except.components.contains(component) { return false }
    if only.isEmpty || only.components.contains(component) { return true }
    return [.settings, .files].contains(component)
      && !(only.categories.isEmpty && only.settings.isEmpty)
  }

  /// A file is named by any of its names (its id, its key, and those of the settings that name it),
  /// by its category or by its component.
  public func includes(fileNamed names: [String], category: String) -> Bool {
    if except.name(fileNamed: names, category: category) { return false }
    return only.isEmpty || only.name(fileNamed: names, category: category)
  }

  /// A setting is named by itself, by its category or by its component.
  public func includes(_ setting: Setting) -> Bool {
    if except.name(setting, in: .settings) { return false }
    return only.isEmpty || only.name(setting, in: .settings)
  }
}
