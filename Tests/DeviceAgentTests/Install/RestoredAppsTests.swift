import Foundation
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("The apps of a restore")
struct RestoredAppsTests {
  private func carryOut(_ pc: NewPC, on device: (any Device)? = nil) async throws -> RestoreReport {
    let environment = try await SampleDisks.aliceOnOldPC()
    let restore = pc.restore(on: device)
    return try await restore.carryOut(
      try await restore.plan(for: environment), from: environment.source, profile: "p-1",
      version: 1, at: SampleDisks.time)
  }

  private func installation(_ pc: NewPC) -> AppInstallation {
    AppInstallation(device: pc.device, account: pc.account, catalog: pc.catalog)
  }

  @Test("wait in a queue in the person's profile, and are installed from it")
  func queued() async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let pc = try await NewPC(folder)
      #expect(try await installation(pc).report().apps.isEmpty)
      let restored = try await carryOut(pc)
      let report = try await installation(pc).report()
      #expect(report.apps.map(\.packageID) == restored.installQueue.map(\.packageID))
      #expect(report.apps.count > 20)
      #expect(report.count(.waiting) == report.apps.count)
      let work = AppInstallation.Work(packageManager: ToldPackageManager(), clock: StoppedClock())
      let done = try await installation(pc).workOff(work) { _ in }
      #expect(done.count(.installed) == report.apps.count)
    }
  }

  @Test("are dropped by an undo as far as they are not done, and named")
  func undone() async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let pc = try await NewPC(folder)
      let names = try await carryOut(pc).installQueue.map(\.name)
      let device = InterruptedDevice(pc.device, afterWrites: 2)
      let cutOff = AppInstallation(device: device, account: pc.account, catalog: pc.catalog)
      let packages = ToldPackageManager()
      let work = AppInstallation.Work(packageManager: packages, clock: StoppedClock())
      await #expect(throws: InterruptedDevice.PowerCut.self) {
        try await cutOff.workOff(work) { _ in }
      }
      let undo = try await pc.restore().undo(at: SampleDisks.time)
      #expect(undo.droppedApps == Array(names.dropFirst()))
      #expect(undo.changedSince.isEmpty)
      let report = try await installation(pc).workOff(work) { _ in }
      #expect(report.apps[0].state == .installed)
      #expect(report.count(.dropped) == names.count - 1)
      #expect(packages.calls.count == 1)
    }
  }

  @Test("wait whole after a power cut at any write of the restore, once it is finished")
  func interruptedRestore() async throws {
    var isFinished = false
    var writes = 0
    while !isFinished {
      writes += 1
      try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
        let pc = try await NewPC(folder)
        do {
          _ = try await carryOut(pc, on: InterruptedDevice(pc.device, afterWrites: writes))
          isFinished = true
        } catch is InterruptedDevice.PowerCut {
          #expect(try await installation(pc).report().apps.isEmpty)
        }
        _ = try await pc.restore().resume(at: SampleDisks.time)
        #expect(try await installation(pc).report().count(.waiting) > 20)
      }
    }
  }
}
