import RestoreRules
import Testing
import UserEnvironment

/// A suite that plans one setting: definitions to plan by, a PC to plan for, and what is expected.
protocol SettingsPlanning {}

extension SettingsPlanning {
  func definition(
    id: String = "mouse.speed", value: String = "Speed",
    types: [String] = SettingValue.Kind.allCases.map(\.word),
    portability: SettingDefinition.Portability = .portable,
    condition: SettingDefinition.Condition = .none,
    dependency: SettingDefinition.Dependency = .none, firstBuild: Int = 10240,
    lastBuild: Int? = nil, successor: SettingDefinition.Successor? = nil,
    merge: SettingDefinition.Merge = .replace,
    sensitivity: SettingDefinition.Sensitivity = .ordinary, policies: [String] = [],
    note: String = ""
  ) -> SettingDefinition {
    SettingDefinition(
      id: id, category: "mouse", name: "Mouse > Speed", hive: .user, key: "Control Panel",
      value: value, types: types, portability: portability, condition: condition,
      dependency: dependency, firstBuild: firstBuild, lastBuild: lastBuild, successor: successor,
      merge: merge, sensitivity: sensitivity, policies: policies, evidence: .realHive, note: note)
  }

  func component(_ settings: [Setting]) -> SettingsComponent {
    SettingsComponent(profilePath: #"C:\Users\alice"#, settings: settings)
  }

  func target(_ rows: SettingDefinition...) -> SettingsPlanner.Target {
    SettingsPlanner.Target(
      definitions: Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) }),
      places: Dictionary(
        uniqueKeysWithValues: rows.map {
          ($0.id, RegistryPlace(hive: $0.hive, key: $0.key, value: $0.value))
        }),
      values: [:], build: 26100, profilePath: #"D:\Profiles\alice.w"#)
  }

  func plan(
    _ value: SettingValue, there: SettingValue?, _ row: SettingDefinition? = nil,
    existing: Set<String> = [], selection: Selection = .everything,
    secrets: SecretOptIn = .nothing
  ) throws -> PlannedSetting {
    let row = row ?? definition()
    var target = target(row)
    target.values[row.id] = there
    target.existingPaths = existing
    let planner = SettingsPlanner(
      source: component([Setting(id: row.id, value: value)]), target: target,
      selection: selection, secrets: secrets)
    return try #require(planner.plan().first)
  }

  func expectLeft(
    _ planned: PlannedSetting, _ code: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(planned.decision.action == .leave, sourceLocation: sourceLocation)
    #expect(planned.decision.code == code, sourceLocation: sourceLocation)
    #expect(planned.after == nil, sourceLocation: sourceLocation)
  }
}
