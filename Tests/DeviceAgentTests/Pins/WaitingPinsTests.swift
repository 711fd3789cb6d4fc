import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("Pins that wait for their apps")
struct WaitingPinsTests {
  private static let sevenZip = PinTarget.desktop(
    appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe"#)
  private static let keePass = PinTarget.desktop(
    appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\KeePassXC\KeePassXC.exe"#)

  private func on(_ body: (NewPC) async throws -> Void) async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      try await body(try await NewPC(folder))
    }
  }

  private func carryOut(_ pc: NewPC, on device: (any Device)? = nil) async throws -> RestoreReport {
    let environment = try await SampleDisks.aliceOnOldPC()
    let restore = pc.restore(on: device)
    let plan = try await restore.plan(
      for: environment,
      selection: Selection(only: .init(components: [.apps, .startPins, .taskbarPins])))
    return try await restore.carryOut(
      plan, from: environment.source, profile: "p", version: 1, at: SampleDisks.time)
  }

  private func waiting(_ pc: NewPC, on device: (any Device)? = nil) -> WaitingPins {
    WaitingPins(
      device: device ?? pc.device, account: pc.account, catalog: pc.catalog, clock: TickingClock())
  }

  private func startPins(_ pc: NewPC) async throws -> [PinTarget] {
    try await StartPinsFile(device: pc.device, account: pc.account).document()?.pins.pins
      .map(\.target) ?? []
  }

  private func install(_ program: String, _ pc: NewPC) async throws {
    try await pc.device.replaceFile(at: #"C:\Program Files\"# + program, with: Data("MZ".utf8))
  }

  @Test("are told with the app they wait for, and are not pinned before it is there")
  func told() async throws {
    try await on { pc in
      let report = try await carryOut(pc)
      let zip = try #require(report.plan.startPins.first { $0.result == Self.sevenZip })
      #expect(zip.decision.code == "pin.waiting")
      #expect(zip.waitsFor?.contains("7-Zip") == true)
      #expect(try await !startPins(pc).contains(Self.sevenZip))
      #expect(report.pins.first { $0.pin == Self.sevenZip }?.state == .waiting)
      #expect(report.pinsNotKept.isEmpty)
      #expect(try await waiting(pc).pins().contains { $0.pin == Self.sevenZip })
    }
  }

  @Test("come to their old places when their apps arrive, in whatever order they arrive")
  func arrived() async throws {
    try await on { pc in
      let report = try await carryOut(pc)
      let order = report.plan.startPins.compactMap(\.result)
      #expect(
        try await waiting(pc).placeArrived(at: SampleDisks.time).allSatisfy {
          $0.state == .waiting || $0.state == .atNextSignIn
        })
      for program in [#"KeePassXC\KeePassXC.exe"#, #"7-Zip\7zFM.exe"#] {
        try await install(program, pc)
        let results = try await waiting(pc).placeArrived(at: SampleDisks.time)
        #expect(results.contains { $0.state == .present && $0.component == .startPins })
        let pinned = try await startPins(pc)
        #expect(pinned == order.filter(pinned.contains))
      }
      let pinned = try await startPins(pc)
      #expect(pinned.contains(Self.sevenZip) && pinned.contains(Self.keePass))
      #expect(try await !waiting(pc).pins().contains { $0.pin == Self.keePass })
    }
  }

  @Test("still wait after a later restore that places no pins")
  func laterRestore() async throws {
    try await on { pc in
      _ = try await carryOut(pc)
      let waited = try await waiting(pc).pins()
      let environment = try await SampleDisks.aliceOnOldPC()
      let restore = pc.restore()
      let plan = try await restore.plan(
        for: environment, selection: Selection(only: .init(components: [.settings])))
      _ = try await restore.carryOut(
        plan, from: environment.source, profile: "p", version: 1,
        at: SampleDisks.time.addingTimeInterval(60))
      #expect(!waited.isEmpty)
      #expect(try await waiting(pc).pins() == waited)
    }
  }

  @Test("leave what the person has changed in the meantime")
  func changedMeanwhile() async throws {
    try await on { pc in
      _ = try await carryOut(pc)
      let mine = PinTarget.desktop(appID: "Mine")
      let kept = try await startPins(pc).dropFirst(2)
      let file = StartPinsFile(device: pc.device, account: pc.account)
      // Written by the person's own hand, so an undo and a placing must find it.
      let content = try await file.content(
        with: PinsComponent(pins: ([mine] + kept).map { Pin(target: $0) }), at: SampleDisks.time)
      try await pc.device.replaceFile(at: file.path, with: content)
      try await install(#"7-Zip\7zFM.exe"#, pc)
      _ = try await waiting(pc).placeArrived(at: SampleDisks.time)
      let pinned = try await startPins(pc)
      #expect(pinned.filter { $0 != Self.sevenZip } == [mine] + kept)
      #expect(pinned.contains(Self.sevenZip))
    }
  }

  @Test("are placed by an app's name where Windows does not say whether it is there")
  func byName() async throws {
    try await on { pc in
      let report = try await carryOut(pc)
      let chrome = try #require(
        report.plan.startPins.first { $0.result == .desktop(appID: "Chrome") })
      let app = try #require(chrome.waitsFor)
      let results = try await waiting(pc).placeArrived(installed: [app], at: SampleDisks.time)
      #expect(
        results.first { $0.pin == .desktop(appID: "Chrome") && $0.component == .startPins }?.state
          == .present)
    }
  }

  @Test("that are interrupted at any write are placed by the next visit, and undone whole")
  func interrupted() async throws {
    for writes in 0... {
      var isFinished = false
      try await on { pc in
        let untouched = try await pc.content()
        _ = try await carryOut(pc)
        try await install(#"7-Zip\7zFM.exe"#, pc)
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        do {
          _ = try await waiting(pc, on: device).placeArrived(at: SampleDisks.time)
          isFinished = true
        } catch is InterruptedDevice.PowerCut {}
        let restore = pc.restore()
        _ = try await restore.resume(at: SampleDisks.time)
        _ = try await waiting(pc).placeArrived(at: SampleDisks.time)
        #expect(try await startPins(pc).contains(Self.sevenZip), "after \(writes) writes")
        _ = try await restore.undo(at: SampleDisks.time)
        #expect(try await pc.content() == untouched, "after \(writes) writes")
        #expect(try await waiting(pc).pins() == [])
      }
      if isFinished { break }
    }
  }
}
