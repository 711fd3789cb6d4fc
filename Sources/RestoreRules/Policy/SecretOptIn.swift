import UserEnvironment

/// The sensitive settings (``SettingDefinition/Sensitivity/secret``) that are backed up, and restored,
/// all the same. Without an opt-in a sensitive value never leaves its PC.
///
/// It is named by its id, or by its key where an id stands for several
/// (`network.drive-path[Z]`). A row that stands for any value of a registry key, such as the
/// environment variables, is opted in one value at a time: `environment.variable[JAVA_HOME]`.
public struct SecretOptIn: Hashable, Sendable {
  /// The ids and keys, in lower case: names compare without case, as in Windows.
  private let names: Set<String>

  public init(_ words: some Sequence<String> = []) {
    names = Set(words.map { $0.lowercased() })
  }

  public static let nothing = SecretOptIn()

  /// The ids and keys, sorted.
  public var words: [String] { names.sorted() }

  /// Whether a setting may be carried: it is not sensitive, or it is opted in.
  public func admits(_ setting: Setting, _ definition: SettingDefinition) -> Bool {
    definition.sensitivity != .secret || names.contains(setting.key.lowercased())
      || !definition.standsForAnyValue && names.contains(setting.id.lowercased())
  }

  /// Whether anything of a row can be admitted.
  public func admitsSome(of definition: SettingDefinition) -> Bool {
    guard definition.sensitivity == .secret else { return true }
    let id = definition.id.lowercased()
    return names.contains { $0 == id || $0.hasPrefix(id + "[") }
  }

  public func union(_ other: SecretOptIn) -> SecretOptIn {
    SecretOptIn(names.union(other.names))
  }
}

extension SettingDefinition {
  /// Whether the row stands for any value of a registry key, whatever somebody keeps there.
  public var standsForAnyValue: Bool { value.contains("<") }
}
