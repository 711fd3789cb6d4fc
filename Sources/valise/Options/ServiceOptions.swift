import ArgumentParser
import Foundation
import ServiceAPI

/// How the service is reached.
struct ServiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The service's address. Without it, VALISE_SERVER, else http://127.0.0.1:8780.",
      valueName: "url"))
  var server: String?

  @Option(
    help: ArgumentHelp(
      "A file that holds the tenant's token. Without it, the token is taken from VALISE_TOKEN.",
      valueName: "file"))
  var tokenFile: String?

  func client(timeLimit: Duration = ServiceClient.defaultTimeLimit) throws -> ServiceClient {
    let environment = ProcessInfo.processInfo.environment
    let address = server ?? environment["VALISE_SERVER"] ?? "http://127.0.0.1:8780"
    return try ServiceClient(
      address: address, token: try token(environment), timeLimit: timeLimit)
  }

  private func token(_ environment: [String: String]) throws -> String {
    if let tokenFile {
      do {
        return try String(contentsOfFile: tokenFile, encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      } catch {
        throw InputError.file(tokenFile, error)
      }
    }
    guard let token = environment["VALISE_TOKEN"], !token.isEmpty else {
      throw InputError(
        code: "input.noToken",
        message: "There is no token for the service. Name a file that holds it with --token-file, "
          + "or set VALISE_TOKEN.")
    }
    return token
  }
}
