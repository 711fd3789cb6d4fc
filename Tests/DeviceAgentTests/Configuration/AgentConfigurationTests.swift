import Foundation
import RestoreRules
import Testing
import UserEnvironment

@testable import DeviceAgent

@Suite("The agent's configuration")
struct AgentConfigurationTests {
  @Test("without a word from anybody everything is as the table says")
  func standard() async throws {
    try await PolicyPC.use { pc in
      let configuration = try await pc.configuration()
      #expect(configuration.problems == [])
      for entry in configuration.entries {
        #expect(entry.source == .standard)
        #expect(entry.value == entry.key.standard)
      }
      try configuration.checkBackup()
      try configuration.checkAppInstallation()
      for moment in Moment.allCases { try configuration.checkRestore(at: moment) }
      #expect(try configuration.capturePolicy == .standard)
      #expect(try configuration.role == DeviceRole())
      #expect(try configuration.backupInterval == .seconds(8 * 86400))
      #expect(try configuration.decisionTime == .seconds(5))
      #expect(try configuration.appSources == nil)
    }
  }

  @Test(
    "a policy counts before the file, an option before environment and file, each with its source")
  func precedence() async throws {
    let file = """
      {"server": "https://file.example", "restore": {"decisionSeconds": 7}, "device": {"use": "multiUser"},
       "backup": {"intervalHours": 24}}
      """
    try await PolicyPC.use(
      policies: ["BackupIntervalHours": .dword(2), "DeviceProvisioning": .string("manual")],
      file: file
    ) { pc in
      let plain = try await pc.configuration()
      #expect(try plain.server == "https://file.example")
      #expect(plain.source(of: .server) == .file)
      #expect(try plain.backupInterval == .seconds(7200))
      #expect(plain.source(of: .backupInterval) == .policy)
      #expect(try plain.role == DeviceRole(provisioning: .manual, use: .multiUser))
      let environment = ["VALISE_SERVER": "https://environment.example/"]
      let surrounded = try await pc.configuration(environment: environment)
      #expect(try surrounded.server == "https://environment.example")
      #expect(surrounded.source(of: .server) == .environment)
      let asked = try await pc.configuration(
        .init(.server, .text("https://option.example")), .init(.decisionSeconds, .number(9)),
        environment: environment)
      #expect(try asked.server == "https://option.example")
      #expect(asked.source(of: .server) == .option)
      #expect(try asked.decisionTime == .seconds(9))
    }
  }

