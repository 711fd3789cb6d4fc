import RestoreRules
import Testing
import UserEnvironment

@Suite("The plan of a setting")
struct SettingsPlannerTests: SettingsPlanning {
  // MARK: What may go anywhere

  @Test("applies what the PC has another value for, and says what was there")
  func differs() throws {
    let planned = try plan(.dword(0), there: .dword(1))
    #expect(planned.decision.action == .apply)
    #expect(planned.before == .dword(1))
    #expect(planned.after == .dword(0))
  }

  @Test("applies what the PC has no value for")
  func new() throws {
    let planned = try plan(.dword(0), there: nil)
    #expect(planned.decision.code == "setting.new")
    #expect(planned.after == .dword(0))
  }

  @Test("leaves what is the same already")
  func same() throws {
    try expectLeft(plan(.dword(1), there: .dword(1)), "setting.same")
  }

  @Test("leaves a value that this Windows stores in another form, but for the two forms of text")
  func typeDiffers() throws {
    try expectLeft(plan(.string("1"), there: .dword(1)), "setting.typeDiffers")
    #expect(try plan(.expandString("a"), there: .string("b")).after == .expandString("a"))
  }

  // MARK: What never goes

  @Test("leaves what belongs to the old PC, with the catalog's reason")
  func machineBound() throws {
    let row = definition(portability: .machineBound, note: "Belongs to the old displays.")
    let planned = try plan(.dword(0), there: .dword(1), row)
    try expectLeft(planned, "setting.machineBound")
    #expect(planned.decision.reason == "Belongs to the old displays.")
  }

