import Foundation
import Testing
import UserEnvironment

@testable import DeviceAgent
@testable import WindowsDevice

@Suite("winget, by a stand-in")
struct WingetTests {
  @Test("is called with the id and the source, agreeing to the terms, and asking nobody")
  func commandLine() async throws {
    try await withStandIn { standIn in
      let winget = standIn.winget()
      #expect(try await winget.install(QueuedPC.app("A.A")) == .code(.success))
      #expect(try await winget.isInstalled(QueuedPC.app("A.A")))
      #expect(
        try standIn.calls() == [
          "install --id A.A --exact --source winget --accept-source-agreements "
            + "--disable-interactivity --accept-package-agreements --silent --no-upgrade",
          "list --id A.A --exact --source winget --accept-source-agreements "
            + "--disable-interactivity",
        ])
      _ = try await standIn.winget(scope: .machine).install(QueuedPC.app("9NBLGGH4NNS1"))
      let call = try #require(try standIn.calls().last)
      #expect(call.contains("--id 9NBLGGH4NNS1 --exact --source msstore"))
      #expect(call.hasSuffix("--scope machine"))
      // A rule of IT goes before.
      let ruled = try #require(
        QueuedApp(name: "A", source: "contoso", packageID: "A.A", scope: .user))
      _ = try await standIn.winget(scope: .machine).install(ruled)
      #expect(try standIn.calls().last?.contains("--source contoso") == true)
      #expect(try standIn.calls().last?.hasSuffix("--scope user") == true)
    }
  }

  @Test("does not find what is not there")
  func notThere() async throws {
    try await withStandIn { standIn in
      let isThere = try await standIn.winget().isInstalled(QueuedPC.app("A.A"))
      #expect(!isThere)
    }
  }

  @Test(
    "tells its code in 32 bits by its text, where the system keeps 8",
    arguments: [
      ("0x8a150014", 0x8A15_0014), ("0x8A15010B", 0x8A15_010B), ("flood 0x8a150008", 0x8A15_0008),
      // Without a text, or with one about another code, the 8 bits stay what they are.
      ("silent 0x8a150014", 0x14), ("twice 0x8a150014", 0x8A15_0014),
      ("twice 0x8a150061", 0x8A15_0061),
    ] as [(String, UInt32)])
  func codes(plan: String, code: UInt32) async throws {
    try await withStandIn { standIn in
      try standIn.plan("A.A", [plan])
      #expect(try await standIn.winget().install(QueuedPC.app("A.A")) == .code(code))
    }
  }

  @Test("whose exit code has 32 bits is not read for one")
  func wholeCode() {
    let text = Array("0x8a150061".utf8)
    #expect(
      WingetCode(ProgramRun.Ending(exitCode: 0x8A15_010B, output: text)).rawValue == 0x8A15_010B)
    #expect(WingetCode(ProgramRun.Ending(exitCode: 0, output: text)) == .success)
    #expect(WingetCode(ProgramRun.Ending(exitCode: nil, output: text)).consequence == .passes)
  }

  @Test("fails twice, then succeeds: the queue waits, tries again, and has it")
  func failsTwice() async throws {
    try await withStandIn { standIn in
      try standIn.plan("A.A", ["0x8a150008", "0x8a150102"])
      let pc = try await QueuedPC(["A.A", "B.B"])
      let clock = StoppedClock()
      let report = try await pc.workOff(with: standIn.winget(), parallel: 2, clock: clock)
      #expect(report.count(.installed) == 2)
      #expect(clock.waits == [.seconds(10), .seconds(20)])
    }
  }

  @Test("that hangs is ended at the time limit, with what it started")
  func hangs() async throws {
    try await withStandIn { standIn in
      try standIn.plan("A.A", ["hang"])
      let winget = standIn.winget(timeLimit: .milliseconds(1500))
      #expect(try await winget.install(QueuedPC.app("A.A")) == .tookTooLong)
      #expect(try await standIn.isChildGone())
    }
  }

  @Test("that installs and then never ends counts as installed")
  func stays() async throws {
    try await withStandIn { standIn in
      try standIn.plan("A.A", ["stay"])
      let pc = try await QueuedPC(["A.A"])
      let app = try await pc.workOff(with: standIn.winget(timeLimit: .milliseconds(1500))).apps[0]
      #expect(app.state == .installed)
      #expect(app.code == "foundInstalled")
      #expect(try await standIn.isChildGone())
    }
  }

  @Test("is ended with what it started when the visit is cancelled")
  func cancelled() async throws {
    try await withStandIn { standIn in
      try standIn.plan("A.A", ["hang"])
      let winget = standIn.winget()
      let installing = Task { try await winget.install(QueuedPC.app("A.A")) }
      try await standIn.childBegins()
      installing.cancel()
      await #expect(throws: CancellationError.self) { try await installing.value }
      #expect(try await standIn.isChildGone())
    }
  }

  @Test("that is not there, or may not be run, is said with what to do")
  func missing() async throws {
    for program in ["/no/such/winget.exe", "no-such-winget", "/etc/hostname"] {
      let error = try await #require(throws: AgentError.self) {
        try await Winget(program: program).install(QueuedPC.app("A.A"))
      }
      #expect(error.code == .noPackageManager)
      #expect(error.message.contains(program))
      #expect(error.message.contains("App Installer") == (program != "/etc/hostname"))
    }
  }

  private func withStandIn(_ body: (StandIn) async throws -> Void) async throws {
    let folder = SampleDisks.temporaryFolder()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(try StandIn(in: folder))
  }
}

/// A copy of the stand-in for winget in a folder of its own: see Tests/StandIns/winget.
private struct StandIn {
  private let folder: URL
  private var program: URL { folder.appending(path: "winget") }

  init(in folder: URL) throws {
    self.folder = folder
    let original = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../StandIns/winget").standardizedFileURL
    try FileManager.default.copyItem(at: original, to: program)
  }

  func winget(
    scope: InstalledApp.Scope? = nil, timeLimit: Duration = .seconds(60)
  ) -> Winget {
    Winget(program: program.path, scope: scope, timeLimit: timeLimit)
  }

  func plan(_ id: String, _ steps: [String]) throws {
    let plans = folder.appending(path: "plan")
    try FileManager.default.createDirectory(at: plans, withIntermediateDirectories: true)
    try Data(steps.map { $0 + "\n" }.joined().utf8).write(to: plans.appending(path: id))
  }

  func calls() throws -> [String] {
    try String(contentsOf: folder.appending(path: "calls"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  private var child: URL { folder.appending(path: "child") }

  /// Waits until the stand-in has started its own child.
  func childBegins() async throws {
    while try Self.number(in: child) == nil { await Task.yield() }
  }

  private static func number(in file: URL) throws -> Int32? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.hasSuffix("\n") ? Int32(text.dropLast()) : nil
  }

  /// Whether the program that the stand-in started runs no more; a zombie does not. The signal that
  /// ends it is sent by then, and takes a moment.
  func isChildGone() async throws -> Bool {
    let number = try #require(try Self.number(in: child))
    let end = ContinuousClock.now + .seconds(10)
    while Self.isRunning(number) {
      guard ContinuousClock.now < end else { return false }
      await Task.yield()
    }
    return true
  }

  private static func isRunning(_ number: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
    guard let status, let end = status.lastIndex(of: ")") else { return false }
    return !["Z", "X"].contains(status[end...].dropFirst(2).first)
  }
}