  @Test(
    "an option that says something else than a policy is refused, one that says the same is not")
  func optionAgainstPolicy() async throws {
    try await PolicyPC.use(
      policies: ["RestoreDecisionSeconds": .dword(3), "Server": .string("https://a.example/")]
    ) { pc in
      let error = await #expect(throws: AgentError.self) {
        try await pc.configuration(.init(.decisionSeconds, .number(9)))
      }
      #expect(error?.code == .setByPolicy)
      #expect(error?.message.contains("RestoreDecisionSeconds") == true)
      let same = try await pc.configuration(
        .init(.decisionSeconds, .number(3)), .init(.server, .text("https://a.example")),
        environment: ["VALISE_SERVER": "https://b.example"])
      #expect(try same.server == "https://a.example")
      #expect(same.source(of: .server) == .policy)
    }
  }

  @Test("what a policy turns off says so, with the policy's name")
  func turnedOff() async throws {
    try await PolicyPC.use(
      policies: ["RestoreOOBE": .dword(0), "AppsInstall": .dword(0)],
      file: #"{"backup": {"enabled": false}}"#
    ) { pc in
      let configuration = try await pc.configuration()
      #expect(try configuration.refusal(at: .oobe)?.message.contains("RestoreOOBE") == true)
      #expect(try configuration.refusal(at: .firstSignIn) == nil)
      let backup = #expect(throws: AgentError.self) { try configuration.checkBackup() }
      #expect(backup?.code == .turnedOff)
      #expect(backup?.message.contains("agent.json") == true)
      #expect(throws: AgentError.self) { try configuration.checkAppInstallation() }
    }
    try await PolicyPC.use(policies: ["Enabled": .dword(0)]) { pc in
      let configuration = try await pc.configuration()
      #expect(throws: AgentError.self) { try configuration.checkBackup() }
      for moment in Moment.allCases {
        #expect(try configuration.refusal(at: moment)?.code == .turnedOff)
      }
    }
  }

  /// A registry value of each kind that its key cannot have.
  static let wrongValues: [(name: String, value: SettingValue)] = [
    ("Enabled", .string("1")), ("Enabled", .dword(2)), ("Enabled", .qword(1)),
    ("Enabled", SettingValue(type: 4, bytes: [1])), ("BackupEnabled", .binary([0, 0, 0, 0])),
    ("BackupIntervalHours", .dword(0)), ("BackupIntervalHours", .dword(8761)),
    ("BackupIntervalHours", .string("24")), ("BackupIntervalHours", .dword(.max)),
    ("Server", .string("valise.example.org")), ("Server", .string("")), ("Server", .dword(1)),
    ("Server", .string("https://name:word@valise.example.org")),
    ("Server", .multiString(["https://valise.example.org"])),
    ("Server", SettingValue(type: 1, bytes: [0x68])),
    ("DeviceUse", .string("Personal computer")), ("DeviceUse", .expandString("personal")),
    ("CaptureExcept", .string("gaming")), ("CaptureExcept", .multiString(["gaming", " "])),
    ("CaptureOnly", SettingValue(type: 7, bytes: [0x61])), ("AppsSources", .dword(0)),
    ("AppsRules", .string("app-rules.json")),
    ("AppsRules", .string(#"C:\ProgramData\..\Users\Public\rules.json"#)),
    ("AppsScope", .string("everybody")), ("AppsParallel", .dword(9)),
    ("RestoreOOBE", SettingValue(type: 99, bytes: [1, 0, 0, 0])),
  ]

  @Test(
    "a wrong type or value is a problem: it stops what it may forbid, and else does not count",
    arguments: wrongValues.indices)
  func wrongValue(index: Int) async throws {
    let (name, value) = Self.wrongValues[index]
    // The file says something, so that it would show when the policy were passed over in silence.
    try await PolicyPC.use(policies: [name: value], file: #"{"apps": {"parallel": 2}}"#) { pc in
      let configuration = try await pc.configuration()
      let key = try #require(configuration.entries.first { $0.key.value == name }).key
      #expect(configuration.problems.map(\.key) == [key.name])
      #expect(configuration.problems.first?.message.contains(name) == true)
      if key.limits {
        let error = #expect(throws: AgentError.self) { try configuration.value(of: key.name) }
        #expect(error?.code == .invalidPolicy)
      } else {
        let expected: AgentValue? = key.name == .parallelApps ? .number(2) : key.standard
        #expect(try configuration.value(of: key.name) == expected)
      }
      // The others are not touched.
      for other in AgentKey.Name.allCases where other != key.name {
        _ = try configuration.value(of: other)
      }
    }
  }

  @Test("a policy that nobody knows is named")
  func unknownPolicy() async throws {
    try await PolicyPC.use(policies: ["BackupEnabeld": .dword(0)]) { pc in
      try await pc.set(["x": .dword(1)], in: PolicyPC.key + #"\Backup"#)
      let problems = try await pc.configuration().problems
      #expect(problems.count == 2)
      #expect(problems.contains { $0.message.contains("BackupEnabeld") })
      #expect(problems.contains { $0.message.contains(#"Backup\"#) })
      #expect(problems.allSatisfy { !$0.stops })
    }
  }

  @Test(
    "a file that cannot be understood stops everything that no policy decides",
    arguments: [
      "", "{", "[]", "null", #"{"enabled": true,}"#, #"{"enabled": true, "enabled": false}"#,
      #"{"enabeld": false}"#, #"{"backup": {"interval": 2}}"#, #"{"backup": true}"#, "\u{FEFF}{}",
    ])
  func brokenFile(text: String) async throws {
    try await PolicyPC.use(policies: ["Server": .string("https://a.example")], file: text) { pc in
      let configuration = try await pc.configuration(.init(.decisionSeconds, .number(8)))
      #expect(configuration.problems.count == 1)
      let error = #expect(throws: AgentError.self) { try configuration.checkBackup() }
      #expect(error?.code == .invalidConfiguration)
      #expect(throws: AgentError.self) { try configuration.capturePolicy }
      #expect(try configuration.server == "https://a.example")
      #expect(try configuration.decisionTime == .seconds(8))
    }
  }

  @Test("every beginning of a file gives an answer, and none of them lets what it forbids be done")
  func everyBeginning() async throws {
    let text = #"{"enabled": false, "capture": {"except": ["gaming"]}}"#
    try await PolicyPC.use { pc in
      for count in 0..<text.utf8.count {
        try await pc.device.replaceFile(
          at: AgentKeyTable.filePath, with: Data(text.utf8.prefix(count)))
        let configuration = try await pc.configuration()
        #expect(throws: AgentError.self) { try configuration.checkOn() }
      }
    }
  }

  // MARK: Captures

  @Test("the older capture policy counts where the agent's own file says nothing")
  func capturePolicyFile() async throws {
    let older =
      #"{"only": ["settings"], "except": ["gaming"], "secrets": ["network.proxy-server"]}"#
    try await PolicyPC.use(file: #"{"capture": {"only": ["apps"]}}"#, captureFile: older) { pc in
      let policy = try await pc.configuration().capturePolicy
      #expect(policy.selection.only.words == ["apps"])
      #expect(policy.selection.except.words == ["gaming"])
      #expect(policy.secrets.words == ["network.proxy-server"])
    }
    try await PolicyPC.use(
      policies: ["CaptureExcept": .multiString(["mouse", "taskbar.alignment"])], captureFile: older
    ) { pc in
      let configuration = try await pc.configuration()
      #expect(
        try configuration.capturePolicy.selection.except.words == ["mouse", "taskbar.alignment"])
      #expect(configuration.source(of: .captureExcept) == .policy)
      #expect(configuration.source(of: .captureOnly) == .file)
    }
    try await PolicyPC.use(captureFile: #"{"excpet": ["gaming"]}"#) { pc in
      let configuration = try await pc.configuration()
      #expect(throws: AgentError.self) { try configuration.capturePolicy }
      try configuration.checkBackup()
    }
  }
}
