import Foundation
import Testing
import UserEnvironment

@testable import DeviceAgent

@Suite("The table of the agent's keys")
struct AgentKeyTableTests {
  let table: AgentKeyTable

  init() throws {
    table = try .bundled()
  }

  @Test("docs/agent-configuration.md has the table as it is")
  func documentation() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/agent-configuration.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(
      text.contains(AgentKeysDocument(table).markdown),
      "It is stale: put there what `valise admin policy export --format markdown` prints.")
  }

  @Test("the registry's names follow from the keys' names")
  func names() {
    for key in table.keys where key.name != .restoreInSetup {
      let words = key.name.rawValue.split(separator: ".")
      #expect(key.value == words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined())
    }
    #expect(table[.restoreInSetup].value == "RestoreOOBE")
  }

  @Test("each value that a key may have is read back from the registry's form")
  func roundTrip() throws {
    for key in table.keys {
      for value in [key.standard, key.example].compactMap({ $0 }) {
        let stored: SettingValue =
          switch value {
          case .flag(let flag): .dword(flag ? 1 : 0)
          case .number(let number): .dword(UInt32(number))
          case .text(let text): .string(text)
          case .list(let list): .multiString(list)
          }
        #expect(try key.read(stored) == value, "\(key.name)")
      }
    }
  }

  @Test("a table that lacks a key, or whose values its kind forbids, is refused")
  func damaged() throws {
    let url = try #require(
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/DeviceAgent/Resources/agent-keys.json") as URL?)
    let text = try String(contentsOf: url, encoding: .utf8)
    _ = try AgentKeyTable(json: Data(text.utf8))
    for (old, new) in [
      (#""name": "enabled""#, #""name": "server""#),
      (#""value": "Enabled""#, #""value": "server""#),
      (#""default": 192"#, #""default": 0"#), (#""default": "userDriven""#, #""default": "x""#),
      (#""category": "ValiseApps""#, #""category": "Apps""#),
      (#""maximum": 8760"#, #""maximum": 0"#),
      (#""kind": "switch", "default": true"#, #""kind": "switch", "default": "on""#),
    ] {
      #expect(text.contains(old))
      #expect(throws: (any Error).self, "\(new)") {
        try AgentKeyTable(json: Data(text.replacing(old, with: new).utf8))
      }
    }
  }
}
