import RegistryHive
import WindowsDevice

/// What policies say on a PC, from its registry.
struct AgentPolicy: Sendable {
  var values: [AgentKey.Name: AgentValue] = [:]
  var problems: [AgentProblem] = []

  /// Reads the values of the policy key. What cannot be understood is a problem, never an error: the
  /// others still count.
  init(_ software: Hive, _ table: AgentKeyTable) throws(HiveError) {
    guard let key = try software.key(at: PolicyKeys.valise) else { return }
    for definition in table.keys {
      guard let stored = try key.settingValue(named: definition.value) else { continue }
      do throws(AgentValueFault) {
        values[definition.name] = try definition.read(stored)
      } catch {
        note(definition, definition.value, error.words)
      }
    }
    let known = Set(table.keys.map { $0.value.lowercased() })
    let unknown =
      try key.values().map(\.name).filter { !$0.isEmpty && !known.contains($0.lowercased()) }
      + key.subkeys().map { $0.name + "\\" }
    for name in unknown.sorted() {
      note(nil, name, "is no policy that this version of Valise knows")
    }
  }

  private mutating func note(_ key: AgentKey?, _ value: String, _ words: String) {
    problems.append(
      AgentProblem(
        key: key?.name, source: .policy,
        message: "The policy \(value) (\(AgentKeyTable.policyKey)) \(words).",
        stops: key?.limits ?? false))
  }
}
