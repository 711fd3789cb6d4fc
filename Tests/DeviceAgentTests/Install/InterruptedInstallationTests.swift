import Foundation
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("An interrupted installation")
struct InterruptedInstallationTests {
  @Test("is taken up again after a power cut at any write, and no app is installed twice")
  func anyWrite() async throws {
    for parallel in [1, 3] {
      var isFinished = false
      var writes = 0
      while !isFinished {
        let pc = try await QueuedPC(["A.A", "B.B"], ["C.C"])
        let packages = ToldPackageManager(["B.B": [.code(0x8A15_0008)]])
        let device = InterruptedDevice(pc.device, afterWrites: writes)
        do {
          try await pc.workOff(with: packages, parallel: parallel, on: device)
          isFinished = true
        } catch is InterruptedDevice.PowerCut {}
        let report = try await pc.workOff(with: packages, parallel: parallel)
        // "Already there" would mean that an installation was begun for what is installed.
        #expect(report.count(.installed) == 3, "\(parallel) at once, after \(writes) writes")
        #expect(packages.installed.count == 3)
        writes += 1
      }
    }
  }

  @Test("looks whether what was begun is there now, and installs it only when it is not")
  func looksAgain() async throws {
    let pc = try await QueuedPC(["A.A", "B.B"])
    // Begun, and cut off before the answer was noted.
    for _ in 0..<2 {
      let device = InterruptedDevice(pc.device, afterWrites: 1)
      let packages = ToldPackageManager(["A.A": [.code(0x8A15_0008)]])
      await #expect(throws: InterruptedDevice.PowerCut.self) {
        try await pc.workOff(with: packages, on: device)
      }
      #expect(try await pc.states() == ["A.A": .installing, "B.B": .waiting])
    }
    let packages = ToldPackageManager(installed: ["A.A"])
    let report = try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A?", "B.B"])
    #expect(report.apps.map(\.state) == [.installed, .installed])
    #expect(report.apps[0].code == "foundInstalled")
  }

  @Test("is still looked for first after a visit in which winget could not be started")
  func noWingetBetween() async throws {
    let pc = try await QueuedPC(["A.A"])
    let device = InterruptedDevice(pc.device, afterWrites: 1)
    await #expect(throws: InterruptedDevice.PowerCut.self) {
      try await pc.workOff(with: ToldPackageManager(), on: device)
    }
    let begun = try await pc.installation().report()
    #expect(begun.apps.map(\.state) == [.installing])
    let missing = ToldPackageManager { _ in throw AgentError(.noPackageManager, "") }
    await #expect(throws: AgentError(.noPackageManager, "")) {
      try await pc.workOff(with: missing)
    }
    #expect(try await pc.installation().report() == begun)
    let packages = ToldPackageManager(installed: ["A.A"])
    #expect(try await pc.workOff(with: packages).apps[0].code == "foundInstalled")
    #expect(packages.calls == ["A.A?"])
  }

  @Test("that is cancelled goes on at the next visit")
  func cancelled() async throws {
    let pc = try await QueuedPC(["A.A", "B.B"])
    let packages = ToldPackageManager { app in
      guard app.packageID == "A.A" else { return }
      withUnsafeCurrentTask { $0?.cancel() }
      try Task.checkCancellation()
    }
    await #expect(throws: CancellationError.self) { try await pc.workOff(with: packages) }
    #expect(try await pc.states() == ["A.A": .installing, "B.B": .waiting])
    #expect(try await pc.workOff(with: ToldPackageManager()).count(.installed) == 2)
  }

  @Test("whose queue is cut short anywhere begins again from the journal")
  func truncatedQueue() async throws {
    let pc = try await QueuedPC(["A.A", "9NBLGGH4NNS1"])
    let path = pc.journals.path(of: InstallQueueFolder.fileName, in: "r1")
    let whole = try #require(try await pc.device.file(at: path))
    for length in 0..<whole.count {
      try await pc.device.replaceFile(at: path, with: whole.prefix(length))
      #expect(try await pc.states() == ["A.A": .waiting, "9NBLGGH4NNS1": .waiting])
    }
  }

  @Test("has nothing to do where the queue's file was removed")
  func removedQueue() async throws {
    let pc = try await QueuedPC(["A.A"])
    let path = pc.journals.path(of: InstallQueueFolder.fileName, in: "r1")
    try await pc.device.replaceFile(at: path, with: nil)
    let packages = ToldPackageManager()
    #expect(try await pc.workOff(with: packages).apps.isEmpty)
    #expect(packages.calls.isEmpty)
  }

  @Test(
    "takes no id from a queue that winget would read as something else",
    arguments: ["--version", "-e", "A B", "A\u{0}B", #"..\A"#, "A/B", "", "A\nB", "A\u{202F}B"])
  func forgedID(id: String) async throws {
    #expect(QueuedApp(name: "x", source: "winget", packageID: id) == nil)
    #expect(QueuedApp(name: "x", source: id, packageID: "A.A") == nil)
    let pc = try await QueuedPC(["A.A"])
    let escaped = try CanonicalJSON.encode([id]).dropFirst(2).dropLast(2)
    try await pc.forgeQueue(
      #""packageID":"A.A""#, #""packageID":"\#(String(decoding: escaped, as: UTF8.self))""#)
    let packages = ToldPackageManager()
    try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A"])
  }

  @Test(
    "begins again from the journal where the queue counts attempts that nobody made",
    arguments: [Int.max, Int.min, -1, 10_001])
  func forgedAttempts(count: Int) async throws {
    let pc = try await QueuedPC(["A.A"])
    try await pc.forgeQueue(#""attempts":0"#, #""attempts":\#(count)"#)
    let packages = ToldPackageManager()
    let report = try await pc.workOff(with: packages)
    #expect(packages.calls == ["A.A"])
    #expect(report.apps.map(\.attempts) == [1])
  }

  @Test("counts attempts up to the most that a queue may have, and reads it back")
  func mostAttempts() async throws {
    let pc = try await QueuedPC(["A.A"])
    try await pc.forgeQueue(#""attempts":0"#, #""attempts":10000"#)
    let packages = ToldPackageManager(["A.A": [.code(0x8A15_0008)]])
    let app = try await pc.workOff(with: packages).apps[0]
    #expect(app.attempts == 10_000)
    #expect(app.state == .failed)
  }
}
