import ArgumentParser
import Foundation
import RestoreRules
import WindowsDevice

struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says whether a person would be asked, and why: every check, passed or not.",
    discussion: """
      With --facts, from a file in the format of docs/offer-rules.md. Without it, the service says \
      it for the person's last sign-in on a PC: --volume FOLDER --user NAME. No offer is made.
      """)

  @Option(help: ArgumentHelp("The file with the facts; - for standard input.", valueName: "file"))
  var facts: String?

  @Option(
    help: ArgumentHelp("The folder that the PC's disk is mounted on.", valueName: "folder"))
  var volume: String?

  @Option(help: ArgumentHelp("The person's name on that PC.", valueName: "name"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "The moment to explain: oobe, firstSignIn or onDemand.", valueName: "moment"))
  var moment: Moment = .firstSignIn

  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    let isOnPC = volume != nil && user != nil
    let isFromFile = facts != nil && volume == nil && user == nil
    guard isOnPC && facts == nil || isFromFile else {
      throw ValidationError("Say what to explain: --facts FILE, or --volume FOLDER --user NAME.")
    }
  }

  func run() async throws {
    let decision =
      if let facts {
        RestoreRules.decide(try Facts(json: try read(facts)))
      } else {
        try await decisionOfService()
      }
    Output.line(output.isJSON ? try decision.json() : decision.explanation)
  }

  private func read(_ path: String) throws -> Data {
    do {
      return path == "-"
        ? try FileHandle.standardInput.readToEnd() ?? Data()
        : try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw InputError.file(path, error)
    }
  }

  private func decisionOfService() async throws -> Decision {
    guard let volume, let user else { throw CleanExit.helpRequest() }
    let device = try OfflineVolume(mountedAt: URL(fileURLWithPath: volume))
    let account = try await device.accounts().account(named: user)
    return try await service.client().decision(
      at: moment, on: device.description().hardwareID,
      for: subject.subject ?? account.subject)
  }
}
