import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What Group Policy writes for a template: every policy switched on with a value, read from the files that
/// `valise admin policy export` wrote, with no other knowledge of Valise's keys.
private struct GroupPolicy {
  struct Setting {
    let value: String
    let data: Data

    enum Data: Equatable {
      case number(UInt32)
      case text(String)
      case list([String])
    }
  }

  let key: String
  private(set) var settings: [Setting] = []

  /// - Parameter text: what an administrator types into the text fields of a policy.
  init(template: URL, text: (String) -> String) throws {
    // Its elements do not keep it.
    let document = try XMLDocument(data: Data(contentsOf: template))
    defer { withExtendedLifetime(document) {} }
    let root = try #require(document.rootElement())
    let policies = root.elements(forName: "policies").flatMap { $0.elements(forName: "policy") }
    let keys = Set(policies.compactMap { $0.text("key") })
    key = try #require(keys.first)
    try #require(keys.count == 1)
    for policy in policies {
      let value = policy.text("valueName")
      let off = policy.elements(forName: "disabledValue").flatMap {
        $0.elements(forName: "decimal")
      }
      .first?.text("value")
      if let value, let number = off.flatMap({ UInt32($0) }) {
        settings.append(Setting(value: value, data: .number(number)))
      }
      for case let field as XMLElement in policy.elements(forName: "elements").flatMap({
        $0.children ?? []
      }) {
        let value = try #require(field.text("valueName"))
        settings.append(Setting(value: value, data: try Self.data(field, text(value))))
      }
    }
  }

  private static func data(_ field: XMLElement, _ typed: String) throws -> Setting.Data {
    switch field.name {
    case "decimal":
      return .number(try #require(UInt32(field.text("maxValue") ?? "")))
    case "enum":
      let words = field.elements(forName: "item").flatMap { $0.elements(forName: "value") }
        .flatMap { $0.elements(forName: "string") }.compactMap(\.stringValue)
      return .text(try #require(words.last))
    case "multiText": return .list([typed, "gaming"])
    default: return .text(typed)
    }
  }

  /// The registry text that sets all of it.
  var registryText: String {
    let lines = settings.map { setting in
      let data: String
      switch setting.data {
      case .number(let number):
        let digits = String(number, radix: 16)
        data = "dword:" + String(repeating: "0", count: 8 - digits.count) + digits
      case .text(let text):
        data = "\"" + text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#) + "\""
      case .list(let list):
        let units = (list.joined(separator: "\0") + "\0\0").utf16
        let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        data = "hex(7):" + bytes.map { String(format: "%02x", $0) }.joined(separator: ",")
      }
      return "\"\(setting.value)\"=\(data)"
    }
    return
      (["Windows Registry Editor Version 5.00", "", "[HKEY_LOCAL_MACHINE\\\(key)]"] + lines + [""])
      .joined(separator: "\r\n")
  }
}

extension XMLElement {
  /// The text of an attribute. Foundation's own look-up by name finds none off Apple's systems where the
  /// document has a namespace.
  fileprivate func text(_ attribute: String) -> String? {
    attributes?.first { $0.name == attribute }?.stringValue
  }
}

/// What `valise status --json` prints.
private struct PrintedStatus: Decodable {
  struct Key: Decodable {
    enum Value: Decodable, Equatable {
      case flag(Bool)
      case number(UInt32)
      case text(String)
      case list([String])

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let flag = try? value.decode(Bool.self) {
          self = .flag(flag)
        } else if let number = try? value.decode(UInt32.self) {
          self = .number(number)
        } else if let text = try? value.decode(String.self) {
          self = .text(text)
        } else {
          self = .list(try value.decode([String].self))
        }
      }
    }

    let name: String
    let value: Value?
    let source: String
    let policy: String
    let isUsable: Bool
  }
  struct LastBackup: Decodable { let version: Int }
  struct LastDecision: Decodable {
    let moment: String
    let offer: String?
  }

  let keys: [Key]
  let warnings: [String]
  let lastBackup: LastBackup?
  let lastDecision: LastDecision?
}

@Suite("The agent's policies", .serialized)
struct AgentPolicyTests {
  /// What an administrator types, by the field's name.
  private static func typed(_ value: String) -> String {
    switch value {
    case "Server", "AppsStoreCatalog": "https://valise.example.org:8443/base"
    case "AppsRules": #"C:\ProgramData\Valise\IT's "rules".json"#.replacing("\"", with: "")
    default: "network.proxy-server"
    }
  }

