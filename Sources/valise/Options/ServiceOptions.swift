import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import WindowsDevice

/// Where the service is.
struct ServiceAddress: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The service's address. Without it, VALISE_SERVER, else http://127.0.0.1:8780.",
      valueName: "url"))
  var server: String?

  /// The address without a slash at its end, so that it is one service however it is written.
  var resolved: String {
    let address =
      server ?? ProcessInfo.processInfo.environment["VALISE_SERVER"] ?? "http://127.0.0.1:8780"
    return String(address.reversed().drop { $0 == "/" }.reversed())
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
  /// - Parameter pc: the PC that the command is about; nil for none.
  func client(
    of pc: (any Device)? = nil, timeLimit: Duration = ServiceClient.defaultTimeLimit
  ) async throws -> ServiceClient {
    let token = try await token()
    let enrolling = DeviceEnrolling(
      keys: try device.provingFile(of: pc, at: address.resolved), server: address.resolved
    ) { key in
      try ServiceClient(address: address.resolved, token: token, key: key)
    }
    return try ServiceClient(
      address: address.resolved, token: token, key: try await enrolling.key(),
      timeLimit: timeLimit
    ).because(device.reason)
  }

  /// What enrolls a PC, or speaks of its key.
  ///
  /// - Parameter pc: nil for the machine that valise runs on.
  func enrolling(_ pc: (any Device)?) async throws -> DeviceEnrolling {
    let token = try await token()
    return DeviceEnrolling(keys: try device.file(of: pc), server: address.resolved) { key in
      try ServiceClient(address: address.resolved, token: token, key: key)
    }
  }

  /// Who signed in with `valise login`, when the commands act for them; nil where a token was given.
  func signedInUser() throws -> String? {
    guard tokenFile == nil, environmentToken == nil else { return nil }
    return try SignInsFile().signIn(at: address.resolved)?.user
  }

  private var environmentToken: String? {
    ProcessInfo.processInfo.environment["VALISE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func token() async throws -> String {
    if let tokenFile {
      do {
        return try String(contentsOfFile: tokenFile, encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      } catch {
        throw InputError.file(tokenFile, error)
      }
    }
    if let environmentToken { return environmentToken }
    guard let signIn = try await SignInsFile().fresh(at: address.resolved) else {
      throw InputError(
        code: "input.noToken",
        message: "There is no token for the service. Sign in with `valise login`, name a file that "
          + "holds a token with --token-file, or set VALISE_TOKEN.")
    }
    return signIn.accessToken
  }
}
