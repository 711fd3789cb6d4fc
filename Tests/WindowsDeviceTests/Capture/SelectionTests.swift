import Foundation
import RestoreRules
import Testing
import UserEnvironment
import WindowsDevice

@Suite("A selection")
struct SelectionTests {
  @Test("narrows an environment to what it names, and names what nobody knows for nothing")
  func narrow() throws {
    let environment = Environment(
      source: SourceDevice(name: "PC", product: "windows10", build: "19045.1", edition: "Pro"),
      settings: SettingsComponent(
        profilePath: #"C:\Users\alice"#,
        settings: [
          Setting(id: "mouse.speed", value: .dword(1)),
          Setting(id: "language.name", instance: ["en-US"], value: .dword(1)),
          Setting(id: "language.name", instance: ["de-DE"], value: .dword(1)),
        ]), apps: AppsComponent(apps: []))
    func keys(_ only: [String], _ except: [String] = []) -> [String] {
      let selection = Selection(only: .init(words: only), except: .init(words: except))
      let narrowed = selection.narrow(environment)
      return (narrowed.settings?.settings.map(\.key) ?? ["no settings"])
        + (narrowed.apps == nil ? [] : ["apps"])
    }
    let names = ["language.name[de-DE]", "language.name[en-US]", "mouse.speed"]
    #expect(keys([]) == names + ["apps"])
    #expect(keys(["apps"]) == ["no settings", "apps"])
    #expect(keys(["mouse"]) == ["mouse.speed"])
    #expect(keys(["language.name[EN-us]"]) == ["language.name[en-US]"])
    #expect(keys([], ["language.name[de-DE]", "apps"]) == Array(names.dropFirst()))
    #expect(keys(["colour"]) == [])
  }

  @Test("takes a file by its own names, and by the setting that names it")
  func files() throws {
    let content = Data("image".utf8)
    let picture = SettingFile(
      id: "background.picture-file", path: #"Pictures\sea.jpg"#, size: content.count,
      digest: Digest(of: content))
    let environment = Environment(
      source: SourceDevice(name: "PC", product: "windows10", build: "19045.1", edition: "Pro"),
      settings: SettingsComponent(
        profilePath: #"C:\Users\alice"#,
        settings: [
          Setting(id: "background.picture", value: .string(#"C:\Users\alice\Pictures\sea.jpg"#))
        ]),
      files: FilesComponent(
        profilePath: #"C:\Users\alice"#, files: [picture],
        contents: [FileContent(bytes: content)], omitted: []))
    func files(_ only: [String], _ except: [String] = []) -> Int? {
      let narrowed = Selection(only: .init(words: only), except: .init(words: except))
        .narrow(environment).files
      #expect(narrowed?.files.count == narrowed?.contents.count)
      return narrowed?.files.count
    }
    #expect(files([]) == 1)
    #expect(files(["files"]) == 1)
    #expect(files(["background"]) == 1)
    #expect(files([picture.key]) == 1)
    #expect(files(["background.picture"]) == 1)
    #expect(files(["mouse"]) == 0)
    #expect(files(["apps"]) == nil)
    #expect(files([], ["background.picture"]) == 0)
    #expect(files([], ["files"]) == nil)
  }
}
