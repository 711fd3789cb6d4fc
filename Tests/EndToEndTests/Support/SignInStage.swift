import Foundation
import RealProvider
import Testing

/// A service without static tokens, with a provider.
final class SignInStage {
  let stage: Stage
  private let provider: (any SignInProvider)?
  let state = TemporaryFolder.make()

  /// - Parameter people: whom the development provider knows, as its file has them; nil for those it
  ///   brings along.
  init(_ kind: SignInProviderKind, people: String? = nil) async throws {
    switch kind {
    case .development:
      provider = nil
      let file = "people.json"
      stage = try Stage(
        signIn: true,
        settings: people == nil ? [:] : ["identity": ["developmentPeopleFile": file]]
      ) { folder in
        try people.map { try Data($0.utf8).write(to: folder.appending(path: file)) }
      }
    case .glewlwyd:
      let provider = try await kind.start()
      self.provider = provider
      stage = try Stage(
        providers: """
          {"providers": [{"issuer": "\(provider.issuer)",
            "audiences": ["\(provider.audience)"], "scope": "agent", "tenant": "example",
            "commandLine": {"clientID": "\(provider.deviceClient)",
              "scope": "\(provider.deviceScope)"}}]}
          """)
    }
  }

  deinit { provider?.stop() }

  private func visit(_ address: String, as name: String) async throws {
    if let provider {
      _ = try await provider.visit(address)
    } else {
      _ = try await DevelopmentBrowser.visit(address, as: name)
    }
  }

  var environment: [String: String] {
    ["VALISE_SERVER": stage.address, "XDG_STATE_HOME": state.path, "VALISE_TOKEN": ""]
  }

  var file: URL { state.appending(path: "valise/sign-ins.json") }

  func valise(_ arguments: String...) throws -> Program.Result { try valise(arguments) }

  func valise(_ arguments: [String]) throws -> Program.Result {
    try Program.valise.run(arguments, environment: environment)
  }

  /// Starts the sign-in, enters the code as the person would, and waits for the end.
  ///
  /// - Parameter name: who it is at the development provider; another provider knows one person only.
  func login(as name: String = "Alice") async throws -> String {
    let (process, output) = try Program.valise.start(["login"], environment: environment)
    let address = try await said(#/or open (\S+)\n/#, in: output, of: process)
    try await visit(address, as: name)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try String(contentsOf: output, encoding: .utf8)
  }

  private func said(
    _ pattern: Regex<(Substring, Substring)>, in output: URL, of process: Process
  ) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline, process.isRunning {
      let text = try String(contentsOf: output, encoding: .utf8)
      if let match = text.firstMatch(of: pattern) { return String(match.output.1) }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw CocoaError(.fileReadUnknown)
  }
}
