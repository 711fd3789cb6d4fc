import Foundation
import Testing
import UserEnvironment
import WindowsDevice

/// The rules that every row of the catalog must keep, whoever edits it. What the loader itself
/// refuses (unknown words, double ids, double places) is tested with ``SettingsCatalogFileTests``.
@Suite("Every row of the settings catalog")
struct SettingsCatalogRulesTests {
  let rows: [SettingDefinition]

  init() throws {
    rows = try SettingsCatalog.bundled().rows
  }

  @Test("has a place of its own, compared without case")
  func uniquePlaces() {
    let places = rows.map { "\($0.hive)|\($0.key)|\($0.value)".lowercased() }
    #expect(Set(places).count == rows.count)
    #expect(Set(rows.map(\.id)).count == rows.count)
    #expect(Set(rows.map(\.name)).count == rows.count)
  }

  @Test("has a name that a person understands, not one of the registry")
  func names() {
    for row in rows {
      let parts = row.name.components(separatedBy: " > ")
      #expect((2...4).contains(parts.count), "\(row.id): \(row.name)")
      for part in parts {
        #expect(part.first?.isUppercase == true || part.first?.isNumber == true, "\(row.id)")
        #expect(!part.contains { "\\_<>%{}".contains($0) }, "\(row.id): \(part)")
      }
    }
  }

  @Test("begins its key where its hive begins")
  func keys() {
    let controlSet = "CurrentControlSet\\"
    let beside = ["Maps", "Select", "Setup"]
    for row in rows {
      #expect(!row.key.uppercased().hasPrefix("HK"), "\(row.id)")
      #expect(!row.key.hasPrefix("\\") && !row.key.hasSuffix("\\"), "\(row.id)")
      switch row.hive {
      case .system:
        #expect(row.key.hasPrefix(controlSet) || beside.contains(row.key), "\(row.id)")
      case .software:
        #expect(!row.key.lowercased().hasPrefix("software\\"), "\(row.id)")
      case .user, .classes: break
      }
    }
  }

  @Test("says in a sentence why it is not simply restored")
  func notes() {
    for row in rows {
      #expect(row.note.isEmpty || row.note.hasSuffix("."), "\(row.id)")
      #expect(row.note.count <= 120, "\(row.id)")
      switch row.portability {
      case .machineBound, .policyOwned, .protected, .recorded:
        #expect(!row.note.isEmpty, "\(row.id)")
      case .portable, .profilePath: break
      }
      if row.condition != .none || row.merge != .replace {
        #expect(!row.note.isEmpty || row.condition == .insideProfile, "\(row.id)")
      }
    }
  }

  @Test("asks for a follow-up only if it can be restored")
  func effects() {
    for row in rows where ![.portable, .profilePath].contains(row.portability) {
      #expect(row.effect == .none, "\(row.id)")
      #expect(row.condition == .none, "\(row.id)")
      #expect(row.dependency == .none, "\(row.id)")
      #expect(row.policies.isEmpty, "\(row.id)")
    }
  }

  @Test("is never restored when its key belongs to policy")
  func policies() {
    for row in rows {
      let isPolicyKey = row.key.lowercased().split(separator: "\\").contains("policies")
      #expect(isPolicyKey == (row.portability == .policyOwned), "\(row.id)")
    }
  }

  @Test("names something only in a value that can name it")
  func dependencies() {
    let texts: Set<String> = ["string", "expandString"]
    for row in rows {
      switch row.dependency {
      case .none: break
      case .file, .app: #expect(Set(row.types).isSubset(of: texts), "\(row.id)")
      case .font: #expect(Set(row.types).isSubset(of: texts.union(["binary"])), "\(row.id)")
      }
    }
    let fonts = rows.filter { $0.value.hasSuffix("Font") || $0.value == "FaceName" }
    #expect(fonts.count == 7)
    #expect(fonts.allSatisfy { $0.dependency == .font })
  }

  @Test("has a successor that knows the builds after it")
  func successors() throws {
    let successors = rows.filter { $0.successor != nil }
    #expect(successors.map(\.id) == ["taskbar.small-buttons"])
    for row in successors {
      let next = try #require(rows.first { $0.id == row.successor?.id })
      #expect([.portable, .profilePath].contains(next.portability), "\(row.id)")
      #expect(next.lastBuild == nil, "\(row.id)")
      #expect(Set(next.types).isSubset(of: row.types), "\(row.id)")
    }
  }

