import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("Pins of the apps that are installed")
struct ArrivedPinsTests {
  private static let sevenZip = PinTarget.desktop(
    appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe"#)
  private static let keePass = PinTarget.desktop(
    appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\KeePassXC\KeePassXC.exe"#)
  private static let chrome = PinTarget.desktop(appID: "Chrome")

  private static let environment = Task { try await SampleDisks.aliceOnOldPC() }

  /// alice's new PC after a restore that left apps to be installed, and pins that wait for them.
  private func onRestoredPC(_ body: (NewPC, RestoreReport) async throws -> Void) async throws {
    let environment = try await Self.environment.value
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let pc = try await NewPC(folder)
      let plan = try await pc.restore().plan(
        for: environment,
        selection: Selection(only: .init(components: [.apps, .startPins, .taskbarPins])))
      let report = try await pc.restore().carryOut(
        plan, from: environment.source, profile: "p", version: 1, at: SampleDisks.time)
      try await body(pc, report)
    }
  }

  /// Installs an app as winget would: afterwards its program is on the disk.
  private func packages(
    _ pc: NewPC, during: @escaping @Sendable (QueuedApp) async throws -> Void = { _ in }
  ) -> ToldPackageManager {
    ToldPackageManager { [device = pc.device] app in
      try await during(app)
      for (name, program) in [
        ("7-Zip", #"7-Zip\7zFM.exe"#), ("KeePassXC", #"KeePassXC\KeePassXC.exe"#),
      ] where app.name.contains(name) {
        try await device.replaceFile(
          at: #"C:\Program Files\"# + program, with: Data("MZ".utf8))
      }
    }
  }

  @discardableResult
  private func workOff(
    _ pc: NewPC, with packages: ToldPackageManager, parallel: Int = 1,
    on device: (any Device)? = nil, telling tell: (InstallEvent) async throws -> Void = { _ in }
  ) async throws -> InstallReport {
    try await AppInstallation(
      device: device ?? pc.device, account: pc.account, catalog: pc.catalog, clock: TickingClock()
    ).workOff(
      AppInstallation.Work(
        packageManager: packages, parallel: parallel, clock: StoppedClock()),
      telling: tell)
  }

  private func startPins(_ pc: NewPC) async throws -> [PinTarget] {
    try await StartPinsFile(device: pc.device, account: pc.account).document()?.pins.pins
      .map(\.target) ?? []
  }

  private func waiting(_ pc: NewPC) async throws -> [PinTarget] {
    try await WaitingPins(device: pc.device, account: pc.account, catalog: pc.catalog).pins()
      .map(\.pin)
  }

  @Test("are placed right after their app, and told with it", arguments: [1, 4])
  func placed(parallel: Int) async throws {
    try await onRestoredPC { pc, restored in
      var told: [PinTarget: String?] = [:]
      let report = try await workOff(pc, with: packages(pc), parallel: parallel) { event in
        #expect(event.event != .pinsLater, "\(event.message ?? "")")
        guard event.event == .pinned else { return }
        for pin in event.pins ?? [] where pin.component == .startPins {
          #expect(pin.state == .present)
          told[pin.pin] = event.app?.name
        }
      }
      let order = restored.plan.startPins.compactMap(\.result)
      let pinned = try await startPins(pc)
      #expect(pinned == order.filter(pinned.contains))
      for pin in [Self.sevenZip, Self.keePass, Self.chrome] {
        #expect(pinned.contains(pin))
        #expect(!report.waitingPins.contains { $0.pin == pin })
      }
      let chrome = restored.plan.startPins.first { $0.result == Self.chrome }
      #expect(told[Self.chrome] == chrome?.waitsFor)
      if parallel == 1 { #expect(told[Self.sevenZip]??.contains("7-Zip") == true) }
    }
  }

  @Test("wait where their app was not installed, and the report names them")
  func notInstalled() async throws {
    try await onRestoredPC { pc, restored in
      let chrome = try #require(
        restored.installQueue.first { $0.name.contains("Chrome") }?.packageID)
      let packages = ToldPackageManager([chrome: [.code(0x8A15_003A)]])
      let report = try await workOff(pc, with: packages)
      #expect(report.waitingPins.contains { $0.pin == Self.chrome && $0.state == .waiting })
      #expect(try await !startPins(pc).contains(Self.chrome))
    }
  }

  @Test("are placed by a visit with nothing left to install, where the one before was killed")
  func madeGood() async throws {
    try await onRestoredPC { pc, _ in
      // As after a kill between the last installation and the placing.
      let noPins = BusyDevice(pc.device)
      let report = try await workOff(pc, with: packages(pc), on: noPins)
      #expect(report.count(.installed) == report.apps.count)
      #expect(try await waiting(pc).contains(Self.chrome))
      let again = ToldPackageManager()
      var told: [InstallEvent] = []
      try await workOff(pc, with: again) { told.append($0) }
      #expect(again.calls.isEmpty)
      #expect(told.map(\.event) == [.pinned])
      #expect(told.first?.app == nil)
      let pinned = try await startPins(pc)
      #expect(pinned.contains(Self.sevenZip) && pinned.contains(Self.chrome))
      try await workOff(pc, with: again) { _ in Issue.record("There was nothing left to tell.") }
    }
  }

  @Test("that cannot be placed are told, and every app is installed all the same")
  func failing() async throws {
    try await onRestoredPC { pc, _ in
      var reasons: [String] = []
      let report = try await workOff(pc, with: packages(pc), on: BusyDevice(pc.device)) { event in
        if event.event == .pinsLater, let message = event.message { reasons.append(message) }
      }
      #expect(report.count(.installed) == report.apps.count)
      #expect(reasons.first?.hasSuffix("busy") == true)
    }
  }

  @Test("are placed after a power cut at any write of it, and no app is dropped or installed twice")
  func anyWrite() async throws {
    for writes in 0... {
      var isFinished = false
      try await onRestoredPC { pc, restored in
        try await noteAllAsInstalled(but: "7-Zip", pc, restored)
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        let packages = packages(pc)
        var isCut = false
        do {
          try await workOff(pc, with: packages, on: device) { event in
            if event.event == .pinsLater { isCut = true }
          }
        } catch is InterruptedDevice.PowerCut { isCut = true }
        isFinished = !isCut
        let report = try await workOff(pc, with: packages)
        #expect(report.count(.installed) == report.apps.count, "after \(writes) writes")
        let pinned = try await startPins(pc)
        #expect(pinned.contains(Self.sevenZip) && pinned.contains(Self.chrome))
        #expect(packages.calls.count { !$0.hasSuffix("?") } == 1, "after \(writes) writes")
      }
      if isFinished { break }
    }
  }

  @Test(
    "whose placing fails half-way drop no app, and are placed after the next one",
    arguments: [1, 2, 3])
  func halfWay(write: Int) async throws {
    try await onRestoredPC { pc, restored in
      try await noteAllAsInstalled(but: "7-Zip", pc, restored)
      let device = FailingDevice(pc.device, atWrite: write)
      var told: [InstallEvent.Kind] = []
      let report = try await workOff(pc, with: packages(pc), on: device) { told.append($0.event) }
      #expect(told == [.pinsLater, .begun, .ended, .pinned])
      #expect(report.count(.installed) == report.apps.count)
      let pinned = try await startPins(pc)
      #expect(pinned.contains(Self.sevenZip) && pinned.contains(Self.chrome))
    }
  }

  /// Notes all apps but one as an earlier visit would that was killed before it placed pins. So the
  /// first writes of the next visit are those of placing.
  private func noteAllAsInstalled(
    but name: String, _ pc: NewPC, _ restored: RestoreReport
  ) async throws {
    let names = Set(restored.installQueue.map(\.name).filter { !$0.contains(name) })
    let folder = InstallQueueFolder(
      device: pc.device,
      journals: JournalFolder(device: pc.device, account: pc.account, catalog: pc.catalog))
    for stored in try await folder.queues() {
      var queue = stored.queue
      for index in queue.apps.indices where names.contains(queue.apps[index].app.name) {
        queue.apps[index].begin(at: SampleDisks.time)
        queue.apps[index].end(as: .installed, .foundInstalled, at: SampleDisks.time)
      }
      try await folder.save(queue)
    }
  }

  @Test("of a restore that is undone while its app is installed are not placed")
  func undone() async throws {
    try await onRestoredPC { pc, restored in
      let placedByRestore = try await startPins(pc)
      let first = restored.installQueue.first?.name
      let packages = packages(pc) { app in
        if app.name == first { _ = try await pc.restore().undo(at: SampleDisks.time) }
      }
      let report = try await workOff(pc, with: packages) { #expect($0.event != .pinned) }
      #expect(report.waitingPins.isEmpty)
      #expect(report.count(.dropped) == report.apps.count - 1)
      let pinned = try await startPins(pc)
      #expect(pinned != placedByRestore && !pinned.contains(Self.chrome))
    }
  }
}

/// A device on which somebody else restores all the time.
private final class BusyDevice: FaultyDevice {
  struct Busy: Error, CustomStringConvertible { let description = "busy" }

  let healthy: any Device

  init(_ device: any Device) { healthy = device }

  func write() throws {}

  func lock(_ work: VisitLock.Work, for account: Account) async throws -> VisitLock {
    guard work != .restore else { throw Busy() }
    return try await healthy.lock(work, for: account)
  }
}
