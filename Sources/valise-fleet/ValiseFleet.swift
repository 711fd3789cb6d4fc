import ArgumentParser
import DeviceProof
import Foundation
import ServiceAPI

/// Puts a service under the load of many people: each backs up, backs up again unchanged, and signs
/// in on a new PC.
@main
struct ValiseFleet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "valise-fleet",
    abstract: "Put a running service under the load of many people, and measure it.",
    discussion: """
      Each person backs up a generated environment (two requests), backs up again unchanged (one \
      request), and signs in on a new PC (one request). The people are named after the seed, so a \
      new seed makes new people. Use a service that holds no real data.
      """)

  @Option(help: ArgumentHelp("The address of the service.", valueName: "url"))
  var server = "http://127.0.0.1:8780"

  @Option(help: ArgumentHelp("A file that holds the tenant's token.", valueName: "file"))
  var tokenFile: String

  @Option(help: "How many people there are.")
  var people = 100

  @Option(help: "How many of them are busy at once.")
  var concurrency = 8

  @Option(help: "The same seed makes the same people and environments.")
  var seed: UInt64 = 1

  @Flag(help: "Enroll every PC first, and prove its requests with its key (docs/devices.md).")
  var proveDevices = false

  @Option(
    help: ArgumentHelp(
      "Run so many rounds without and with proofs in turn, and print what a proof costs.",
      valueName: "rounds"))
  var compareProofs: Int?

  @Flag(help: "Print the measurements as JSON.")
  var json = false

  @Flag(help: "Allow a service that is not on this machine.")
  var allowRemote = false

  func validate() throws {
    guard people >= 1 else { throw ValidationError("--people must be 1 or more.") }
    guard (1...1024).contains(concurrency) else {
      throw ValidationError("--concurrency must be from 1 to 1024.")
    }
    guard compareProofs.map({ (1...100).contains($0) }) ?? true else {
      throw ValidationError("--compare-proofs must be from 1 to 100.")
    }
    guard compareProofs == nil || !proveDevices && !json else {
      throw ValidationError("--compare-proofs goes with neither --prove-devices nor --json.")
    }
    guard allowRemote || Loopback.isAddress(server) else {
      throw ValidationError(
        "\(server) is not on this machine. A load test against another machine needs --allow-remote."
      )
    }
  }

  func run() async throws {
    let token: String
    do {
      token = try String(contentsOfFile: tokenFile, encoding: .utf8)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw ValidationError("The token cannot be read from \(tokenFile).")
    }
    do {
      let fleet = Fleet(
        client: { try ServiceClient(address: server, token: token, key: $0) }, people: people,
        concurrency: concurrency, seed: seed, provesDevices: proveDevices)
      if let compareProofs {
        print(try await ProofComparison(of: fleet, rounds: compareProofs).run())
      } else {
        let report = try await fleet.run()
        print(json ? try report.json() : report.table)
      }
    } catch let error as ServiceError {
      try? FileHandle.standardError.write(contentsOf: Data("valise-fleet: \(error)\n".utf8))
      throw ExitCode.failure
    }
  }
}