  private func exportedPolicy() throws -> GroupPolicy {
    let folder = TemporaryFolder.make()
    let exported = try Program.valise.run([
      "admin", "policy", "export", "--format", "admx", "--output", folder.path,
    ])
    #expect(exported.status == 0, "\(exported.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path + "/en-US/Valise.adml"))
    return try GroupPolicy(template: folder.appending(path: "Valise.admx"), text: Self.typed)
  }

  private func check(_ status: PrintedStatus, against policy: GroupPolicy) {
    #expect(status.keys.count == policy.settings.count)
    for setting in policy.settings {
      let key = status.keys.first { $0.policy == setting.value }
      #expect(key?.source == "policy", "\(setting.value)")
      #expect(key?.isUsable == true, "\(setting.value)")
      let expected: PrintedStatus.Key.Value
      switch (setting.data, key?.value) {
      case (.number(let number), .flag): expected = .flag(number == 1)
      case (.number(let number), _): expected = .number(number)
      case (.text(let text), _): expected = .text(text)
      case (.list(let list), _): expected = .list(list)
      }
      #expect(key?.value == expected, "\(setting.value)")
    }
    #expect(status.warnings == [])
  }

  @Test("what Group Policy sets by the exported template the agent reads from a disk's hive")
  func disk() throws {
    let folder = TemporaryFolder.make()
    _ = try Program.valise.run(["sample", "build", folder.path])
    let volume = folder.appending(path: "windows11")
    let policy = try exportedPolicy()
    try importing(policy.registryText, into: volume)
    let result = try Program.valise.run([
      "status", "--volume", volume.path, "--user", "alice", "--json",
    ])
    #expect(result.status == 0, "\(result.errors)")
    check(try result.json(PrintedStatus.self), against: policy)
  }

  @Test(
    "and from a running Windows, where wrong types are warned of",
    .enabled(if: WinePC.isHere, Comment(rawValue: WinePC.absence)))
  func runningWindows() throws {
    let pc = try WinePC(build: 26100)
    let policy = try exportedPolicy()
    try pc.importText(policy.registryText)
    let arguments = ["status", "--live", "--wine-prefix", pc.prefix.path, "--json"]
    let result = try Program.valise.run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    check(try result.json(PrintedStatus.self), against: policy)

    let key = #"HKLM\SOFTWARE\Policies\Valise"#
    try pc.set(key, "Enabled", "REG_SZ", "1")
    try pc.set(key, "BackupIntervalHours", "REG_DWORD", "99999")
    try pc.set(key, "CaptureExcept", "REG_SZ", "gaming")
    try pc.set(
      #"HKLM\SOFTWARE\Policies\Microsoft\Windows\SettingSync"#, "EnableWindowsBackup", "REG_DWORD",
      "1")
    let wrong = try Program.valise.run(arguments)
    #expect(wrong.status == 3)
    let status = try wrong.json(PrintedStatus.self)
    #expect(status.keys.filter { !$0.isUsable }.map(\.policy) == ["Enabled", "CaptureExcept"])
    #expect(status.warnings.count == 3)
    let capture = try Program.valise.run(["capture", "--live", "--wine-prefix", pc.prefix.path])
    #expect(capture.status == 1)
    #expect(capture.errors.contains("[agent.invalidPolicy]"))
  }

  private func importing(_ text: String, into volume: URL) throws {
    let hive = volume.appending(path: "Windows/System32/config/SOFTWARE")
    let folder = TemporaryFolder.make()
    let (reg, new) = (folder.appending(path: "policy.reg"), folder.appending(path: "SOFTWARE"))
    try Data(text.utf8).write(to: reg)
    let result = try Program.valise.run([
      "hive", "import", hive.path, "--reg", reg.path, "--output", new.path, "--prefix",
      #"HKEY_LOCAL_MACHINE\SOFTWARE"#,
    ])
    try #require(result.status == 0, "\(result.errors)")
    try FileManager.default.removeItem(at: hive)
    try FileManager.default.moveItem(at: new, to: hive)
  }

  // MARK: What they do

  private func policies(_ lines: String...) -> String {
    ([
      "Windows Registry Editor Version 5.00", "", #"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Valise]"#,
    ]
      + lines + [""]).joined(separator: "\r\n")
  }

