/// A row of the settings catalog: where Windows keeps a setting and what may be done with it.
/// The rows themselves are data of the room `WindowsDevice`.
public struct SettingDefinition: Hashable, Sendable, Codable {
  /// Stable for ever: snapshots refer to it.
  public let id: String
  public let category: String
  /// What a person sees: `File Explorer > View > File name extensions`.
  public let name: String
  public let hive: HiveKind
  /// The key below the hive's root. A component may be or contain one placeholder (`<tag>`), which
  /// stands for any text; what it stood for is kept in ``Setting/instance``.
  public let key: String
  /// The value's name; empty for the key's default value; a placeholder for any value of the key.
  public let value: String
  /// The types that the value is known to have.
  public let types: [String]
  public let portability: Portability
  /// What must hold on the target for a portable value to be restored there.
  public let condition: Condition
  /// The first and last Windows build (`CurrentBuild`) that knows the setting.
  public let firstBuild: Int
  public let lastBuild: Int?
  public let merge: Merge
  public let effect: Effect
  public let sensitivity: Sensitivity
  /// How the place is known.
  public let evidence: Evidence
  /// The reason for what is unusual about the row, in a sentence that can be shown.
  public let note: String

  public init(
    id: String, category: String, name: String, hive: HiveKind, key: String, value: String,
    types: [String], portability: Portability, condition: Condition, firstBuild: Int,
    lastBuild: Int?, merge: Merge, effect: Effect, sensitivity: Sensitivity, evidence: Evidence,
    note: String
  ) {
    self.id = id
    self.category = category
    self.name = name
    self.hive = hive
    self.key = key
    self.value = value
    self.types = types
    self.portability = portability
    self.condition = condition
    self.firstBuild = firstBuild
    self.lastBuild = lastBuild
    self.merge = merge
    self.effect = effect
    self.sensitivity = sensitivity
    self.evidence = evidence
    self.note = note
  }

  /// The hive that holds a setting. `SYSTEM` keys are written `CurrentControlSet\...`; the device
  /// resolves which control set is current.
  public enum HiveKind: String, Sendable, Codable, CaseIterable {
    /// The person's own hive, NTUSER.DAT.
    case user
    /// The person's classes hive, UsrClass.dat.
    case classes
    /// The machine's SOFTWARE hive.
    case software
    /// The machine's SYSTEM hive.
    case system
  }

  public enum Portability: String, Sendable, Codable, CaseIterable {
    /// Means the same on any PC.
    case portable
    /// Holds the old profile's path, which is rewritten.
    case profilePath
    /// Tied to the machine's hardware, display, volumes or identity: never restored elsewhere.
    case machineBound
    /// Owned by group policy or device management: recorded, never restored.
    case policyOwned
    /// Kept where only Windows itself is known to write: recorded and shown, never restored.
    case recorded
  }

  public enum Condition: String, Sendable, Codable, CaseIterable {
    case none
    /// Only where the display scale (`AppliedDPI`) is the same: the value holds pixel heights.
    case sameDisplayScale
    /// Only when the value lies inside the person's own profile (`%USERPROFILE%`).
    case insideProfile
  }

  /// How a restored value meets the one that is there.
  public enum Merge: Hashable, Sendable {
    /// The restored value takes its place.
    case replace
    /// Only the bits of the mask are taken from the restored value; byte `n` of the mask belongs to
    /// byte `n` of the value.
    case bits([UInt8])
    /// A list of strings: what is missing is added, what is there stays.
    case list
  }

  /// What makes a restored value take effect.
  public enum Effect: String, Sendable, Codable, CaseIterable {
    case none
    case broadcast
    case appRestart
    case startMenuRestart
    case explorerRestart
    case signOut
    case reboot
  }

  public enum Sensitivity: String, Sendable, Codable, CaseIterable {
    case ordinary
    /// Says something about the person beyond a preference (paths, names).
    case personal
    /// May hold a credential or an internal address, or is a consent that only the person can give:
    /// left out unless a policy opts in.
    case secret
  }

  public enum Evidence: String, Sendable, Codable, CaseIterable {
    case realHive
    case publicCode
    case documentation
    case unconfirmed
  }
}

extension SettingDefinition.Merge: Codable {
  /// Reads the catalog's words: `replace`, `list`, or `bits:<mask in hex>`; nil for anything else.
  public init?(word: String) {
    switch word {
    case "replace": self = .replace
    case "list": self = .list
    default:
      guard word.hasPrefix("bits:") else { return nil }
      let digits = Array(word.dropFirst("bits:".count))
      guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
      var mask: [UInt8] = []
      for index in stride(from: 0, to: digits.count, by: 2) {
        guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { return nil }
        mask.append(byte)
      }
      self = .bits(mask)
    }
  }

  public var word: String {
    switch self {
    case .replace: "replace"
    case .list: "list"
    case .bits(let mask):
      "bits:" + mask.hexadecimal()
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let merge = Self(word: word) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(word) is not a way to merge.")
    }
    self = merge
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}
