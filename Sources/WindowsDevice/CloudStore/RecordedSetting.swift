import UserEnvironment

/// A setting that Windows keeps as a field of a record in its cloud store: read and shown, never
/// written. The rows are data: `Resources/catalog/cloud-store/settings.tsv`.
public struct RecordedSetting: Hashable, Sendable {
  /// What the rest of the catalog knows a setting by. The place is the key below which the records
  /// lie, since their own keys differ from PC to PC.
  public let definition: SettingDefinition
  /// The types of record that hold it, in lower case. The newest record counts.
  public let records: [String]
  /// The number of the field, and of the fields in it.
  public let field: [UInt16]
  public let form: Form
  /// What a value is called, by its plain text in lower case.
  public let words: [String: String]
  /// The plain text that a missing field stands for; nil where it says nothing.
  public let missing: String?

  /// How a field says its value.
  public enum Form: String, Sendable, CaseIterable {
    /// `true` or `false`.
    case flag
    /// `true` when the field is there.
    case presence
    case number
    case text
    /// A structure of hour and minute.
    case time
    /// Ticks of 100 nanoseconds since midnight.
    case ticks
    /// A list of GUIDs.
    case identifiers
  }

  /// The setting's value in a record; nil when the record does not say it.
  public func value(in content: BondStructure) -> SettingValue? {
    let found = field.dropLast().reduce(Optional(content)) { $0?[$1]?.structure }
    let value = field.last.flatMap { found?[$0] }
    if form == .number, let number = value?.integer {
      return UInt32(exactly: number).map(SettingValue.dword) ?? .string(String(number))
    }
    let plain = value.flatMap(plainTexts) ?? (form == .presence ? ["false"] : missing.map { [$0] })
    guard let plain, plain.allSatisfy({ $0.utf8.count <= Self.longestText }) else { return nil }
    return .string(plain.map { words[$0.lowercased()] ?? $0 }.joined(separator: ", "))
  }

  /// Far above every text that a person chose.
  private static let longestText = 4096

  private func plainTexts(_ value: BondValue) -> [String]? {
    switch form {
    case .flag:
      guard case .bool(let isOn) = value else { return nil }
      return [isOn ? "true" : "false"]
    case .presence:
      return ["true"]
    case .number:
      return nil
    case .text:
      return value.text.map { [$0] }
    case .time:
      return value.structure.flatMap {
        Self.clock(hour: $0[0]?.integer ?? 0, minute: $0[1]?.integer ?? 0)
      }
    case .ticks:
      let minutes = value.integer.map { $0 / 600_000_000 }
      return minutes.flatMap { Self.clock(hour: $0 / 60, minute: $0 % 60) }
    case .identifiers:
      return value.elements.map { $0.compactMap(\.structure).compactMap(Self.identifier) }
    }
  }

  private static func clock(hour: Int, minute: Int) -> [String]? {
    guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
    let digits = [hour, minute].map { ($0 < 10 ? "0" : "") + String($0) }
    return [digits.joined(separator: ":")]
  }

  /// A GUID's text from its fields: a 32-bit number, two 16-bit ones, and the last eight bytes as one.
  private static func identifier(_ structure: BondStructure) -> String? {
    guard case .uint64(let last)? = structure[3] else { return nil }
    let first = UInt32(exactly: structure[0]?.integer ?? 0) ?? 0
    let middle = [1, 2].map { UInt16(exactly: structure[$0]?.integer ?? 0) ?? 0 }
    let bytes =
      [UInt64(first)].flatMap { littleEndian($0, count: 4) }
      + middle.flatMap { littleEndian(UInt64($0), count: 2) } + littleEndian(last, count: 8)
    return GUIDText(bytes)?.text
  }

  private static func littleEndian(_ number: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
  }
}
