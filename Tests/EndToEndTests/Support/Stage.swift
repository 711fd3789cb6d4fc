import Foundation
import Testing

/// A running service and the sample's disks, as `script/demo` has them.
final class Stage {
  let folder = TemporaryFolder.make()
  private(set) var address = ""
  private var service: Process?
  private let log: String?

  var oldPC: String { disk("windows10") }
  var setup: String { disk("windows11-setup") }
  var newPC: String { disk("windows11") }

  private func disk(_ name: String) -> String { folder.appending(path: "disks/\(name)").path }

  /// - Parameters:
  ///   - log: where the service writes its log instead of a file of its own.
  ///   - providers: a file of identity providers, which know the people instead of static tokens.
  init(log: String? = nil, providers: String? = nil) throws {
    self.log = log
    let built = try Program.valise.run(["sample", "build", folder.appending(path: "disks").path])
    try #require(built.status == 0, "\(built.errors)")
    let made = try Program.valised.run(["init", folder.appending(path: "service").path])
    try #require(made.status == 0, "\(made.errors)")
    if let providers { try use(providers) }
    try startService()
  }

  private func use(_ providers: String) throws {
    func edit(_ name: String, _ old: String, _ new: String) throws {
      let file = folder.appending(path: "service/" + name)
      let text = try String(contentsOf: file, encoding: .utf8)
      try #require(text.contains(old))
      try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }
    try Data(providers.utf8).write(to: folder.appending(path: "service/providers.json"))
    try edit(
      "valised.json", "\"http\":",
      "\"identity\": {\"providersFile\": \"providers.json\"}, \"http\":")
    try edit("tenants.json", "\"tokenFile\": \"token\",", "")
  }

  /// Starts the service on a port of its own and waits until it says where it listens.
  func startService() throws {
    let file = folder.appending(path: "service/valised.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing(#/"port": *\d+/#, with: "\"port\": 0")
      .write(to: file, atomically: true, encoding: .utf8)
    let (process, output) = try Program.valised.start(
      ["serve", "--config", file.path], errors: log)
    service = process
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline, process.isRunning {
      let said = try String(contentsOf: output, encoding: .utf8)
      if let line = said.firstMatch(of: #/listening on (http\S+)\n/#) {
        address = String(line.output.1)
        return
      }
      usleep(20_000)
    }
    throw ServiceDidNotStart()
  }

  struct ServiceDidNotStart: Error {}

  /// Ends the service: in order with SIGTERM, or at once as a crash would with SIGKILL.
  func stopService(_ signal: Int32 = SIGTERM) {
    guard let service else { return }
    kill(service.processIdentifier, signal)
    service.waitUntilExit()
    self.service = nil
  }

  deinit {
    stopService(SIGKILL)
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs `valise` against the service.
  func valise(_ arguments: String..., server: String? = nil) throws -> Program.Result {
    try valise(arguments, server: server)
  }

  func valise(
    _ arguments: [String], server: String? = nil, environment: [String: String] = [:]
  ) throws -> Program.Result {
    try Program.valise.run(
      arguments,
      environment: environment.merging(
        ["VALISE_SERVER": server ?? address, "VALISE_TOKEN": try token()]) { $1 })
  }

  func token() throws -> String {
    try String(contentsOf: folder.appending(path: "service/token"), encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
