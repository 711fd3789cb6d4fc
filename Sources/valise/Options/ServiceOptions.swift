import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import WindowsDevice

/// Where the service is.
struct ServiceAddress: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The service's address. Without it, VALISE_SERVER, else what is configured on the PC, else "
        + "http://127.0.0.1:8780. A policy of the PC counts before all of them.",
      valueName: "url"))
  var server: String?

  /// What is said of the agent's keys.
  var said: [AgentConfiguration.Option] { server.map { [.init(.server, .text($0))] } ?? [] }

  /// The address without a slash at its end, so that it is one service however it is written.
  ///
  /// - Parameter configuration: what is in force on the PC that the command is about; without one
  ///   only this option and the environment say it.
  func resolved(on configuration: AgentConfiguration? = nil) throws -> String {
    let configuration =
      try configuration
      ?? .standard(options: said, environment: ProcessInfo.processInfo.environment)
    return try configuration.server
  }
}

/// How the service is reached, and in whose name.
struct ServiceOptions: ParsableArguments {
  @OptionGroup var address: ServiceAddress

  @Option(
    help: ArgumentHelp(
      """
      A file that holds a token for the service. Without it, the token is taken from VALISE_TOKEN, else \
      from the sign-in of `valise login`.
      """,
      valueName: "file"))
  var tokenFile: String?

  @OptionGroup var device: DeviceKeyOptions

  /// A client that proves the key of a PC where it has one.
  ///
  /// - Parameters:
  ///   - pc: the PC that the command is about; nil for none.
  ///   - configuration: what is in force on it.
  func client(
    of pc: (any Device)? = nil, on configuration: AgentConfiguration? = nil,
    timeLimit: Duration = ServiceClient.defaultTimeLimit
  ) async throws -> ServiceClient {
    let address = try address.resolved(on: configuration)
    let token = try await token(at: address)
    let enrolling = DeviceEnrolling(
      keys: try device.provingFile(of: pc, at: address), server: address
    ) { key in
      try ServiceClient(address: address, token: token, key: key)
    }
    return try ServiceClient(
      address: address, token: token, key: try await enrolling.key(), timeLimit: timeLimit
    ).because(device.reason)
  }

  func client(of pc: OpenedPC) async throws -> ServiceClient {
    try await client(of: pc.device, on: pc.configuration)
  }

  /// What enrolls a PC, or speaks of its key.
  ///
  /// - Parameter pc: nil for the machine that valise runs on.
  func enrolling(_ pc: (any Device)?) async throws -> DeviceEnrolling {
    let address = try address.resolved()
    let token = try await token(at: address)
    return DeviceEnrolling(keys: try device.file(of: pc), server: address) { key in
      try ServiceClient(address: address, token: token, key: key)
    }
  }

  /// Who signed in with `valise login`, when the commands act for them; nil where a token was given.
  func signedInUser() throws -> String? {
    guard tokenFile == nil, environmentToken == nil else { return nil }
    return try SignInsFile().signIn(at: address.resolved())?.user
  }

  private var environmentToken: String? {
    ProcessInfo.processInfo.environment["VALISE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func token(at address: String) async throws -> String {
    if let tokenFile {
      do {
        return try String(contentsOfFile: tokenFile, encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      } catch {
        throw InputError.file(tokenFile)
      }
    }
    if let environmentToken { return environmentToken }
    guard let signIn = try await SignInsFile().fresh(at: address) else {
      throw InputError(
        code: "input.noToken",
        message: "There is no token for the service. Sign in with `valise login`, name a file that "
          + "holds a token with --token-file, or set VALISE_TOKEN.")
    }
    return signIn.accessToken
  }
}
