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
  /// What the value names, which must be there on the target.
  public let dependency: Dependency
  /// The first and last Windows build (`CurrentBuild`) that knows the setting.
  public let firstBuild: Int
  public let lastBuild: Int?
  /// Where builds past ``lastBuild`` keep the setting; nil where they do not have it any more.
  public let successor: Successor?
  public let merge: Merge
  public let effect: Effect
  public let sensitivity: Sensitivity
  /// The ids of the policies that decide the setting: where the target has one of them, the person's
  /// own choice counts for nothing.
  public let policies: [String]
  /// How the place is known.
  public let evidence: Evidence
  /// The reason for what is unusual about the row, in a sentence that can be shown.
  public let note: String

  public init(
    id: String, category: String, name: String, hive: HiveKind, key: String, value: String,
    types: [String], portability: Portability, condition: Condition = .none,
    dependency: Dependency = .none, firstBuild: Int, lastBuild: Int? = nil,
    successor: Successor? = nil, merge: Merge = .replace, effect: Effect = .none,
    sensitivity: Sensitivity = .ordinary, policies: [String] = [], evidence: Evidence,
    note: String = ""
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
    self.dependency = dependency
    self.firstBuild = firstBuild
    self.lastBuild = lastBuild
    self.successor = successor
    self.merge = merge
    self.effect = effect
    self.sensitivity = sensitivity
    self.policies = policies
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
    /// Guarded by Windows against other programs: recorded, never restored.
    case protected
  }

  public enum Condition: String, Sendable, Codable, CaseIterable {
    case none
    /// Only where the display scale (`AppliedDPI`) is the same: the value holds pixel heights.
    case sameDisplayScale
    /// Only when the value lies inside the person's own profile (`%USERPROFILE%`).
    case insideProfile
  }

  /// What a value names beyond itself.
  public enum Dependency: String, Sendable, Codable, CaseIterable {
    case none
    /// The path of a file or folder.
    case file
    /// A font, by its family's name or in a `LOGFONT` structure.
    case font
    /// Something that an app brings: a handler, a class.
    case app
  }

  /// Where a newer Windows keeps a setting, and in which form.
  public struct Successor: Hashable, Sendable {
    /// The id of the row that takes over.
    public let id: String
    public let mapping: Mapping

    public init(id: String, mapping: Mapping = .same) {
      self.id = id
      self.mapping = mapping
    }

    /// What becomes of the old value.
    public enum Mapping: Hashable, Sendable {
      /// It stays as it is.
      case same
      /// The new number for an old one; other numbers have no counterpart.
      case numbers([UInt32: UInt32])
      /// The bytes for each name of a list, by the name in lower case; other names are left out.
      case identifiers([String: [UInt8]])
    }

    /// The value in the new form; nil when it has no counterpart there.
    public func value(for old: SettingValue) -> SettingValue? {
      switch mapping {
      case .same: return old
      case .numbers(let numbers):
        guard old.kind == .dword, let number = old.number.flatMap(UInt32.init(exactly:)) else {
          return nil
        }
        return numbers[number].map(SettingValue.dword)
      case .identifiers(let identifiers):
        let names = old.text?.split(separator: ", ").map { $0.lowercased() } ?? []
        let bytes = names.flatMap { identifiers[$0] ?? [] }
        return bytes.isEmpty ? nil : .binary(bytes)
      }
    }
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
      guard word.hasPrefix("bits:"),
        let mask = [UInt8](hexadecimal: word.dropFirst("bits:".count)), !mask.isEmpty
      else { return nil }
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
    self = try decoder.catalogWord("a way to merge", Self.init(word:))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}

extension SettingDefinition.Successor: Codable {
  /// Reads the catalog's words: `<id>`, `<id>:<old>=<new>,...` for numbers, or
  /// `<id>:<name>=<bytes in hex>,...`; nil for anything else.
  public init?(word: String) {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard let id = parts.first, !id.isEmpty, parts.count <= 2 else { return nil }
    guard parts.count == 2 else {
      self.init(id: String(id))
      return
    }
    var numbers: [UInt32: UInt32] = [:]
    var identifiers: [String: [UInt8]] = [:]
    for pair in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      let sides = pair.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[0].isEmpty else { return nil }
      if let old = UInt32(sides[0]), let new = UInt32(sides[1]) {
        guard numbers.updateValue(new, forKey: old) == nil else { return nil }
      } else {
        guard let bytes = [UInt8](hexadecimal: sides[1]), !bytes.isEmpty,
          identifiers.updateValue(bytes, forKey: sides[0].lowercased()) == nil
        else { return nil }
      }
    }
    guard numbers.isEmpty != identifiers.isEmpty else { return nil }
    self.init(
      id: String(id), mapping: numbers.isEmpty ? .identifiers(identifiers) : .numbers(numbers))
  }

  public var word: String {
    let pairs: [String] =
      switch mapping {
      case .same: []
      case .numbers(let numbers):
        numbers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      case .identifiers(let identifiers):
        identifiers.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value.hexadecimal() }
      }
    return pairs.isEmpty ? id : id + ":" + pairs.joined(separator: ",")
  }

  public init(from decoder: any Decoder) throws {
    self = try decoder.catalogWord("a successor", Self.init(word:))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}

extension Decoder {
  /// A value that the catalog writes as one word.
  fileprivate func catalogWord<Value>(
    _ name: String, _ read: (String) -> Value?
  ) throws -> Value {
    let container = try singleValueContainer()
    let word = try container.decode(String.self)
    guard let value = read(word) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(word) is not \(name).")
    }
    return value
  }
}
