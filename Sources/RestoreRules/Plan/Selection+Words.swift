import UserEnvironment

extension Selection.Items {
  /// Reads names as people and policies write them: a component (`startPins`), a setting's id or key
  /// (`mouse.pointer-speed`, `language.language-name[en-GB]`), or a category of the catalog (`mouse`).
  ///
  /// Which it is shows from the name alone, so that a policy can name what this version of Valise
  /// does not know yet: the ids of settings hold a dot, the names of categories do not. `network` is
  /// the category; secrets of networks are no component that can be chosen.
  public init(words: some Sequence<String>) {
    self.init()
    for word in words {
      if let component = ComponentKind(rawValue: word), component != .network {
        components.insert(component)
      } else if word.contains(".") {
        settings.insert(word)
      } else {
        categories.insert(word)
      }
    }
  }

  /// The names, as ``init(words:)`` reads them, sorted.
  public var words: [String] {
    (components.map(\.rawValue) + categories + settings).sorted()
  }
}
