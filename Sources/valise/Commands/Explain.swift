import ArgumentParser
import Foundation
import RestoreRules
import WindowsDevice

struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says whether a person would be asked, and why: every check, passed or not.",
    discussion: """
      With --facts, from a file in the format of docs/offer-rules.md. Without it, the service says \
      it for the person's last sign-in on a PC. No offer is made.
      """)

  @Option(help: ArgumentHelp("The file with the facts; - for standard input.", valueName: "file"))
  var facts: String?

  @OptionGroup var pc: DeviceOptions

  @Option(
    help: ArgumentHelp(
      "The moment to explain: oobe, firstSignIn or onDemand.", valueName: "moment"))
  var moment: Moment = .firstSignIn

  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (facts != nil) != pc.isGiven else {
      throw ValidationError("Say what to explain: --facts FILE, or a PC: \(DeviceOptions.usage).")
    }
  }

  func run() async throws {
    let decision =
      if let facts {
        RestoreRules.decide(try Facts(json: try read(facts)))
      } else {
        try await decisionOfService()
      }
    output.isJSON ? Output.json(text: try decision.json()) : Output.line(decision.explanation)
  }

  private func read(_ path: String) throws -> Data {
    do {
      return path == "-"
        ? try FileHandle.standardInput.readToEnd() ?? Data()
        : try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw InputError.file(path)
    }
  }

  private func decisionOfService() async throws -> Decision {
    let pc = try await pc.opened(.bundled(), service.address.said)
    return try await service.client(of: pc).decision(
      at: moment, on: pc.device.description().hardwareID,
      for: subject.subject ?? pc.account.subject)
  }
}
