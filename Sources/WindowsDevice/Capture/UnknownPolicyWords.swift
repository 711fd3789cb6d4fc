import RestoreRules

/// What a policy names that a catalog does not know. A newer version may know it, so it is no mistake
/// by itself; a misspelt word looks the same.
public struct UnknownPolicyWords: Sendable, Equatable {
  /// Nothing is taken for these.
  public let include: [String]
  /// Nothing is left out for these.
  public let exclude: [String]
  /// No sensitive setting is taken for these.
  public let secrets: [String]
  /// Whether ``include`` is all that the policy has taken, so that backups are empty.
  public let leaveNothing: Bool

  public init(in policy: Policy, _ catalog: SettingsCatalog) {
    func unknown(_ words: [String]?) -> [String] {
      catalog.unknownWords(in: Selection.Items(words: words ?? []))
    }
    include = unknown(policy.backup.include)
    exclude = unknown(policy.backup.exclude)
    secrets = SecretOptIn(policy.backup.secrets ?? []).words
      .filter { catalog.definition(named: $0) == nil }
    leaveNothing = !include.isEmpty && include.count == Set(policy.backup.include ?? []).count
  }

  /// A sentence for each word: where it stands, and what a PC that does not know it does.
  public var sentences: [String] {
    func sentences(_ words: [String], _ key: String, _ effect: String) -> [String] {
      words.map {
        "The policy names \($0) in backup.\(key), which this version of Valise does not know: "
          + "a PC with this version \(effect)."
      }
    }
    return sentences(include, "include", "takes nothing for it")
      + sentences(exclude, "exclude", "leaves nothing out for it")
      + sentences(secrets, "secrets", "takes no sensitive setting for it")
  }
}
