import DeviceAgent
import Foundation
import Testing

@Suite("Installing the apps of a restore, by the program")
struct AppInstallationTests {
  @Test("installs by winget what a restore left, says how it goes, and has nothing to do again")
  func installs() throws {
    try withRestoredApps { pc in
      let waiting = try pc.status()
      #expect(waiting.apps.count > 20)
      #expect(waiting.count(.waiting) == waiting.apps.count)
      try pc.plan(waiting.apps[0].packageID, "0x8a150014")
      try pc.plan(waiting.apps[1].packageID, "0x8a15003a")
      try pc.plan(waiting.apps[2].packageID, "0x8a150109")
      let result = try pc.install("--json", "--parallel", "4")
      #expect(result.status == 3, "\(result.errors)")
      let lines = result.output.split(separator: "\n")
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      let events = try lines.dropLast().map {
        try decoder.decode(InstallEvent.self, from: Data($0.utf8))
      }
      #expect(events.filter { $0.event == .begun }.count == waiting.apps.count)
      #expect(events.filter { $0.event == .ended }.count == waiting.apps.count)
      let report = try decoder.decode(InstallReport.self, from: Data(try #require(lines.last).utf8))
      #expect(report == (try pc.status()))
      #expect(report.apps[0].state == .notAvailable)
      #expect(report.apps[0].code == "0x8A150014")
      #expect(report.apps[1].state == .blockedByPolicy)
      #expect(report.apps[2].needsRestart)
      #expect(report.count(.installed) == waiting.apps.count - 2)
      #expect(result.errors.contains("\(waiting.apps[0].name): not available."))
      let calls = try pc.calls().count
      let again = try pc.install()
      #expect(again.status == 0)
      #expect(again.output.hasPrefix("\(waiting.apps.count) apps: "))
      #expect(try pc.calls().count == calls)
    }
  }

  @Test("killed at any moment, goes on the next time, and installs no app twice")
  func killed() throws {
    try withRestoredApps { pc in
      let total = try pc.status().apps.count
      for lines in [1, 2, 3, 6, 9, 12] {
        let (process, output) = try pc.startInstalling()
        while process.isRunning {
          let said = try String(contentsOf: output, encoding: .utf8)
          if said.split(separator: "\n").count >= lines { break }
          usleep(1000)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      #expect(try pc.status().count(.installed) < total)
      let last = try pc.install()
      #expect(last.status == 0, "\(last.output) \(last.errors)")
      let report = try pc.status()
      #expect(report.count(.installed, .alreadyThere) == total)
      #expect(try pc.done().count == total)
      #expect(try Set(pc.done()).count == total)
    }
  }

  @Test("told to stop, ends winget with what it started, and goes on the next time")
  func stopped() throws {
    try withRestoredApps { pc in
      let first = try pc.status().apps[0]
      try pc.plan(first.packageID, "hang")
      let (process, _) = try pc.startInstalling()
      let child = pc.folder.appending(path: "child")
      while (try? String(contentsOf: child, encoding: .utf8))?.hasSuffix("\n") != true {
        usleep(10_000)
      }
      let busy = try pc.install()
      #expect(busy.status == 1)
      #expect(busy.errors.contains("[device.busy]"))
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      let number = try String(contentsOf: child, encoding: .utf8).dropLast()
      // The signal that ends it is sent by then, and takes a moment.
      let end = ContinuousClock.now + .seconds(10)
      var status: String?
      repeat {
        status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)
      } while status?.contains("State:\tZ") == false && ContinuousClock.now < end
      #expect(status == nil || status?.contains("State:\tZ") == true)
      #expect(try pc.status().apps[0].state == .installing)
      try FileManager.default.removeItem(
        at: pc.folder.appending(path: "running \(first.packageID)"))
      #expect(try pc.install().status == 0)
      #expect(try pc.status().apps[0].state == .installed)
    }
  }

  @Test("an undo drops what is not begun, and says how many")
  func undone() throws {
    try withRestoredApps { pc in
      let total = try pc.status().apps.count
      let undo = try pc.stage.valise(["undo"] + pc.whose)
      #expect(undo.output.contains("\(total) apps will not be installed any more."))
      #expect(try pc.status().count(.dropped) == total)
      #expect(try pc.install().status == 0)
      #expect(!FileManager.default.fileExists(atPath: pc.folder.appending(path: "calls").path))
    }
  }

  @Test("without winget, says what is missing, and everything keeps waiting")
  func noWinget() throws {
    try withRestoredApps { pc in
      let unnamed = try pc.stage.valise(["apps", "install"] + pc.whose)
      #expect(unnamed.status == 2)
      #expect(unnamed.errors.contains("--winget"))
      let missing = try pc.stage.valise(
        ["apps", "install", "--winget", "/no/such/winget"] + pc.whose)
      #expect(missing.status == 1)
      #expect(missing.errors.contains("[agent.noPackageManager]"))
      let report = try pc.status()
      #expect(report.count(.waiting) == report.apps.count)
      for wrong in [["--parallel", "0"], ["--time-limit", "0"], ["--scope", "all"]] {
        #expect(try pc.install(wrong).status == 2)
      }
    }
  }

  /// alice's new PC with her apps waiting.
  private func withRestoredApps(_ body: (AppsPC) throws -> Void) throws {
    let stage = try Stage()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "alice")
    #expect(backup.status == 0, "\(backup.errors)")
    let restore = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "alice", "--profile", "DESKTOP-4F2", "--only",
      "apps")
    #expect(restore.status == 0, "\(restore.errors)")
    #expect(restore.output.contains("valise apps install"))
    try body(try AppsPC(stage: stage))
  }
}

/// The PC, and a copy of the stand-in for winget: see Tests/StandIns/winget.
private struct AppsPC {
  let stage: Stage
  let folder = TemporaryFolder.make()
  private var winget: URL { folder.appending(path: "winget") }

  init(stage: Stage) throws {
    self.stage = stage
    let original = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../StandIns/winget").standardizedFileURL
    try FileManager.default.copyItem(at: original, to: winget)
  }

  var whose: [String] { ["--volume", stage.newPC, "--user", "alice"] }

  private func installing(_ options: [String]) -> [String] {
    ["apps", "install", "--winget", winget.path] + whose + options
  }

  func install(_ options: String...) throws -> Program.Result { try install(options) }

  func install(_ options: [String]) throws -> Program.Result {
    try Program.valise.run(installing(options))
  }

  func startInstalling() throws -> (process: Process, output: URL) {
    try Program.valise.start(installing([]))
  }

  func status() throws -> InstallReport {
    let result = try Program.valise.run(["apps", "status", "--json"] + whose)
    #expect(result.status == 0, "\(result.errors)")
    return try result.json(InstallReport.self)
  }

  func plan(_ id: String, _ step: String) throws {
    let plans = folder.appending(path: "plan")
    try FileManager.default.createDirectory(at: plans, withIntermediateDirectories: true)
    try Data((step + "\n").utf8).write(to: plans.appending(path: id))
  }

  func calls() throws -> [Substring] { try lines(of: "calls") }

  /// The ids that were installed, each time.
  func done() throws -> [String] { try lines(of: "done").map(String.init) }

  private func lines(of name: String) throws -> [Substring] {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n")
  }
}
