import UserEnvironment

/// A catalog row's key and value name, taken apart into literal texts and placeholders.
///
/// A component of the key, or the value's name, is or contains at most one placeholder (`<tag>`),
/// which stands for any text that is not empty. Matching an actual place gives the texts that the
/// placeholders stand for (``Setting/instance``); filling them in gives the place back. Names
/// compare without case, as in Windows.
public struct SettingPattern: Hashable, Sendable {
  /// The components of the key, from the hive's root down.
  public let key: [Component]
  /// The value's name; the literal empty text for the key's default value.
  public let value: Component

  /// Nil when a component is empty or its angle brackets do not form exactly one placeholder.
  public init?(key: String, value: String) {
    var components: [Component] = []
    for text in Self.names(in: key) {
      guard !text.isEmpty, let component = Component(text) else { return nil }
      components.append(component)
    }
    guard let value = Component(value[...]) else { return nil }
    self.key = components
    self.value = value
  }

  /// Whether the row stands for any number of places.
  public var hasPlaceholders: Bool {
    value.isPlaceholder || key.contains(where: \.isPlaceholder)
  }

  /// What stands in the place of the placeholders, in their order; empty when there are none; nil
  /// when this is another place.
  public func instance(key actualKey: String, value actualValue: String) -> [String]? {
    let names = Self.names(in: actualKey)
    guard names.count == key.count, let last = value.instance(of: actualValue) else { return nil }
    var instance: [String] = []
    for (component, name) in zip(key, names) {
      guard let texts = component.instance(of: name) else { return nil }
      instance += texts
    }
    return instance + last
  }

  /// The place that the pattern names once its placeholders are filled in; nil when the instance has
  /// too few or too many texts, or one that would lead to a place that the pattern does not match:
  /// an instance can come from a stored snapshot and is not trusted.
  public func place(instance: [String]) -> (key: String, value: String)? {
    var texts = instance[...]
    var names: [String] = []
    for component in key {
      guard let name = component.filled(from: &texts), !name.contains("\\") else { return nil }
      names.append(name)
    }
    guard let name = value.filled(from: &texts), texts.isEmpty else { return nil }
    return (names.joined(separator: "\\"), name)
  }

  /// The names of a key's path. Splits bytes instead of characters, which is much quicker and the
  /// same: no other character's UTF-8 holds the byte of a backslash.
  private static func names(in key: String) -> [Substring] {
    key.utf8.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  /// One name of the path.
  public enum Component: Hashable, Sendable {
    case literal(String)
    /// A placeholder with the literal text before and after it.
    case placeholder(prefix: String, tag: String, suffix: String)

    init?(_ text: Substring) {
      guard let open = text.utf8.firstIndex(of: UInt8(ascii: "<")) else {
        guard !text.utf8.contains(UInt8(ascii: ">")) else { return nil }
        self = .literal(String(text))
        return
      }
      let afterOpen = text.index(after: open)
      guard let close = text[afterOpen...].firstIndex(of: ">") else { return nil }
      let parts = [
        text[..<open], text[afterOpen..<close], text[text.index(after: close)...],
      ].map { String($0) }
      guard !parts[1].isEmpty, !parts.contains(where: { $0.contains { "<>".contains($0) } })
      else { return nil }
      self = .placeholder(prefix: parts[0], tag: parts[1], suffix: parts[2])
    }

    public var isPlaceholder: Bool {
      if case .placeholder = self { true } else { false }
    }

    /// What the placeholder stands for in this name, or no text for a literal that is this name; nil
    /// for any other name.
    public func instance(of name: some StringProtocol) -> [String]? {
      switch self {
      case .literal(let text):
        return isSameName(text, name) ? [] : nil
      case .placeholder(let prefix, _, let suffix):
        guard name.count > prefix.count + suffix.count,
          isSameName(name.prefix(prefix.count), prefix),
          isSameName(name.suffix(suffix.count), suffix)
        else { return nil }
        return [String(name.dropFirst(prefix.count).dropLast(suffix.count))]
      }
    }

    /// The name, with the first of the texts in the place of a placeholder.
    func filled(from texts: inout ArraySlice<String>) -> String? {
      switch self {
      case .literal(let text):
        return text
      case .placeholder(let prefix, _, let suffix):
        guard let text = texts.popFirst(), !text.isEmpty, !text.contains("\0") else { return nil }
        return prefix + text + suffix
      }
    }
  }
}

/// Whether Windows takes two key or value names for the same.
private func isSameName(_ one: some StringProtocol, _ other: some StringProtocol) -> Bool {
  one == other || one.lowercased() == other.lowercased()
}

extension SettingDefinition {
  /// The row's key and value name as a pattern; nil only for a row that did not come from a loaded
  /// catalog and has a malformed placeholder.
  public var pattern: SettingPattern? {
    SettingPattern(key: key, value: value)
  }
}