  @Test("leaves what a policy owns, what may be secret, and what the catalog does not know")
  func refused() throws {
    try expectLeft(
      plan(.dword(0), there: nil, definition(portability: .policyOwned)), "setting.policyOwned")
    try expectLeft(
      plan(.dword(0), there: nil, definition(portability: .protected)), "setting.protected")
    try expectLeft(
      plan(.dword(0), there: nil, definition(sensitivity: .secret)), "setting.secret")
    let unknown = SettingsPlanner(
      source: component([Setting(id: "no.such", value: .dword(1))]), target: target()
    ).plan()
    try expectLeft(#require(unknown.first), "setting.unknown")
  }

  @Test("leaves what this build does not have: the first and the last build that do still have it")
  func builds() throws {
    func code(first: Int, last: Int?) throws -> String {
      try plan(.dword(0), there: nil, definition(firstBuild: first, lastBuild: last)).decision.code
    }
    // The target is build 26100.
    #expect(try code(first: 26100, last: nil) == "setting.new")
    #expect(try code(first: 26101, last: nil) == "setting.notOnThisBuild")
    #expect(try code(first: 10240, last: 26100) == "setting.new")
    #expect(try code(first: 10240, last: 26099) == "setting.notOnThisBuild")
  }

  @Test("leaves pixel heights where the display scale is another")
  func displayScale() throws {
    let scale = definition(id: "display.scale", value: "AppliedDPI", portability: .machineBound)
    let height = definition(id: "metrics.caption", condition: .sameDisplayScale)
    func plan(oldScale: UInt32, newScale: UInt32) throws -> PlannedSetting {
      let source = component([
        Setting(id: "display.scale", value: .dword(oldScale)),
        Setting(id: "metrics.caption", value: .string("-330")),
      ])
      var target = target(scale, height)
      target.values["display.scale"] = .dword(newScale)
      return try #require(
        SettingsPlanner(source: source, target: target).plan().first { $0.key == "metrics.caption" }
      )
    }
    try expectLeft(plan(oldScale: 96, newScale: 144), "setting.otherDisplayScale")
    #expect(try plan(oldScale: 96, newScale: 96).after == .string("-330"))
    let unknown = SettingsPlanner(
      source: component([Setting(id: "metrics.caption", value: .string("-330"))]),
      target: target(scale, height)
    ).plan()
    try expectLeft(#require(unknown.first), "setting.otherDisplayScale")
  }

  // MARK: What is converted

  @Test("moves a path into the new profile when the file is there, whatever the case of its name")
  func profilePath() throws {
    let row = definition(portability: .profilePath)
    let old = SettingValue.string(#"c:\users\ALICE\Pictures\sea.jpg"#)
    let new = #"D:\Profiles\alice.w\Pictures\sea.jpg"#
    try expectLeft(plan(old, there: nil, row), "setting.fileMissing")
    let planned = try plan(old, there: nil, row, existing: [new])
    #expect(planned.decision.action == .convert)
    #expect(planned.after == .string(new))
  }

  @Test("does not take a longer folder name for the profile")
  func profilePathBoundary() throws {
    let row = definition(portability: .profilePath)
    let path = #"C:\Users\alice2\sea.jpg"#
    try expectLeft(plan(.string(path), there: nil, row), "setting.fileMissing")
    #expect(try plan(.string(path), there: nil, row, existing: [path]).after == .string(path))
  }

  @Test(
    "takes a path of Windows itself, an empty one, and a plain name as they are",
    arguments: [
      #"%SystemRoot%\Media\ding.wav"#, #"C:\Windows\Media\ding.wav"#, "", "none",
      #"%SystemRoot%\System32\Mystify.scr"#,
    ])
  func ordinaryPath(path: String) throws {
    let row = definition(portability: .profilePath)
    #expect(try plan(.string(path), there: nil, row).after == .string(path))
  }

  @Test(
    "leaves a path to another computer, out of its folder, or to a program that is not of Windows",
    arguments: [
      (#"\\evil.example\share\sea.jpg"#, "setting.networkPath"),
      ("//evil.example/share/sea.jpg", "setting.networkPath"),
      (#"%USERPROFILE%\..\Public\Downloads"#, "setting.unsafePath"),
      (#"C:\Users\alice\..\bob\sea.jpg"#, "setting.unsafePath"),
      (#"C:\Users\Public\nice.scr"#, "setting.program"),
      (#"%APPDATA%\run.EXE"#, "setting.program"),
    ])
  func refusedPath(path: String, code: String) throws {
    for portability in [SettingDefinition.Portability.profilePath, .portable] {
      let row = definition(portability: portability)
      try expectLeft(plan(.string(path), there: nil, row, existing: [path]), code)
    }
  }

  @Test("leaves what this PC has when an undo could not put it back")
  func notUndoable() throws {
    let row = definition(portability: .profilePath)
    try expectLeft(
      plan(.string(""), there: .string(#"\\server\share\sea.jpg"#), row), "setting.notUndoable")
    let large = SettingValue.binary([UInt8](repeating: 1, count: (64 << 10) + 1))
    try expectLeft(plan(.binary([1]), there: large), "setting.notUndoable")
  }

  @Test("leaves what grows too large by being merged or moved, since no journal takes it")
  func grownTooLarge() throws {
    func names(_ range: Range<Int>) -> [String] {
      range.map { #"C:\"# + String(repeating: "a", count: 90) + String($0) }
    }
    let list = definition(merge: .list)
    try expectLeft(
      plan(.multiString(names(0..<200)), there: .multiString(names(200..<400)), list),
      "setting.tooLarge")
    try expectLeft(
      plan(
        .string(names(0..<200).joined(separator: ";")),
        there: .string(names(200..<400).joined(separator: ";")), list,
        existing: Set(names(0..<200))), "setting.tooLarge")
    let path = #"\"# + String(repeating: "a", count: 32750)
    try expectLeft(
      plan(
        .string(#"C:\Users\alice"# + path), there: nil, definition(portability: .profilePath),
        existing: [#"D:\Profiles\alice.w"# + path]), "setting.tooLarge")
  }

  @Test("leaves a value of a type that the setting never has, and one that is too large")
  func refusedValue() throws {
    let row = definition(types: ["dword"])
    #expect(try plan(.dword(1), there: nil, row).after == .dword(1))
    try expectLeft(plan(.string("1"), there: nil, row), "setting.typeUnknown")
    try expectLeft(
      plan(SettingValue(type: .max, bytes: [1]), there: nil, row), "setting.typeUnknown")
    let large = SettingValue.binary([UInt8](repeating: 1, count: (64 << 10) + 1))
    try expectLeft(plan(large, there: nil), "setting.tooLarge")
  }

  @Test("restores a folder only when it lies inside the profile")
  func insideProfile() throws {
    let row = definition(portability: .profilePath, condition: .insideProfile)
    let inside = SettingValue.expandString(#"%USERPROFILE%\Music"#)
    #expect(try plan(inside, there: nil, row).after == inside)
    for outside in [#"E:\Music"#, #"%USERPROFILE%evil\Music"#] {
      try expectLeft(plan(.expandString(outside), there: nil, row), "setting.outsideProfile")
    }
  }

  @Test("takes over only the bits that are the person's choice")
  func bits() throws {
    let row = definition(merge: .bits([0, 0x01]))
    let planned = try plan(.binary([9, 0xFF, 9]), there: .binary([1, 0x02, 3]), row)
    #expect(planned.decision.action == .convert)
    #expect(planned.after == .binary([1, 0x03, 3]))
    try expectLeft(plan(.binary([9, 0x02, 9]), there: .binary([1, 0x02, 3]), row), "setting.same")
    try expectLeft(plan(.binary([9, 0xFF]), there: nil, row), "setting.nothingToMerge")
    try expectLeft(plan(.binary([9]), there: .binary([1, 2]), row), "setting.nothingToMerge")
  }

  @Test("puts the person's list before what the PC has, each once")
  func list() throws {
    let row = definition(merge: .list)
    let planned = try plan(
      .multiString(["de-CH", "en-us"]), there: .multiString(["en-US", "fr-FR"]), row)
    #expect(planned.after == .multiString(["de-CH", "en-us", "fr-FR"]))
    try expectLeft(plan(.string("a;b"), there: .multiString(["c"]), row), "setting.typeDiffers")
    try expectLeft(plan(.multiString(["a"]), there: .string("c"), row), "setting.typeDiffers")
  }

  @Test("adds the folders of a search path that are on this PC behind those that it has")
  func searchPath() throws {
    let row = definition(portability: .profilePath, merge: .list)
    let old = SettingValue.expandString(
      #"C:\Users\alice\bin;%SystemRoot%;C:\Gone;c:\go\;\\evil\x"#)
    let there = SettingValue.expandString(#"C:\Go;C:\Own"#)
    let existing: Set<String> = [
      #"D:\Profiles\alice.w\bin"#, #"C:\Go"#, #"c:\go\"#, #"\\evil\x"#,
    ]
    let planned = try plan(old, there: there, row, existing: existing)
    #expect(planned.decision.action == .convert)
    #expect(
      planned.after == .expandString(#"C:\Go;C:\Own;D:\Profiles\alice.w\bin;%SystemRoot%"#))
    try expectLeft(
      plan(.string(#"C:\OWN\;C:\Gone"#), there: there, row, existing: existing),
      "setting.nothingToMerge")
    #expect(
      try plan(.string(#"C:\Go;C:\Gone"#), there: nil, row, existing: existing).after
        == .string(#"C:\Go"#))
  }

  // MARK: What must be there

  @Test("leaves what a policy of the target decides, whatever the person had")
  func policyOnTarget() throws {
    let row = definition(policies: ["policies.one", "policies.two"])
    func code(_ policies: Set<String>) throws -> String {
      var target = target(row)
      target.policies = policies
      let source = component([Setting(id: row.id, value: .dword(1))])
      return try #require(SettingsPlanner(source: source, target: target).plan().first)
        .decision.code
    }
    #expect(try code([]) == "setting.new")
    #expect(try code(["policies.other"]) == "setting.new")
    #expect(try code(["policies.two"]) == "setting.policyOnThisPC")
  }

  @Test(
    "looks for a file where its variables lead to, without the number of an icon in it",
    arguments: [
      (#"%SystemRoot%\Media\ding.wav"#, #"C:\Windows\Media\ding.wav"#),
      (#"%windir%\system32\imageres.dll,-55"#, #"C:\Windows\system32\imageres.dll"#),
      (#"%APPDATA%\sea, calm.jpg"#, #"D:\Profiles\alice.w\AppData\Roaming\sea, calm.jpg"#),
      (#"C:\Windows\resources\Themes\aero.theme"#, #"C:\Windows\resources\Themes\aero.theme"#),
    ])
  func fileDependency(path: String, place: String) throws {
    let row = definition(dependency: .file)
    try expectLeft(plan(.string(path), there: nil, row), "setting.fileMissing")
    #expect(try plan(.string(path), there: nil, row, existing: [place]).after == .string(path))
    try expectLeft(plan(.string(path), there: .string(path), row), "setting.same")
    for noPath in ["", "none", #"%HOMESHARE%\sea.jpg"#] {
      #expect(try plan(.string(noPath), there: nil, row).after == .string(noPath))
    }
  }

  @Test("leaves a font that is not installed, named in text or in a LOGFONT")
  func fontDependency() throws {
    let row = definition(dependency: .font)
    func action(_ value: SettingValue, _ fonts: Set<String>?) throws -> String {
      var target = target(row)
      target.fonts = fonts
      let source = component([Setting(id: row.id, value: value)])
      return try #require(SettingsPlanner(source: source, target: target).plan().first)
        .decision.code
    }
    let logFont = SettingValue.binary(
      [UInt8](repeating: 1, count: 28) + "Segoe UI".utf16.flatMap { [UInt8($0), 0] }
        + [UInt8](repeating: 0, count: 64 - 16))
    for value in [.string("segoe ui"), logFont] {
      #expect(try action(value, ["Segoe UI", "Arial"]) == "setting.new")
      #expect(try action(value, ["Segoe UI Bold"]) == "setting.new")
      #expect(try action(value, ["Segoe UIx"]) == "setting.fontMissing")
      #expect(try action(value, nil) == "setting.new")
    }
    #expect(try action(.string("__DefaultTTFont__"), []) == "setting.new")
    #expect(try action(.binary([1, 2]), []) == "setting.new")
  }

  @Test("leaves what needs an app that is not there, and what nobody is known to bring")
  func appDependency() throws {
    let row = definition(dependency: .app)
    func code(_ value: String, apps: Set<String> = []) throws -> String {
      var target = target(row)
      target.apps = apps
      target.appsByValue = ["OpenFolder": "", "Import": "Photos_1"]
      let source = component([Setting(id: row.id, value: .string(value))])
      return try #require(SettingsPlanner(source: source, target: target).plan().first)
        .decision.code
    }
    #expect(try code("OPENFOLDER") == "setting.new")
    #expect(try code("import", apps: ["photos_1"]) == "setting.new")
    #expect(try code("Import") == "setting.appMissing")
    #expect(try code("Unheard") == "setting.appMissing")
  }

  // MARK: What has moved

  @Test("brings a setting to where a newer Windows keeps it, in its numbers")
  func successor() throws {
    let old = definition(
      lastBuild: 19045, successor: .init(id: "mouse.new-speed", mapping: .numbers([1: 0])))
    let new = definition(id: "mouse.new-speed", value: "NewSpeed", types: ["dword"])
    func plan(
      _ value: UInt32, there: SettingValue?, build: Int = 26100, and others: [Setting] = [],
      chosen selection: Selection = .everything
    ) throws -> PlannedSetting {
      var target = target(old, new)
      target.build = build
      target.values[new.id] = there
      let source = component([Setting(id: old.id, value: .dword(value))] + others)
      let plan = SettingsPlanner(source: source, target: target, selection: selection).plan()
      return try #require(plan.first { $0.key == old.id })
    }
    let planned = try plan(1, there: .dword(2), chosen: .init(only: .init(settings: [old.id])))
    #expect(planned.decision.action == .convert)
    #expect(planned.decision.code == "setting.moved")
    #expect(planned.key == old.id)
    #expect(planned.writtenAs == new.id)
    #expect(planned.place?.value == "NewSpeed")
    #expect(planned.before == .dword(2))
    #expect(planned.after == .dword(0))
    try expectLeft(plan(1, there: .dword(0)), "setting.same")
    try expectLeft(plan(0, there: nil), "setting.noCounterpart")
    try expectLeft(
      plan(1, there: nil, and: [Setting(id: new.id, value: .dword(2))]), "setting.moved")
    let stays = try plan(1, there: nil, build: 19045)
    #expect(stays.writtenAs == old.id)
    #expect(stays.after == .dword(1))
  }

  @Test("brings a list that was only recorded to where a newer Windows keeps it, and nowhere else")
  func recordedList() throws {
    let old = definition(
      types: ["string"], portability: .recorded, lastBuild: 19045,
      successor: .init(
        id: "mouse.list", mapping: .identifiers(["music": [1, 2], "videos": [3, 4]])),
      note: "Kept elsewhere.")
    let new = definition(id: "mouse.list", value: "List", types: ["binary"])
    func plan(_ text: String, build: Int = 26100) throws -> PlannedSetting {
      var target = target(old, new)
      target.build = build
      let source = component([Setting(id: old.id, value: .string(text))])
      return try #require(SettingsPlanner(source: source, target: target).plan().first)
    }
    let planned = try plan("Videos, unheard, Music")
    #expect(planned.decision.code == "setting.moved")
    #expect(planned.after == .binary([3, 4, 1, 2]))
    try expectLeft(plan("unheard"), "setting.noCounterpart")
    let recorded = try plan("Videos", build: 19045)
    try expectLeft(recorded, "setting.recorded")
    #expect(recorded.decision.reason == "Recorded, not applied. Kept elsewhere.")
  }

  @Test("leaves what has moved when its new place is not known, whatever the backup says of it")
  func movedNowhere() throws {
    for portability in [SettingDefinition.Portability.recorded, .portable] {
      let old = definition(
        types: ["string"], portability: portability, lastBuild: 19045,
        successor: .init(id: "mouse.list"))
      let new = definition(id: "mouse.list", value: "List", types: ["string"])
      let setting = Setting(id: old.id, instance: ["forged"], value: .string("Videos"))
      var target = target(old, new)
      target.places[setting.key] = RegistryPlace(hive: .user, key: "Control Panel", value: "Old")
      let source = component([setting])
      func planned() throws -> PlannedSetting {
        try #require(SettingsPlanner(source: source, target: target).plan().first)
      }
      try expectLeft(planned(), "setting.noCounterpart")
      target.definitions[new.id] = nil
      try expectLeft(planned(), "setting.noCounterpart")
    }
  }

  // MARK: What is chosen

  @Test("leaves what was not chosen, by component, category, setting and instance")
  func selection() throws {
    #expect(try code(Selection()) == "setting.new")
    try expectNotChosen(Selection(only: .init(components: [.apps])))
    try expectNotChosen(Selection(only: .init(categories: ["sounds"])))
    try expectNotChosen(Selection(only: .init(settings: ["mouse.other"])))
    try expectNotChosen(Selection(only: .init(settings: ["mouse.speed[fr-FR]"])))
    #expect(try code(Selection(only: .init(components: [.settings]))) == "setting.new")
    #expect(try code(Selection(only: .init(categories: ["mouse"]))) == "setting.new")
    #expect(try code(Selection(only: .init(settings: ["mouse.speed"]))) == "setting.new")
    #expect(try code(Selection(only: .init(settings: ["MOUSE.speed[EN-us]"]))) == "setting.new")
  }

  @Test("takes all that any name of a choice names")
  func union() throws {
    let items = Selection.Items(
      components: [.apps], categories: ["sounds"], settings: ["mouse.speed"])
    #expect(try code(Selection(only: items)) == "setting.new")
    #expect(Selection(only: items).includes(.apps))
    #expect(Selection(only: items).includes(.settings))
    #expect(!Selection(only: items).includes(.startPins))
  }

  @Test("leaves what was excepted, even when it was chosen")
  func exceptions() throws {
    try expectNotChosen(Selection(except: .init(components: [.settings])))
    try expectNotChosen(Selection(except: .init(categories: ["mouse"])))
    try expectNotChosen(Selection(except: .init(settings: ["mouse.speed"])))
    try expectNotChosen(Selection(except: .init(settings: ["mouse.speed[EN-us]"])))
    try expectNotChosen(
      Selection(
        only: .init(settings: ["mouse.speed"]), except: .init(settings: ["mouse.speed[en-US]"])))
    #expect(
      try code(
        Selection(
          only: .init(categories: ["mouse"]), except: .init(settings: ["mouse.speed[fr-FR]"])))
        == "setting.new")
    let withoutApps = Selection(except: .init(components: [.apps], categories: ["mouse"]))
    #expect(!withoutApps.includes(.apps))
    #expect(withoutApps.includes(.settings))
  }

  /// What becomes of `mouse.speed[en-US]`.
  private func code(_ selection: Selection) throws -> String {
    let setting = Setting(id: "mouse.speed", instance: ["en-US"], value: .dword(0))
    let row = definition(value: "<language>")
    var target = target(row)
    target.places[setting.key] = RegistryPlace(hive: .user, key: row.key, value: "en-US")
    let planner = SettingsPlanner(
      source: component([setting]), target: target, selection: selection)
    return try #require(planner.plan().first).decision.code
  }

  private func expectNotChosen(
    _ selection: Selection, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try code(selection) == "setting.notChosen", sourceLocation: sourceLocation)
  }
}

@Suite("The plan of an app")
struct AppsPlannerTests {
  private func app(_ id: String, store: String? = nil, winget: String? = nil) -> InstalledApp {
    InstalledApp(
      id: id, kind: .packaged, name: id, scope: .user, storeProductID: store, wingetID: winget)
  }

  @Test("installs from the store or by winget, leaves what is there and what has no source")
  func decisions() {
    let source = AppsComponent(apps: [
      app("a", store: "9A"), app("b", winget: "B.B"), app("c"), app("d", store: "9D"),
    ])
    let plan = AppsPlanner(source: source, installed: AppsComponent(apps: [app("D")])).plan()
    #expect(
      plan.map(\.decision.code) == [
        "app.fromStore", "app.fromWinget", "app.noSource", "app.present",
      ])
  }

  @Test("leaves apps that were not chosen")
  func notChosen() {
    let planner = AppsPlanner(
      source: AppsComponent(apps: [app("a", store: "9A")]), installed: AppsComponent(apps: []),
      selection: Selection(only: .init(components: [.settings])))
    #expect(planner.plan().map(\.decision.code) == ["app.notChosen"])
  }
}