  @Test("a sign-in, a backup and a restore do what the PC's policies say")
  func inForce() throws {
    let stage = try Stage()
    let newPC = ["--volume", stage.newPC, "--user", "alice"]
    let oldPC = ["--volume", stage.oldPC, "--user", "alice"]
    let first = try stage.valise(["backup", "--if-due"] + oldPC)
    #expect(first.status == 0, "\(first.errors)")
    let second = try stage.valise(["backup", "--if-due"] + oldPC)
    #expect(second.output.hasPrefix("The backup is not due until "))
    #expect(try stage.valise(["backup"] + oldPC).output.contains("Nothing has changed"))
    let known = try stage.valise(["status", "--json"] + oldPC).json(PrintedStatus.self)
    #expect(known.lastBackup?.version == 1)

    try importing(
      policies(#""RestoreFirstSignIn"=dword:00000000"#, #""BackupEnabled"=dword:00000000"#),
      into: URL(filePath: stage.newPC))
    let signIn = try stage.valise(
      ["sign-in", "--moment", "firstSignIn", "--choose", "new"] + newPC)
    #expect(signIn.status == 0)
    #expect(signIn.output.contains("No offer. The restore at the first sign-in is turned off"))
    #expect(try stage.valise(["backup"] + newPC).errors.contains("[agent.turnedOff]"))
    #expect(try stage.valise(["offers"] + newPC).output.contains("firstSignIn") == false)

    try importing(
      policies(
        #""RestoreFirstSignIn"=dword:00000001"#, #""RestoreDecisionSeconds"=dword:00000014"#,
        #""DeviceUse"="userless""#),
      into: URL(filePath: stage.newPC))
    let waiting = try stage.valise(
      ["sign-in", "--moment", "firstSignIn", "--choose", "later", "--wait", "9"] + newPC)
    #expect(waiting.status == 1)
    #expect(waiting.errors.contains("[agent.setByPolicy]"))
    let userless = try stage.valise(
      ["sign-in", "--moment", "firstSignIn", "--choose", "later"] + newPC)
    #expect(userless.output.contains("NO   deviceUse"), "\(userless.output) \(userless.errors)")
    let decided = try stage.valise(["status", "--json"] + newPC).json(PrintedStatus.self)
    #expect(decided.lastDecision?.moment == "firstSignIn")
    #expect(decided.lastDecision?.offer == nil)
  }

  @Test("the service that a policy names is the one that is asked")
  func server() throws {
    let stage = try Stage()
    try importing(policies(#""Server"="\#(stage.address)/""#), into: URL(filePath: stage.oldPC))
    let oldPC = ["--volume", stage.oldPC, "--user", "alice"]
    // The variable names a service that is not there; the policy counts before it.
    let backup = try stage.valise(["backup"] + oldPC, server: "http://127.0.0.1:9")
    #expect(backup.status == 0, "\(backup.errors)")
    let list = try stage.valise(["list"] + oldPC, server: "http://127.0.0.1:9")
    #expect(list.output.contains("DESKTOP-4F2"))
    let other = try stage.valise(["backup", "--server", "http://127.0.0.1:9"] + oldPC)
    #expect(other.errors.contains("[agent.setByPolicy]"))
  }

  @Test("what IT does not allow is left out of a restore, and no option brings it")
  func narrowing() throws {
    let stage = try Stage()
    let oldPC = ["--volume", stage.oldPC, "--user", "alice"]
    let newPC = ["--volume", stage.newPC, "--user", "alice"]
    #expect(try stage.valise(["backup"] + oldPC).status == 0)
    try importing(
      policies(
        #""CaptureSecretChoice"=dword:00000000"#,
        #""AppsSources"=hex(7):6d,00,73,00,73,00,74,00,6f,00,72,00,65,00,00,00,00,00"#),
      into: URL(filePath: stage.newPC))
    let plan = try stage.valise(["restore", "--profile", "DESKTOP-4F2", "--dry-run"] + newPC)
    #expect(
      plan.output.contains("IT does not allow apps from winget on this PC."), "\(plan.errors)")
    #expect(plan.output.contains("(winget: ") == false)
    let secret = try stage.valise(
      ["capture", "--include-secret", "network.proxy-server"] + newPC)
    #expect(secret.errors.contains("[agent.setByPolicy]"), "\(secret.errors)")
  }
}