  @Test("of Windows 10's cloud store has a successor where Windows 11 keeps the same list")
  func recordedSuccessors() throws {
    let recorded = try SettingsCatalog.bundled().recorded.map(\.definition)
    let moved = recorded.filter { $0.successor != nil }
    #expect(moved.map(\.id) == ["start.folders-windows10"])
    let successor = try #require(moved.first?.successor)
    let next = try #require(rows.first { $0.id == successor.id })
    #expect(next.value == "VisiblePlaces")
    // {2D34D5CE-FA5A-4543-82F2-22E6EAF7773C} and {52730886-51AA-4243-9F7B-2776584659D4} as stored.
    #expect(
      successor.value(for: .string("Documents, Settings"))
        == .binary([
          0xce, 0xd5, 0x34, 0x2d, 0x5a, 0xfa, 0x43, 0x45, 0x82, 0xf2, 0x22, 0xe6, 0xea, 0xf7, 0x77,
          0x3c, 0x86, 0x08, 0x73, 0x52, 0xaa, 0x51, 0x43, 0x42, 0x9f, 0x7b, 0x27, 0x76, 0x58, 0x46,
          0x59, 0xd4,
        ]))
    let word = try #require(SettingDefinition.Successor(word: successor.word))
    #expect(word == successor)
  }

  @Test("holds text when it holds the profile's path, and is then personal")
  func profilePaths() {
    for row in rows where row.portability == .profilePath {
      #expect(Set(row.types).isSubset(of: ["string", "expandString"]), "\(row.id)")
      #expect(row.sensitivity != .ordinary, "\(row.id)")
    }
    for row in rows where row.condition == .insideProfile {
      #expect(row.portability == .profilePath, "\(row.id)")
    }
  }

  @Test("that is restored only at the same display scale belongs to the window metrics")
  func displayScale() {
    let scaled = rows.filter { $0.condition == .sameDisplayScale }
    #expect(scaled.count == 20)
    #expect(scaled.allSatisfy { $0.key == #"Control Panel\Desktop\WindowMetrics"# })
  }

  @Test("that is bound to the hardware, volumes, displays or identity of the old PC stays there")
  func boundToTheMachine() {
    let keys = [
      #"\explorer\mmstuckrects3"#, #"\explorer\bitbucket\volume\"#, #"\permonitorsettings\"#,
      #"\explorer\taskband"#, #"\userchoice"#, #"\currentversion\devices"#,
      #"\currentversion\printerports"#, #"\mountpoints2"#, #"\userassist"#, #"\recentdocs"#,
      #"\runmru"#, #"\bagmru"#, #"\wwansvc\"#, #"\subscriptionmanager\"#,
      #"\wlansvc\interfaces\"#,
    ]
    let values = [
      "logpixels", "win8dpiscaling", "applieddpi", "iconlayouts", "itempos<resolution>",
      "runningstate", "hwschmode", "lastenum", "mrulistex",
    ]
    let bound = rows.filter { row in
      let key = "\\" + row.key.lowercased()
      return keys.contains { key.contains($0) } || values.contains(row.value.lowercased())
    }
    #expect(bound.count == 30)
    for row in bound {
      #expect([.machineBound, .protected].contains(row.portability), "\(row.id)")
    }
  }

  @Test("that Windows protects against other programs is left, and says so")
  func protectedByWindows() {
    let values = ["TaskbarDa", "ShellFeedsTaskbarViewMode", "EnShellFeedsTaskbarViewMode"]
    let protected = rows.filter {
      values.contains($0.value) || $0.key.hasSuffix("\\UserChoice")
    }
    #expect(protected.count == 7)
    #expect(rows.count { $0.portability == .protected } == 7)
    for row in protected {
      #expect(row.portability == .protected, "\(row.id)")
      #expect(row.note.contains("protected by Windows"), "\(row.id)")
    }
  }

  @Test("that is a field of bits takes only the bits that are a preference")
  func bitFields() {
    let masks: [String: SettingDefinition.Merge] = [
      "taskbar.auto-hide": .bits([0, 0, 0, 0, 0, 0, 0, 0, 0x01]),
      "explorer.delete-confirmation-and-click": .bits([0, 0, 0, 0, 0x24]),
      "explorer.own-window": .bits([0, 0, 0, 0, 0x20]),
      "effects.animations-fades-shadows": .bits([0xff, 0xfe, 0x0f, 0x80, 0x13, 0, 0, 0]),
      "desktop.arrange-and-align": .bits([0x05, 0, 0, 0]),
    ]
    var found: [String: SettingDefinition.Merge] = [:]
    for row in rows {
      if case .bits(let mask) = row.merge {
        found[row.id] = row.merge
        #expect(mask.contains { $0 != 0 }, "\(row.id)")
        #expect(row.types == ["binary"] || row.types == ["dword"] && mask.count == 4, "\(row.id)")
      }
    }
    #expect(found == masks)
  }

  @Test("that is a list adds what is missing")
  func lists() {
    let lists = rows.filter { $0.merge == .list }.map(\.id)
    #expect(lists == ["environment.path", "language.preferred-languages"])
  }

  @Test("that may hold a credential or an internal address is kept back unless policy opts in")
  func secrets() {
    let keys = ["environment", #"printers\connections\"#, #"network\<letter>"#]
    let values = [
      "proxyenable", "proxyserver", "proxyoverride", "autoconfigurl", "defaultconnectionsettings",
    ]
    for row in rows {
      let key = row.key.lowercased()
      if row.hive == .user && keys.contains(where: { key.hasPrefix($0) })
        || values.contains(row.value.lowercased())
      {
        #expect(row.sensitivity == .secret, "\(row.id)")
      }
    }
    #expect(rows.count { $0.sensitivity == .secret } == 29)
  }
}
