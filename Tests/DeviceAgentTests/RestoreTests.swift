import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("A restore")
struct RestoreTests {
  private let time = SampleDisks.time

  private func onNewPC(_ body: (NewPC) async throws -> Void) async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      try await body(try await NewPC(folder))
    }
  }

  private func carryOut(
    _ environment: Environment, on pc: NewPC, device: (any Device)? = nil,
    selection: Selection = .everything
  ) async throws -> RestoreReport {
    let restore = pc.restore(on: device)
    let plan = try await restore.plan(for: environment, selection: selection)
    return try await restore.carryOut(
      plan, from: environment.source, profile: "p-1", version: 1, at: time)
  }

  @Test("brings settings, apps and pins, and reads back that they are there")
  func restores() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let report = try await carryOut(environment, on: pc)
      #expect(report.settingsNotKept.isEmpty)
      #expect(report.verifiedSettings == report.plan.settings.count { $0.after != nil })
      #expect(report.verifiedSettings > 100)
      #expect(report.pinsNotKept.isEmpty)
      #expect(report.verifiedPins > 10)
      let winget = try #require(report.wingetImportPath)
      let document = try #require(try await pc.device.file(at: winget))
      #expect(report.installQueue.count > 20)
      for app in report.installQueue {
        #expect(document.range(of: Data("\"\(app.packageID)\"".utf8)) != nil, "\(app.name)")
      }
    }
  }

  @Test("writes nothing that belongs to the old PC")
  func machineBound() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let plan = try await pc.restore().plan(for: environment)
      let bound = plan.settings.filter {
        pc.catalog.row(withID: String($0.key.prefix { $0 != "[" }))?.portability == .machineBound
      }
      #expect(bound.count > 5)
      #expect(bound.allSatisfy { $0.after == nil })
    }
  }

  @Test("changes nothing by being planned")
  func planning() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let before = try await pc.content()
      _ = try await pc.restore().plan(for: environment)
      #expect(try await pc.content() == before)
    }
  }

  @Test("restores only what was chosen")
  func selection() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let before = try await pc.content()
      let report = try await carryOut(
        environment, on: pc, selection: Selection(only: .init(categories: ["mouse"])))
      let applied = report.plan.settings.filter { $0.after != nil }
      #expect(!applied.isEmpty)
      #expect(Set(applied.map(\.category)) == ["mouse"])
      #expect(report.wingetImportPath == nil)
      #expect(try await pc.content()["pins"] == before["pins"])
    }
  }

  @Test("is undone to what was there, in every hive and file")
  func undo() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let before = try await pc.content()
      _ = try await carryOut(environment, on: pc)
      #expect(try await pc.content() != before)
      let report = try await pc.restore().undo(at: time)
      #expect(report.changedSince.isEmpty)
      #expect(try await pc.content() == before)
      await #expect(throws: AgentError.self) { try await pc.restore().undo(at: time) }
    }
  }

  @Test("changes nothing the second time, and is the one that an undo puts back")
  func twice() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let before = try await pc.content()
      let mouse = Selection(only: .init(categories: ["mouse"]))
      let first = try await carryOut(environment, on: pc, selection: mouse)
      #expect(first.verifiedSettings > 0)
      let second = try await carryOut(environment, on: pc, selection: mouse)
      #expect(second.verifiedSettings == 0)
      #expect(second.plan.settings.allSatisfy { $0.after == nil })
      #expect(try await pc.restore().undo(at: time).restore == first.restore)
      #expect(try await pc.content() == before)
    }
  }

  @Test("leaves at an undo what the person changed since, and names it")
  func undoAfterChange() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let report = try await carryOut(environment, on: pc)
      let changed = try #require(
        report.plan.settings.first { $0.after != nil && $0.place?.hive == .user })
      let place = try #require(changed.place)
      let mine = SettingValue.string("mine, since the restore")
      try await pc.device.apply(
        [.setValue(key: place.key, name: place.value, mine)], to: .user, of: pc.account, at: time)
      #expect(try await pc.restore().undo(at: time).changedSince == [changed.name])
      let reader = RegistryReader(device: pc.device, account: pc.account)
      #expect(try await reader.value(at: place) == mine)
    }
  }

  @Test("that is interrupted at any write is finished by the next visit, or rolled back by an undo")
  func interruption() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    let finished = try await finishedContent(environment)
    for writes in 0... {
      var isFinished = false
      try await onNewPC { pc in
        let before = try await pc.content()
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        do {
          _ = try await carryOut(environment, on: pc, device: device)
          isFinished = true
        } catch is InterruptedDevice.PowerCut {}
        let uninterrupted = try await pc.content()
        let resumed = try await pc.restore().resume(at: time)
        // After a restore that was not interrupted, a visit only takes away the taskbar's policy.
        let after = isFinished ? uninterrupted : try await pc.content()
        // Before the journal was written nothing had begun, so there is nothing to finish.
        #expect(after == (writes == 0 ? before : finished), "after \(writes) writes")
        #expect(
          resumed.finished.count == (writes == 0 || isFinished ? 0 : 1), "after \(writes) writes")
      }
      try await onNewPC { pc in
        let before = try await pc.content()
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        guard (try? await carryOut(environment, on: pc, device: device)) == nil, writes > 0 else {
          return
        }
        _ = try await pc.restore().undo(at: time)
        #expect(try await pc.content() == before, "undo after \(writes) writes")
      }
      if isFinished { break }
    }
  }

  @Test("whose undo is interrupted at any write is put back whole by the next visit")
  func interruptedUndo() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    for writes in 0... {
      var isFinished = false
      try await onNewPC { pc in
        let before = try await pc.content()
        _ = try await carryOut(environment, on: pc)
        let restored = try await pc.content()
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        do {
          _ = try await pc.restore(on: device).undo(at: time)
          isFinished = true
        } catch is InterruptedDevice.PowerCut {}
        let cut = try await pc.content()
        _ = try await pc.restore().resume(at: time)
        // Before the first write nothing had begun, and a visit only takes away the taskbar's policy.
        #expect(
          try await writes == 0 ? cut == restored : pc.content() == before,
          "after \(writes) writes")
      }
      if isFinished { break }
    }
  }

  @Test("brings a sensitive setting only where it is opted in, and an undo takes it back")
  func secrets() async throws {
    let key = "environment.variable[PIP_INDEX_URL]"
    let optIn = SecretOptIn([key])
    let environment = try await SampleDisks.withCopy(of: SampleVolume.Layout.windows10) { folder in
      let device = try OfflineVolume(mountedAt: folder)
      return try await EnvironmentCapture(
        catalog: .bundled(), appCatalog: .bundled(), policy: CapturePolicy(secrets: optIn)
      ).capture(from: device, of: device.accounts().account(named: "alice")).environment
    }
    try await onNewPC { pc in
      let before = try await pc.content()
      let only = Selection(only: Selection.Items(words: [key]))
      let refused = try await pc.restore().plan(for: environment, selection: only)
      #expect(refused.settings.allSatisfy { $0.after == nil })
      let plan = try await pc.restore().plan(
        for: environment, selection: only, secrets: optIn)
      #expect(plan.settings.filter { $0.after != nil }.map(\.key) == [key])
      _ = try await pc.restore().carryOut(
        plan, from: environment.source, profile: "p", version: 1, at: time)
      #expect(try await pc.content() != before)
      // The opt-in may be gone by then.
      _ = try await pc.restore().undo(at: time)
      #expect(try await pc.content() == before)
    }
  }

  @Test("is not begun when its own journal would not be believed afterwards")
  func notUndoable() async throws {
    let run = RegistryPlace(
      hive: .user, key: #"Software\Microsoft\Windows\CurrentVersion\Run"#, value: "x")
    let plan = RestorePlan(
      settings: [
        PlannedSetting(
          key: "taskbar.alignment", name: "x", category: "taskbar",
          decision: PlanDecision(.apply, code: "setting.new", reason: ""), place: run,
          before: nil, after: .string("x.exe"), effect: .none)
      ], apps: [], startPins: [], taskbarPins: [])
    let source = try await SampleDisks.aliceOnOldPC().source
    try await onNewPC { pc in
      let before = try await pc.content()
      await #expect(throws: AgentError(.notUndoable, "")) {
        try await pc.restore().carryOut(plan, from: source, profile: "p", version: 1, at: time)
      }
      #expect(try await pc.content() == before)
      let resumed = try await pc.restore().resume(at: time)
      #expect(resumed.finished.isEmpty && resumed.unreadable.isEmpty)
    }
  }

  @Test(
    "does not believe a journal that asks for what no restore writes",
    arguments: [
      (#""value":"Run""#, #"Software\\Microsoft\\Windows\\CurrentVersion\\Run"#, "software"),
      (#""value":"TaskbarAl""#, #"Software\\Elsewhere"#, "user"),
    ])
  func forgedPlace(value: String, key: String, hive: String) async throws {
    let place = #"{"hive":"\#(hive)","key":"\#(key)",\#(value)}"#
    try await expectRefused(
      registry: """
        {"setting":"taskbar.alignment","name":"x","place":\(place),\
        "after":{"type":"dword","value":1}}
        """, files: "")
  }

  @Test(
    "does not believe a journal with a number that no restore has",
    arguments: [Int.max, Int.min, 0, 1_000_001])
  func forgedNumber(number: Int) async throws {
    try await expectRefused(number: number, registry: "", files: "")
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      try await put(forged(number: number, registry: "", files: ""), on: pc)
      _ = try await carryOut(
        environment, on: pc, selection: Selection(only: .init(categories: ["mouse"])))
      #expect(try await pc.restore().undo(at: time).restore != "forged")
    }
  }

  @Test("does not believe a journal that asks for a file that is not the person's pins")
  func forgedFile() async throws {
    let path = #"C:\\Windows\\System32\\evil.dll"#
    try await expectRefused(
      registry: "", files: #"{"path":"\#(path)","after":"AAAA","isUndone":true}"#)
  }

  @Test("writes nothing through a link in the profile, whatever the link leads to")
  func linkInProfile() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let victim = pc.folder.appendingPathComponent("Windows/System32/victim.dll")
      try Data("victim".utf8).write(to: victim)
      let pins = try await pins(of: pc)
      try FileManager.default.removeItem(at: pins)
      try FileManager.default.createSymbolicLink(at: pins, withDestinationURL: victim)
      _ = try? await carryOut(environment, on: pc)
      #expect(try Data(contentsOf: victim) == Data("victim".utf8))
    }
  }

  @Test("leaves the pins alone when the PC's own cannot be read, and restores the rest")
  func damagedPins() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let damaged = Data("not start2".utf8)
      try await damaged.write(to: pins(of: pc))
      let report = try await carryOut(environment, on: pc)
      #expect(report.plan.startPins.allSatisfy { $0.decision.code == "pin.unreadable" })
      #expect(report.verifiedSettings > 100)
      #expect(try await Data(contentsOf: pins(of: pc)) == damaged)
    }
  }

  private func pins(of pc: NewPC) async throws -> URL {
    pc.folder.appendingPathComponent(
      StartPinsFile.path(of: pc.account).dropFirst(#"C:\"#.count)
        .replacingOccurrences(of: "\\", with: "/"))
  }

  @Test("writes nothing to a damaged hive, since what cannot be read would be lost")
  func damagedHive() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let hive = pc.folder.appendingPathComponent("Users/alice/NTUSER.DAT")
      var bytes = try Data(contentsOf: hive)
      bytes = bytes.prefix(bytes.count / 8 * 5 / 4096 * 4096)
      try bytes.write(to: hive)
      await #expect(throws: DeviceError(.damaged, "")) {
        try await carryOut(environment, on: pc)
      }
      #expect(try Data(contentsOf: hive) == bytes)
    }
  }

  @Test("that fails half-way is rolled back at once")
  func failure() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let before = try await pc.content()
      // The second write is the person's hive, the third the machine's or the pins.
      let device = FailingDevice(pc.device, atWrite: 3)
      await #expect(throws: FailingDevice.Failure.self) {
        try await carryOut(environment, on: pc, device: device)
      }
      #expect(try await pc.content() == before)
      #expect(try await pc.restore().resume(at: time).finished.isEmpty)
    }
  }

  @Test("keeps, when it is finished after an interruption, what the person changed meanwhile")
  func changedBeforeResume() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let plan = try await pc.restore().plan(for: environment)
      let changed = try #require(
        plan.settings.first { $0.after != nil && $0.place?.hive == .user })
      let place = try #require(changed.place)
      // The journal is written, then the power goes.
      let device = InterruptedDevice(pc.device, afterWrites: 1)
      await #expect(throws: InterruptedDevice.PowerCut.self) {
        try await carryOut(environment, on: pc, device: device)
      }
      let mine = SettingValue.string("mine, since the power cut")
      try await pc.device.apply(
        [.setValue(key: place.key, name: place.value, mine)], to: .user, of: pc.account, at: time)
      #expect(try await pc.restore().resume(at: time).finished.count == 1)
      let reader = RegistryReader(device: pc.device, account: pc.account)
      #expect(try await reader.value(at: place) == mine)
    }
  }

  @Test("after another one is undone first, in whatever order the clock puts them")
  func twoRestores() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let untouched = try await pc.content()
      _ = try await carryOut(
        environment, on: pc, selection: Selection(only: .init(categories: ["mouse"])))
      let afterFirst = try await pc.content()
      // The clock was set back in between.
      let restore = pc.restore()
      let plan = try await restore.plan(for: environment)
      _ = try await restore.carryOut(
        plan, from: environment.source, profile: "p-1", version: 1, at: time - 86_400)
      _ = try await restore.undo(at: time)
      #expect(try await pc.content() == afterFirst)
      _ = try await restore.undo(at: time)
      #expect(try await pc.content() == untouched)
    }
  }

  private func forged(number: Int, registry: String, files: String) -> Data {
    Data(
      """
      {"id":"forged","number":\(number),"startedAt":"2026-11-23T08:00:00Z","profile":"p-1","version":1,\
      "source":{"name":"X","product":"windows10","build":"19045.1","edition":"Pro"},\
      "registry":[\(registry)],"newKeys":[],"files":[\(files)],"state":"applying"}
      """.utf8)
  }

  private func put(_ journal: Data, on pc: NewPC) async throws {
    try await pc.device.replaceFile(
      at: pc.account.profilePath + #"\AppData\Local\Valise\Restores\forged\journal.json"#,
      with: journal)
  }

  private func expectRefused(
    number: Int = 1, registry: String, files: String
  ) async throws {
    let journal = forged(number: number, registry: registry, files: files)
    _ = try CanonicalJSON.decode(RestoreJournal.self, from: journal)
    try await onNewPC { pc in
      try await put(journal, on: pc)
      let before = try await pc.content()
      let resumed = try await pc.restore().resume(at: time)
      #expect(resumed.finished.isEmpty)
      #expect(resumed.unreadable.count == 1)
      await #expect(throws: AgentError.self) { try await pc.restore().undo(at: time) }
      #expect(try await pc.content() == before)
      #expect(try await !pc.device.exists(at: #"C:\Windows\System32\evil.dll"#))
    }
  }

  private func finishedContent(_ environment: Environment) async throws -> [String: Data] {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let pc = try await NewPC(folder)
      _ = try await carryOut(environment, on: pc)
      return try await pc.content()
    }
  }
}
