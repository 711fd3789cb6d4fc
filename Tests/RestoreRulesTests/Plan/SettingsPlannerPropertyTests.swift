import RestoreRules
import Testing
import UserEnvironment

/// What holds for every plan, tried on many that were made by chance. A failure names the seed:
/// `GeneratedRestore(seed:)` makes the same case again.
@Suite("The plan of any settings on any PC")
struct SettingsPlannerPropertyTests {
  static let cases = (1...500).map { GeneratedRestore(seed: $0) }

  @Test("never changes a bit outside of the mask, and takes every bit inside")
  func bits() throws {
    var count = 0
    try forEachChange { generated, setting, row, planned in
      guard case .bits(let mask) = row.merge else { return }
      count += 1
      let before = try #require(planned.before, "seed \(generated.seed)").bytes
      let after = try #require(planned.after, "seed \(generated.seed)").bytes
      #expect(after.count == before.count, "seed \(generated.seed), \(planned.key)")
      for index in after.indices {
        let bits = index < mask.count ? mask[index] : 0
        let wanted = index < setting.value.bytes.count ? setting.value.bytes[index] : 0
        #expect(
          after[index] == before[index] & ~bits | wanted & bits,
          "seed \(generated.seed), \(planned.key)")
      }
    }
    #expect(count > 50)
  }

  @Test("never drops anything from a list, on either side")
  func lists() throws {
    var count = 0
    try forEachChange { generated, setting, row, planned in
      guard row.merge == .list, setting.value.text == nil else { return }
      count += 1
      let after = Set(try #require(planned.after?.texts).map { $0.lowercased() })
      let there = planned.before?.texts ?? []
      let wanted = setting.value.texts ?? []
      #expect(
        after == Set((there + wanted).map { $0.lowercased() }),
        "seed \(generated.seed), \(planned.key)")
      #expect(planned.after?.texts?.starts(with: wanted) == true, "seed \(generated.seed)")
    }
    #expect(count > 20)
  }

  @Test("adds to a search path only folders that are there, behind the PC's own")
  func searchPaths() throws {
    var count = 0
    try forEachChange { generated, setting, row, planned in
      guard row.merge == .list, setting.value.text != nil else { return }
      count += 1
      let before = planned.before?.text?.split(separator: ";").map(String.init) ?? []
      let after = try #require(planned.after?.text).split(separator: ";").map(String.init)
      #expect(after.starts(with: before), "seed \(generated.seed), \(planned.key)")
      for folder in after.dropFirst(before.count) where !folder.hasPrefix("%") {
        #expect(generated.target.existingPaths.contains(folder), "seed \(generated.seed)")
        #expect(!folder.lowercased().hasPrefix(#"c:\users\alice"#), "seed \(generated.seed)")
      }
    }
    #expect(count > 20)
  }

  @Test("converts a path to the same file in the new profile, and to one that is there")
  func paths() throws {
    var count = 0
    try forEachChange { generated, setting, row, planned in
      guard row.portability == .profilePath, planned.decision.code == "setting.profilePath"
      else { return }
      count += 1
      let old = try #require(setting.value.text)
      let new = try #require(planned.after?.text)
      #expect(
        new == generated.target.profilePath + old.dropFirst(generated.source.profilePath.count),
        "seed \(generated.seed), \(planned.key)")
      #expect(generated.target.existingPaths.contains(new), "seed \(generated.seed)")
      #expect(planned.after?.type == setting.value.type, "seed \(generated.seed)")
    }
    #expect(count > 20)
  }

  @Test("writes only what may be restored, in a form that the journal accepts, each place once")
  func allowed() throws {
    try forEachChange { generated, _, row, planned in
      #expect([.portable, .profilePath].contains(row.portability), "seed \(generated.seed)")
      #expect(row.sensitivity != .secret, "seed \(generated.seed)")
      #expect(generated.target.policies.isDisjoint(with: row.policies), "seed \(generated.seed)")
      #expect(row.firstBuild <= generated.target.build, "seed \(generated.seed)")
      #expect(row.lastBuild.map { $0 >= generated.target.build } != false, "seed \(generated.seed)")
      for value in [planned.before, planned.after].compactMap({ $0 }) {
        #expect(SettingsPlanner.refusal(of: value, row) == nil, "seed \(generated.seed)")
      }
    }
    for generated in Self.cases {
      let planned = generated.plan()
      for one in planned {
        #expect((one.after != nil) == (one.decision.action != .leave), "seed \(generated.seed)")
        #expect(one.after == nil || one.after != one.before, "seed \(generated.seed)")
      }
      let places = planned.filter { $0.after != nil }.map(\.place)
      #expect(Set(places).count == places.count, "seed \(generated.seed)")
    }
  }

  @Test("has nothing left to do once it was carried out")
  func idempotence() {
    for generated in Self.cases {
      var target = generated.target
      for planned in generated.plan() {
        if let after = planned.after { target.values[planned.writtenAs] = after }
      }
      let again = SettingsPlanner(source: generated.source, target: target).plan()
      #expect(
        again.filter { $0.decision.action != .leave }.isEmpty,
        "seed \(generated.seed): \(again.filter { $0.after != nil })")
    }
  }

  @Test("is undone exactly by what it says was there")
  func undo() {
    for generated in Self.cases {
      var values = generated.target.values
      let changes = generated.plan().filter { $0.after != nil }
      for change in changes { values[change.writtenAs] = change.after }
      for change in changes.reversed() { values[change.writtenAs] = change.before }
      #expect(values == generated.target.values, "seed \(generated.seed)")
    }
  }

  @Test("leaves the rest as it is when only one setting is chosen")
  func selection() throws {
    for generated in Self.cases {
      let all = generated.plan()
      let chosen = try #require(generated.source.settings.first, "seed \(generated.seed)")
      let selection = Selection(only: .init(settings: [chosen.key]))
      let one = SettingsPlanner(
        source: generated.source, target: generated.target, selection: selection
      ).plan()
      #expect(
        one.filter { $0.after != nil } == all.filter { $0.key == chosen.key && $0.after != nil },
        "seed \(generated.seed)")
    }
  }

  /// Everything that is written, with the setting and the row that it is written as.
  private func forEachChange(
    _ body: (GeneratedRestore, Setting, SettingDefinition, PlannedSetting) throws -> Void
  ) throws {
    for generated in Self.cases {
      for planned in generated.plan() where planned.after != nil {
        let setting = try #require(generated.source.settings.first { $0.key == planned.key })
        let id = String(planned.writtenAs.prefix { $0 != "[" })
        let row = try #require(generated.target.definitions[id], "seed \(generated.seed)")
        try body(generated, setting, row, planned)
      }
    }
  }
}

extension GeneratedRestore {
  fileprivate func plan() -> [PlannedSetting] {
    SettingsPlanner(source: source, target: target).plan()
  }
}
