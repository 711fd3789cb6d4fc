import RestoreRules
import Testing
import WindowsDevice

@Suite("What a policy names and the catalog does not know")
struct UnknownPolicyWordsTests {
  private func words(
    include: [String]? = nil, exclude: [String]? = nil, secrets: [String]? = nil
  ) throws -> UnknownPolicyWords {
    let policy = Policy(
      name: "some",
      backup: Policy.Backup(include: include, exclude: exclude, secrets: secrets))
    return UnknownPolicyWords(in: policy, try SettingsCatalog.bundled())
  }

  @Test("is nothing where it names components, categories, settings and files, in any case")
  func known() throws {
    let words = try words(
      include: ["settings", "taskbarPins", "mouse", "network", "mouse.pointer-file"],
      exclude: ["Accessibility.Audio-Description", "language.language-name[en-GB]"],
      secrets: ["network.proxy-server", "Environment.variable[JAVA_HOME]"])
    #expect(words.sentences.isEmpty)
    #expect(!words.leaveNothing)
    #expect(try self.words().sentences.isEmpty)
  }

  @Test("is said with the key that it stands in, and with what a PC does about it")
  func sentences() throws {
    let words = try words(
      include: ["mouse", "nonsense"], exclude: ["gamming"], secrets: ["network.no-such"])
    let unknown = "which this version of Valise does not know: a PC with this version"
    #expect(
      words.sentences == [
        "The policy names nonsense in backup.include, \(unknown) takes nothing for it.",
        "The policy names gamming in backup.exclude, \(unknown) leaves nothing out for it.",
        "The policy names network.no-such in backup.secrets, \(unknown) takes no sensitive setting for it.",
      ])
    #expect(!words.leaveNothing)
  }

  @Test("leaves nothing to take where it is all that is included, and only there")
  func nothing() throws {
    #expect(try words(include: ["nonsense"]).leaveNothing)
    #expect(try words(include: ["nonsense", "no.such", "nonsense"]).leaveNothing)
    #expect(try !words(include: ["nonsense", "apps"]).leaveNothing)
    // Who includes nothing says so.
    #expect(try !words(include: []).leaveNothing)
    #expect(try !words(exclude: ["nonsense"]).leaveNothing)
  }
}
