import Foundation
import RestoreRules
import Testing
import UserEnvironment

@Suite("A capture policy")
struct CapturePolicyTests {
  @Test("is read from its JSON, in the words that people use, and written the same")
  func json() throws {
    let text = """
      {"only": ["settings", "network", "startPins"], "except": ["mouse", "language.name[en-US]"],
       "secrets": ["network.proxy-server"]}
      """
    let policy = try CapturePolicy(json: Data(text.utf8))
    #expect(policy.selection.only.components == [.settings, .startPins])
    #expect(policy.selection.only.categories == ["network"])
    #expect(policy.selection.except.categories == ["mouse"])
    #expect(policy.selection.except.settings == ["language.name[en-US]"])
    #expect(policy.secrets == SecretOptIn(["network.proxy-server"]))
    #expect(try CapturePolicy(json: JSONEncoder().encode(policy)) == policy)
  }

  @Test("without a key takes everything but what is sensitive")
  func empty() throws {
    #expect(try CapturePolicy(json: Data("{}".utf8)) == .standard)
  }

  @Test(
    "that cannot be understood is an error and not another policy",
    arguments: [
      (#"{"excpt": []}"#, "facts.unknownKey"), (#"{"only": "mouse"}"#, "facts.invalidValue"),
      (#"{"secrets": [1]}"#, "facts.invalidValue"), ("[]", "facts.malformedJSON"),
      ("{", "facts.malformedJSON"), ("", "facts.malformedJSON"),
      (#"{"except": ["mouse"], "except": []}"#, "facts.malformedJSON"),
    ])
  func malformed(text: String, code: String) throws {
    let error = #expect(throws: FactsError.self) { try CapturePolicy(json: Data(text.utf8)) }
    #expect(error?.code.description == code)
  }
}

@Suite("Opting a sensitive setting in")
struct SecretOptInTests {
  private func admits(
    _ words: [String], _ setting: Setting, value: String = "ProxyServer",
    sensitivity: SettingDefinition.Sensitivity = .secret
  ) -> Bool {
    let row = SettingDefinition(
      id: setting.id, category: setting.category, name: "x", hive: .user, key: "Environment",
      value: value, types: ["string"], portability: .profilePath, condition: .none,
      firstBuild: 10240, lastBuild: nil, merge: .replace, sensitivity: sensitivity,
      evidence: .realHive, note: "")
    let optIn = SecretOptIn(words)
    // Whoever asks first whether to look at all must not be told no.
    if optIn.admits(setting, row) { #expect(optIn.admitsSome(of: row)) }
    return optIn.admits(setting, row)
  }

  private let proxy = Setting(id: "network.proxy-server", value: .string("proxy:8080"))
  private let variable = Setting(
    id: "environment.variable", instance: ["JAVA_HOME"], value: .string("x"))
  private let drive = Setting(id: "network.drive-path", instance: ["Z"], value: .string("x"))

  @Test("is needed for what is sensitive only")
  func needed() {
    #expect(!admits([], proxy))
    #expect(!admits(["network.proxy-enabled", "network"], proxy))
    #expect(admits(["network.proxy-server"], proxy))
    #expect(admits([], proxy, sensitivity: .personal))
  }

  @Test("of environment variables is one by one, whatever the case of the name")
  func oneByOne() {
    #expect(!admits(["environment.variable"], variable, value: "<variable>"))
    #expect(!admits(["environment.variable[PATH]"], variable, value: "<variable>"))
    #expect(admits(["environment.variable[java_home]"], variable, value: "<variable>"))
  }

  @Test("of a setting that there is several times is for one or for all of them")
  func instances() {
    #expect(admits(["network.drive-path"], drive))
    #expect(admits(["network.drive-path[z]"], drive))
    #expect(!admits(["network.drive-path[Y]"], drive))
  }
}
