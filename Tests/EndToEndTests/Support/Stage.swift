import Foundation
import RealProvider
import Testing

/// A running service and the sample's disks, as `script/demo` has them.
final class Stage {
  let folder = TemporaryFolder.make()
  private(set) var address = ""
  private var service: Process?
  private let log: String?
  private let port: Int

  var oldPC: String { disk("windows10") }
  var setup: String { disk("windows11-setup") }
  var newPC: String { disk("windows11") }

  private func disk(_ name: String) -> String { folder.appending(path: "disks/\(name)").path }

  /// - Parameters:
  ///   - log: where the service writes its log instead of a file of its own.
  ///   - providers: a file of identity providers, which know the people instead of static tokens.
  ///   - signIn: whether people sign in at the development provider instead of using a static token.
  ///   - port: where it listens; nil for any that is free.
  ///   - settings: more of the configuration, by section.
  ///   - before: what is done in the service's folder before it starts.
  init(
    log: String? = nil, providers: String? = nil, signIn: Bool = false, port: Int? = nil,
    settings: [String: [String: Any]] = [:], before: (URL) throws -> Void = { _ in }
  ) throws {
    self.log = log
    // The development provider is found by its port, so that must be known before.
    self.port = try port ?? (signIn ? FreePort.find() : 0)
    let built = try Program.valise.run(["sample", "build", folder.appending(path: "disks").path])
    try #require(built.status == 0, "\(built.errors)")
    let made = try Program.valised.run(
      ["init", folder.appending(path: "service").path] + (signIn ? ["--with-sign-in"] : []))
    try #require(made.status == 0, "\(made.errors)")
    try before(folder.appending(path: "service"))
    if let providers { try use(providers) }
    try configure(settings)
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

  /// Puts more into the configuration.
  func configure(_ settings: [String: [String: Any]]) throws {
    guard !settings.isEmpty else { return }
    let file = folder.appending(path: "service/valised.json")
    let old = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let new = (old ?? [:]).merging(settings) { old, new in
      (old as? [String: Any] ?? [:]).merging(new as? [String: Any] ?? [:]) { $1 }
    }
    try JSONSerialization.data(withJSONObject: new).write(to: file)
  }

  /// Starts the service on a port of its own and waits until it says where it listens.
  func startService() throws {
    let file = folder.appending(path: "service/valised.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing(#/"port": *\d+/#, with: "\"port\": \(port)")
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

  /// Sends the service SIGHUP, and waits until its log has said something.
  func hangUp(until words: String, in log: URL) async throws {
    guard let service else { throw ServiceDidNotStart() }
    kill(service.processIdentifier, SIGHUP)
    let deadline = ContinuousClock.now + .seconds(30)
    while try !String(contentsOf: log, encoding: .utf8).contains(words) {
      guard ContinuousClock.now < deadline, service.isRunning else { throw ServiceDidNotStart() }
      try await Task.sleep(for: .milliseconds(20))
    }
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
