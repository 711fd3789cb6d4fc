import RestoreRules
import UserEnvironment

/// A snapshot, a catalog and a target made from a number: the same number makes the same.
struct GeneratedRestore {
  let seed: UInt64
  let source: SettingsComponent
  let target: SettingsPlanner.Target

  init(seed: UInt64) {
    self.seed = seed
    var random = SeededGenerator(seed: seed)
    let profile = #"C:\Users\alice"#
    var target = SettingsPlanner.Target(
      definitions: [:], places: [:], values: [:],
      build: Int.random(in: 18000...27000, using: &random),
      profilePath: #"D:\Profiles\alice.w"#, policies: random.chance(3) ? ["policies.one"] : [],
      fonts: random.chance(2) ? ["Segoe UI"] : nil, apps: ["app"],
      appsByValue: ["open": "", "import": "app", "play": "gone"])
    var settings: [Setting] = []
    for index in 0..<Int.random(in: 1...25, using: &random) {
      let form = Form.allCases.randomElement(using: &random) ?? .number
      let row = Self.row("row\(index)", form, in: profile, using: &random)
      var setting = Setting(
        id: row.id, instance: random.chance(6) ? ["I\(index)"] : [],
        value: form.value(in: profile, using: &random))
      if random.chance(20) { setting = Setting(id: row.id, value: .string("of another type")) }
      Self.place(setting, row, form, in: &target, using: &random)
      if let successor = row.successor {
        let next = SettingDefinition(
          id: successor.id, category: "generated", name: "Generated > \(successor.id)", hive: .user,
          key: "New", value: successor.id, types: row.types, portability: row.portability,
          firstBuild: 22000, merge: row.merge, evidence: .realHive)
        let moved = Setting(id: next.id, instance: setting.instance, value: setting.value)
        Self.place(moved, next, form, in: &target, using: &random)
        if random.chance(4) {
          settings.append(
            Setting(
              id: next.id, instance: setting.instance,
              value: form.value(in: profile, using: &random)))
        }
      }
      settings.append(setting)
    }
    source = SettingsComponent(profilePath: profile, settings: settings)
    for path in SettingsPlanner(source: source, target: target).pathsToLookFor().sorted()
    where random.chance(2) {
      target.existingPaths.insert(path)
    }
    self.target = target
  }

  private static func place(
    _ setting: Setting, _ row: SettingDefinition, _ form: Form,
    in target: inout SettingsPlanner.Target, using random: inout SeededGenerator
  ) {
    target.definitions[row.id] = row
    target.places[setting.key] = RegistryPlace(hive: .user, key: row.key, value: setting.key)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: break
    case 1: target.values[setting.key] = setting.value
    default: target.values[setting.key] = form.value(in: #"C:\Users\bob"#, using: &random)
    }
  }

  private static func row(
    _ id: String, _ form: Form, in profile: String, using random: inout SeededGenerator
  ) -> SettingDefinition {
    let portability: SettingDefinition.Portability =
      form == .path || form == .folders
      ? .profilePath
      : random.chance(8)
        ? [.machineBound, .policyOwned, .protected, .recorded].randomElement(using: &random)
          ?? .protected : .portable
    let isOld = random.chance(6)
    return SettingDefinition(
      id: "generated.\(id)", category: "generated", name: "Generated > \(id)", hive: .user,
      key: "Key", value: id, types: form.types, portability: portability,
      dependency: form.dependency,
      firstBuild: random.chance(6) ? 22000 : 10240, lastBuild: isOld ? 22000 : nil,
      successor: isOld && random.chance(2)
        ? .init(
          id: "generated.next-\(id)",
          mapping: form == .number ? .numbers([0: 1, 1: 0, 2: 2]) : .same)
        : nil,
      merge: form.merge(using: &random),
      sensitivity: random.chance(12) ? .secret : .ordinary,
      policies: random.chance(6) ? ["policies.one"] : [], evidence: .realHive)
  }

  /// What kinds of value there are.
  enum Form: CaseIterable {
    case number, text, path, folders, font, app, bytes, list

    var types: [String] {
      switch self {
      case .number: ["dword"]
      case .text, .path, .folders, .font, .app: ["string", "expandString"]
      case .bytes: ["binary"]
      case .list: ["multiString"]
      }
    }

    var dependency: SettingDefinition.Dependency {
      switch self {
      case .path: .file
      case .font: .font
      case .app: .app
      case .number, .text, .folders, .bytes, .list: .none
      }
    }

    func merge(using random: inout SeededGenerator) -> SettingDefinition.Merge {
      switch self {
      case .bytes where random.chance(2):
        .bits(
          (0..<Int.random(in: 1...6, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
          })
      case .list where random.chance(2): .list
      case .folders: .list
      default: .replace
      }
    }

    func value(in profile: String, using random: inout SeededGenerator) -> SettingValue {
      let words = ["de-CH", "en-us", "EN-US", "fr-FR", "it-IT", "DE-ch"]
      switch self {
      case .number: return .dword(UInt32.random(in: 0...3, using: &random))
      case .text: return .string(words.randomElement(using: &random) ?? "")
      case .path:
        let folder =
          [
            profile, profile.uppercased(), profile + "2", #"%SystemRoot%"#, #"C:\Windows"#,
            #"\\server"#,
          ]
          .randomElement(using: &random) ?? profile
        let name =
          ["sea.jpg", #"..\sea.jpg"#, "sea.exe", "Pictures"].randomElement(using: &random) ?? ""
        return random.chance(2)
          ? .string(folder + "\\" + name) : .expandString(folder + "\\" + name)
      case .folders:
        let folders = [
          profile + #"\bin"#, profile + #"\Tools\"#, #"%SystemRoot%\System32"#, #"C:\Go\bin"#,
          #"c:\go\BIN\"#, #"\\server\tools"#, #"%OWN%\bin"#,
        ]
        return .expandString(
          folders.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
            .joined(separator: ";"))
      case .font: return .string(random.chance(2) ? "Segoe UI" : "Own Hand")
      case .app:
        return .string(["open", "import", "play", "none"].randomElement(using: &random) ?? "")
      case .bytes:
        return .binary(
          (0..<Int.random(in: 0...10, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
          })
      case .list:
        return .multiString(
          words.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random)).map { $0 })
      }
    }
  }
}

/// SplitMix64: the numbers follow from the seed alone.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True once in so many times.
  mutating func chance(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }
}
