import Foundation
import Synchronization
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("Installing the queued apps")
struct AppInstallationTests {
  @Test("installs every app once, one after the other in the queue's order, and tells each step")
  func inOrder() async throws {
    let pc = try await QueuedPC(["A.A", "9NBLGGH4NNS1", "B.B"])
    let packages = ToldPackageManager()
    var told: [String] = []
    let report = try await pc.workOff(with: packages) { event in
      told.append("\(event.event) \(event.app?.packageID ?? "-") \(event.done)/\(event.total)")
    }
    #expect(packages.calls == ["A.A", "9NBLGGH4NNS1", "B.B"])
    #expect(packages.mostRunning == 1)
    #expect(report.apps.map(\.state) == [.installed, .installed, .installed])
    #expect(
      told == [
        "begun A.A 0/3", "ended A.A 1/3", "begun 9NBLGGH4NNS1 1/3", "ended 9NBLGGH4NNS1 2/3",
        "begun B.B 2/3", "ended B.B 3/3",
      ])
    #expect(try await pc.workOff(with: packages).apps == report.apps)
    #expect(packages.calls.count == 3)
  }

  @Test("installs as many at the same time as was asked for, and not more")
  func parallel() async throws {
    let pc = try await QueuedPC((1...7).map { "A.\($0)" })
    let gate = Gate(for: 3)
    let packages = ToldPackageManager { app in
      // The first three can only end when all three have begun.
      if ["A.1", "A.2", "A.3"].contains(app.packageID) { await gate.pass() }
    }
    let report = try await pc.workOff(with: packages, parallel: 3)
    #expect(packages.mostRunning == 3)
    #expect(report.count(.installed) == 7)
  }

  @Test("begins an app that several restores brought once", arguments: [1, 4])
  func sameAppTwice(parallel: Int) async throws {
    let pc = try await QueuedPC(["A.A", "B.B"], ["B.B", "A.A"], ["A.A"])
    let packages = ToldPackageManager(["A.A": [.code(0x8A15_0008)]])
    var last: InstallEvent?
    let report = try await pc.workOff(with: packages, parallel: parallel) { last = $0 }
    #expect(packages.calls == ["A.A", "B.B", "A.A"])
    #expect(
      report.apps.map(\.state)
        == [.alreadyThere, .installed, .alreadyThere, .installed, .alreadyThere])
    // What failed in passing lines up again behind its twin.
    #expect(report.apps.map(\.attempts) == [1, 1, 0, 1, 0])
    #expect(report.apps[4].code == "cameWithAnotherRestore")
    #expect(last?.event == .ended && last?.done == 5 && last?.total == 5)
    #expect(try await pc.installation().report() == report)
  }

  @Test("tries an app of another restore where the first restore's could not be installed")
  func sameAppFailed() async throws {
    let pc = try await QueuedPC(["A.A"], ["A.A"])
    let packages = ToldPackageManager(["A.A": [.code(0x8A15_0011)]])
    let report = try await pc.workOff(with: packages, parallel: 2)
    #expect(packages.calls == ["A.A", "A.A"])
    #expect(report.apps.map(\.state) == [.failed, .installed])
  }

  @Test("notes nothing for an app of a restore that was undone while another's was installed")
  func sameAppUndone() async throws {
    let pc = try await QueuedPC(["A.A"], ["A.A"])
    let packages = ToldPackageManager { _ in try await pc.setState(.undone, ofRestore: "r2") }
    let report = try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A"])
    #expect(report.apps.map(\.state) == [.installed, .dropped])
  }

  @Test(
    "ends with the state that winget's code means",
    arguments: [
      (0, .installed, false), (0x8A15_0109, .installed, true), (0x8A15_010B, .installed, true),
      (0x8A15_0061, .alreadyThere, false), (0x8A15_002B, .alreadyThere, false),
      (0x8A15_010E, .alreadyThere, false), (0x8A15_0014, .notAvailable, false),
      (0x8A15_0010, .notAvailable, false), (0x8A15_003A, .blockedByPolicy, false),
      (0x8A15_010F, .blockedByPolicy, false), (0x8A15_0011, .failed, false),
      (0x1234_5678, .failed, false), (0x8A15_010A, .waiting, true),
    ] as [(UInt32, InstallReport.State, Bool)])
  func states(code: UInt32, state: InstallReport.State, needsRestart: Bool) async throws {
    let pc = try await QueuedPC(["A.A", "B.B"])
    let packages = ToldPackageManager(["A.A": [.code(code)]])
    let app = try await pc.workOff(with: packages).apps[0]
    #expect(app.state == state)
    #expect(app.needsRestart == needsRestart)
    #expect(app.attempts == 1)
    #expect(app.code == WingetCode(rawValue: code).description)
    #expect(app.message?.isEmpty == false)
    // Whatever becomes of one, the others follow, and nothing is tried twice.
    #expect(packages.calls == ["A.A", "B.B"])
  }

  @Test("tries again what passes, each time after a longer wait, and does the others meanwhile")
  func backOff() async throws {
    let pc = try await QueuedPC(["A.A", "B.B", "C.C"])
    let down = InstallAnswer.code(0x8A15_0008)
    let packages = ToldPackageManager(["A.A": [down, .code(0x8A15_0102), down]])
    let clock = StoppedClock()
    let report = try await pc.workOff(with: packages, clock: clock)
    #expect(report.apps.map(\.state) == [.installed, .installed, .installed])
    #expect(report.apps[0].attempts == 4)
    #expect(clock.waits == [.seconds(10), .seconds(20), .seconds(40)])
    #expect(packages.calls == ["A.A", "B.B", "C.C", "A.A", "A.A", "A.A"])
  }

  @Test("leaves what does not pass in a visit for the next, and gives up after enough of them")
  func givingUp() async throws {
    let pc = try await QueuedPC(["A.A"])
    let answers = Array(repeating: InstallAnswer.code(0x8A15_0107), count: 100)
    let packages = ToldPackageManager(["A.A": answers])
    let pace = RetryPace(attemptsInVisit: 3, attemptsInAll: 7, random: { 1 })
    var kinds: [InstallEvent.Kind] = []
    for (attempts, state) in [(3, InstallReport.State.waiting), (6, .waiting), (7, .failed)] {
      let app = try await pc.workOff(with: packages, pace: pace) { kinds.append($0.event) }.apps[0]
      #expect(app.attempts == attempts)
      #expect(app.state == state)
    }
    #expect(kinds.filter { $0 == .retry }.count == 4)
    #expect(kinds.filter { $0 == .later }.count == 2)
    #expect(kinds.last == .ended)
  }

  @Test("leaves the apps of a source that is not in order, and does those of the other")
  func closedSource() async throws {
    let pc = try await QueuedPC(["A.A", "9NBLGGH4NNS1", "B.B", "9NBLGGH4NNS2"])
    let packages = ToldPackageManager(["9NBLGGH4NNS1": [.code(0x8A15_0012)]])
    let report = try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A", "9NBLGGH4NNS1", "B.B"])
    #expect(report.apps.map(\.state) == [.installed, .waiting, .installed, .waiting])
    #expect(report.apps[1].message?.contains("winget source reset") == true)
    #expect(try await pc.workOff(with: packages).count(.installed) == 4)
  }

  @Test("stops when winget is missing, with everything still waiting")
  func noWinget() async throws {
    let pc = try await QueuedPC(["A.A", "B.B"])
    let packages = ToldPackageManager { _ in throw AgentError(.noPackageManager, "") }
    await #expect(throws: AgentError(.noPackageManager, "")) {
      try await pc.workOff(with: packages)
    }
    let report = try await pc.installation().report()
    #expect(report.apps.map(\.state) == [.waiting, .waiting])
    #expect(report.apps.map(\.attempts) == [0, 0])
  }

  @Test("tries again once, after a look, what did not end in time")
  func tookTooLong() async throws {
    let pc = try await QueuedPC(["A.A", "B.B"])
    let packages = ToldPackageManager(["A.A": [.tookTooLong, .tookTooLong]])
    let report = try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A", "B.B", "A.A?", "A.A"])
    #expect(report.apps.map(\.state) == [.failed, .installed])
    #expect(report.apps[0].code == "tookTooLong")
  }

  @Test("puts back into the queue what failed, when asked to")
  func retryFailed() async throws {
    let pc = try await QueuedPC(["A.A", "B.B", "C.C", "D.D"])
    let packages = ToldPackageManager([
      "A.A": [.code(0x8A15_0011)], "B.B": [.code(0x8A15_0014)], "C.C": [.code(0x8A15_003A)],
    ])
    try await pc.workOff(with: packages)
    #expect(try await pc.workOff(with: packages).count(.installed) == 1)
    let report = try await pc.workOff(with: packages, retriesFailed: true)
    #expect(report.count(.installed) == 4)
    #expect(report.apps.map(\.attempts) == [1, 1, 1, 1])
  }

  @Test("begins no app of a restore that is undone, and notes how the one under way ends")
  func undone() async throws {
    let pc = try await QueuedPC(["A.A", "B.B", "C.C"], ["D.D"])
    let packages = ToldPackageManager { app in
      if app.packageID == "A.A" { try await pc.setState(.undone, ofRestore: "r1") }
    }
    let report = try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A", "D.D"])
    #expect(report.apps.map(\.state) == [.installed, .dropped, .dropped, .installed])
  }
}

/// Lets nobody pass until a number of them are there.
actor Gate {
  private let size: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(for size: Int) { self.size = size }

  func pass() async {
    guard waiting.count + 1 < size else {
      for one in waiting { one.resume() }
      waiting = []
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }
}
