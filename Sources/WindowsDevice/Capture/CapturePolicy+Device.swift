import RestoreRules
import UserEnvironment

extension CapturePolicy {
  /// Where IT puts the policy of a PC: `docs/configuration.md` says what is in it.
  public static let path = #"C:\ProgramData\Valise\capture-policy.json"#

  /// The policy of a PC; ``standard`` where there is none.
  ///
  /// - Throws: ``DeviceError`` with `device.invalidPolicy` when it is there and cannot be understood:
  ///   nothing may be taken then, since it may say that it must not be.
  public static func load(from device: any Device) async throws -> CapturePolicy {
    guard let bytes = try await device.file(at: path) else { return .standard }
    do {
      return try CapturePolicy(json: bytes)
    } catch {
      throw DeviceError(
        .invalidPolicy, "The capture policy \(path) cannot be used. \(error.message)", cause: error)
    }
  }
}

extension SettingsCatalog {
  /// Which of these names nobody knows: neither the components nor this catalog. As in a ``Selection``,
  /// settings go by their names in any case.
  public func unknownWords(in items: Selection.Items) -> [String] {
    let categories = Set(definitions.map(\.category))
    return items.categories.filter { !categories.contains($0) }.sorted()
      + items.settings.filter { !names($0.lowercased()) }.sorted()
  }

  private func names(_ word: String) -> Bool { definition(named: word) != nil || namesFile(word) }

  /// Whether a word is the id of a file that is a setting, or names one of its files.
  private func namesFile(_ word: String) -> Bool {
    file(withID: String(word.prefix { $0 != "[" })) != nil
  }

  /// The row that a setting's id or key (`language.profile[en-US]`) names.
  public func definition(named word: String) -> SettingDefinition? {
    guard let bracket = word.firstIndex(of: "[") else { return definition(withID: word) }
    guard word.hasSuffix("]"), let row = definition(withID: String(word[..<bracket])),
      row.pattern?.hasPlaceholders == true || recorded(withID: row.id) != nil
    else { return nil }
    return row
  }
}
