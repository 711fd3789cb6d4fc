import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("Pins by policy on a running Windows")
struct PinPlacingTests {
  static let policies = [PinPolicy.Kind.startPins, .layout].flatMap { kind in
    PinPolicy.Scope.allCases.map { PinPolicy(kind, for: $0) }
  }
  private static let pins: [PinTarget] = [
    .desktop(appID: "Microsoft.Windows.Explorer"),
    .packaged(appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App"),
    .packaged(appUserModelID: "Microsoft.WindowsStore_8wekyb3d8bbwe!App"),
  ]
  private static let environment = Environment(
    source: SourceDevice(name: "OLD", product: "windows11", build: "26100.1", edition: "Pro"),
    startPins: PinsComponent(pins: pins.map { Pin(target: $0) }))

  private func on(
    _ volume: String = SampleVolume.Layout.windows11, _ mood: SimulatedWindows.Mood = .init(),
    _ body: (NewPC, SimulatedWindows) async throws -> Void
  ) async throws {
    try await SampleDisks.withCopy(of: volume) { folder in
      let pc = try await NewPC(folder)
      try await body(pc, SimulatedWindows(pc.device, account: pc.account, mood: mood))
    }
  }

  private func carryOut(_ pc: NewPC, _ windows: SimulatedWindows) async throws -> RestoreReport {
    let restore = Restore(
      device: windows, account: pc.account, catalog: pc.catalog, clock: windows.clock)
    let plan = try await restore.plan(for: Self.environment)
    return try await restore.carryOut(
      plan, from: Self.environment.source, profile: "p", version: 1, at: SampleDisks.time)
  }

  private func startPins(_ pc: NewPC) async throws -> [PinTarget] {
    try await StartPinsFile(device: pc.device, account: pc.account).document()?.pins.pins
      .map(\.target) ?? []
  }

  /// Makes sure that no policy of ours is in force, and that no file for one lies anywhere.
  private func expectNoPolicy(_ pc: NewPC, _ comment: Comment = "") async throws {
    for policy in Self.policies {
      let hive = try await pc.device.hive(policy.hive, of: pc.account)
      #expect(try policy.file(in: hive) == nil, comment)
    }
    let names = try await pc.device.fileNames(
      in: pc.account.profilePath + #"\AppData\Local\Valise"#)
    #expect(names.filter { $0 != "Restores" && $0 != "lock" } == [], comment)
    #expect(try await pc.device.fileNames(in: #"C:\ProgramData\Valise\Layouts"#) == [], comment)
  }

  @Test("are taken by Start, read back, and the policy is gone")
  func placed() async throws {
    try await on { pc, windows in
      let before = try await pc.content()
      let report = try await carryOut(pc, windows)
      #expect(report.plan.startPlacement?.way == .userPolicy)
      #expect(report.pins.map(\.state) == [.present, .present, .present])
      #expect(try await startPins(pc) == Self.pins)
      try await expectNoPolicy(pc)
      let after = try await pc.content()
      #expect(after["user"] == before["user"])
      #expect(after["software"] == before["software"])
    }
  }

  @Test("that Windows does not take are missing in the report, and the policy is gone all the same")
  func refused() async throws {
    try await on(SampleVolume.Layout.windows11, .init(refused: [Self.pins[1]])) { pc, windows in
      let report = try await carryOut(pc, windows)
      #expect(report.pins.map(\.state) == [.present, .missing, .present])
      #expect(report.pinsNotKept == [Self.pins[1].description])
      try await expectNoPolicy(pc)
    }
  }

  @Test("are all missing where Windows does not heed the policy")
  func ignored() async throws {
    try await on(SampleVolume.Layout.windows11, .init(heedsPersonPolicies: false)) { pc, windows in
      let report = try await carryOut(pc, windows)
      // The third of them is pinned on the new PC already.
      #expect(report.pins.contains { $0.state == .missing } || report.verifiedPins == 3)
      try await expectNoPolicy(pc)
    }
  }

  @Test("go by the PC's policy where the PC is managed, which a person's would not survive")
  func managed() async throws {
    try await on(SampleVolume.Layout.windows11, .init(heedsPersonPolicies: false)) { pc, windows in
      let enrollment = #"Microsoft\Enrollments\{7c0b5a0e-0000-4000-8000-000000000001}"#
      try await pc.device.apply(
        [
          .setValue(key: enrollment, name: "ProviderID", .string("MS DM Server")),
          .setValue(key: enrollment, name: "EnrollmentState", .dword(1)),
        ], to: .software, of: pc.account, at: SampleDisks.time)
      let report = try await carryOut(pc, windows)
      #expect(report.plan.startPlacement?.way == .machinePolicy)
      #expect(report.pins.allSatisfy { $0.state == .present })
      #expect(try await startPins(pc) == Self.pins)
      try await expectNoPolicy(pc)
    }
  }

  @Test("are left where the organization has set its own, which stays as it is")
  func foreignPolicy() async throws {
    try await on { pc, windows in
      let policy = PinPolicy(.startPins, for: .machine)
      try await pc.device.apply(
        policy.setting(file: #"C:\IT\pins.json"#), to: .software, of: pc.account,
        at: SampleDisks.time)
      let before = try await startPins(pc)
      let report = try await carryOut(pc, windows)
      #expect(report.plan.startPlacement?.code == "placement.policy")
      #expect(report.pins == [])
      #expect(try await startPins(pc) == before)
      let hive = try await pc.device.hive(.software, of: pc.account)
      #expect(try policy.file(in: hive) == #"C:\IT\pins.json"#)
    }
  }

  @Test("do not replace a policy that the organization sets after the restore was planned")
  func policyAfterPlan() async throws {
    try await on { pc, windows in
      let restore = Restore(
        device: windows, account: pc.account, catalog: pc.catalog, clock: windows.clock)
      let plan = try await restore.plan(for: Self.environment)
      #expect(plan.startPlacement?.way == .userPolicy)
      let policy = PinPolicy(.startPins, for: .person)
      try await pc.device.apply(
        policy.setting(file: #"C:\IT\pins.json"#), to: .user, of: pc.account, at: SampleDisks.time)
      let before = try await startPins(pc)
      _ = try await restore.carryOut(
        plan, from: Self.environment.source, profile: "p", version: 1, at: SampleDisks.time)
      #expect(try await startPins(pc) == before)
      _ = try await restore.undo(at: SampleDisks.time)
      let hive = try await pc.device.hive(.user, of: pc.account)
      #expect(try policy.file(in: hive) == #"C:\IT\pins.json"#)
    }
  }

  @Test("give no policy to the whole PC where it is not managed, whatever a journal says")
  func forgedMachineWay() async throws {
    try await on { pc, windows in
      let placing = PinPlacing(device: windows, account: pc.account, clock: windows.clock)
      let before = try await pc.content()
      let pins = PinsComponent(pins: Self.pins.map { Pin(target: $0) })
      for (component, way) in [
        (ComponentKind.taskbarPins, PinPlacement.Way.machineLayout), (.startPins, .machinePolicy),
      ] {
        let part = PinRecord.Part(
          way: way, pins: pins, wanted: pins, waiting: [], before: PinsComponent(groups: []),
          newKeys: [])
        try await placing.place(part, component, at: SampleDisks.time)
        #expect(try await placing.results(part, component).allSatisfy { $0.state != .atNextSignIn })
      }
      #expect(try await pc.content() == before)
      try await expectNoPolicy(pc)
    }
  }

  @Test("of the taskbar leave no policy behind once taken, though others wait for their apps")
  func settledWhileOthersWait() async throws {
    try await on { pc, windows in
      let placing = PinPlacing(device: windows, account: pc.account, clock: windows.clock)
      let late = PinTarget.desktop(appID: "Late")
      let part = PinRecord.Part(
        way: .userLayout, pins: PinsComponent(pins: [Pin(target: Self.pins[1])]),
        wanted: PinsComponent(pins: [Pin(target: Self.pins[1]), Pin(target: late)]),
        waiting: [PinRecord.Waiting(pin: late, app: nil)], before: PinsComponent(groups: []),
        newKeys: [])
      try await placing.place(part, .taskbarPins, at: SampleDisks.time)
      #expect(try await !placing.settle(part, at: SampleDisks.time))
      try await windows.signIn()
      #expect(try await placing.settle(part, at: SampleDisks.time))
      try await expectNoPolicy(pc)
    }
  }

  @Test("leave no policy behind, wherever the power is cut, once the next visit has been")
  func powerCut() async throws {
    for write in 0... {
      var isFinished = false
      try await on(SampleVolume.Layout.windows11, .init(failingWrite: write)) { pc, windows in
        do {
          _ = try await carryOut(pc, windows)
          isFinished = true
        } catch is SimulatedWindows.PowerCut {}
        let healthy = SimulatedWindows(pc.device, account: pc.account)
        let restore = Restore(
          device: healthy, account: pc.account, catalog: pc.catalog, clock: healthy.clock)
        _ = try await restore.resume(at: SampleDisks.time)
        try await expectNoPolicy(pc, "after \(write) writes")
        if write > 0 { #expect(try await startPins(pc) == Self.pins, "after \(write) writes") }
      }
      if isFinished { break }
    }
  }

  @Test("leave no policy behind when the restore is cancelled while it waits")
  func cancelled() async throws {
    try await on { pc, windows in
      let restore = Restore(
        device: windows, account: pc.account, catalog: pc.catalog,
        clock: TickingClock { withUnsafeCurrentTask { $0?.cancel() } })
      let plan = try await restore.plan(for: Self.environment)
      let task = Task {
        try await restore.carryOut(
          plan, from: Self.environment.source, profile: "p", version: 1, at: SampleDisks.time)
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      try await expectNoPolicy(pc)
    }
  }

  @Test("are taken back by an undo, or stay when the person changed them since")
  func undo() async throws {
    for isChanged in [false, true] {
      try await on { pc, windows in
        let before = try await startPins(pc)
        _ = try await carryOut(pc, windows)
        let mine = PinTarget.desktop(appID: "Mine")
        if isChanged {
          let file = StartPinsFile(device: pc.device, account: pc.account)
          let pins = PinsComponent(pins: ([mine] + Self.pins).map { Pin(target: $0) })
          try await pc.device.replaceFile(
            at: file.path, with: try await file.content(with: pins, at: SampleDisks.time))
        }
        let restore = Restore(
          device: windows, account: pc.account, catalog: pc.catalog, clock: windows.clock)
        let report = try await restore.undo(at: SampleDisks.time)
        #expect(report.changedSince == (isChanged ? ["The Start pins"] : []))
        // Pins are no changes of settings or files.
        #expect(report.putBack == report.settings + report.files)
        #expect(try await startPins(pc) == (isChanged ? [mine] + Self.pins : before))
        try await expectNoPolicy(pc)
      }
    }
  }

  @Test("are not believed to a journal that names another key or an impossible way")
  func forged() {
    func part(_ way: PinPlacement.Way, _ keys: [String]) -> PinRecord.Part {
      PinRecord.Part(
        way: way, pins: PinsComponent(groups: []), wanted: PinsComponent(groups: []),
        waiting: [], before: PinsComponent(groups: []), newKeys: keys)
    }
    var record = PinRecord()
    record.start = part(.userPolicy, [#"Software\Policies\Microsoft\Windows\Explorer"#])
    record.taskbar = part(.machineLayout, [#"Policies\Microsoft"#])
    #expect(record.isPlausible)
    record.start = part(.userPolicy, [#"Software\Microsoft\Windows\CurrentVersion\Run"#])
    #expect(!record.isPlausible)
    record.start = part(.newProfiles, [])
    #expect(!record.isPlausible)
    record.start = nil
    record.taskbar = part(.startFile, [])
    #expect(!record.isPlausible)
  }
}
