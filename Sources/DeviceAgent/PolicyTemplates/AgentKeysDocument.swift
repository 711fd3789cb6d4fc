/// The table of the keys for the documentation, in Markdown.
public struct AgentKeysDocument: Sendable {
  private let table: AgentKeyTable

  public init(_ table: AgentKeyTable) {
    self.table = table
  }

  public var markdown: String {
    table.categories.map { category in
      let header = [
        "### \(category.title)", "",
        "| key | policy value | may be | default | option | |", "|---|---|---|---|---|---|",
      ]
      return (header + table.keys.filter { $0.category == category.id }.map(row))
        .joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private func row(_ key: AgentKey) -> String {
    let option = [key.option ?? key.narrowing, key.environment].compactMap { $0 }
    let cells = [
      "`\(key.name.rawValue)`", "`\(key.value)`, \(key.registryType)", allowed(key),
      key.standard.map { "\($0.text)" } ?? "none",
      option.map { "`\($0)`" }.joined(separator: ", "), key.help,
    ]
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  private func allowed(_ key: AgentKey) -> String {
    switch key.kind {
    case .flag: "on (1, `true`) or off (0, `false`)"
    case .number(let range, let unit): "\(range.lowerBound) to \(range.upperBound) \(unit)"
    case .choice(let choices): choices.map { "`\($0.word)`" }.joined(separator: ", ")
    case .text(.address): "an address"
    case .text: "a Windows path"
    case .list: "words"
    }
  }
}
