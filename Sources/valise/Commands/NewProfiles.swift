import ArgumentParser
import DeviceAgent
import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

struct NewProfiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-profiles",
    abstract: "Gives people who sign in on a PC for the first time the pins of an environment.",
    discussion: """
      For a PC that is being prepared: the pins lie in the profile that Windows makes new ones from. \
      People who have a profile already are not touched.
      """,
    subcommands: [PlaceNewProfilePins.self, UndoNewProfilePins.self])
}

struct PlaceNewProfilePins: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "place", abstract: "Places the pins, and reads them back.")

  @Argument(help: "A file that `valise capture --json` wrote.")
  var environment: String

  @OptionGroup var volume: PreparedVolume

  @Flag(help: "Only print what would be placed, and why.")
  var dryRun = false

  @OptionGroup var output: JSONOption

  func run() async throws {
    let pins = NewProfilePins(device: try volume.open())
    let plan = try await pins.plan(for: try read())
    if dryRun {
      if output.isJSON { return try Output.json(plan) }
      PlanText(plan).printItems()
      return PlanText(plan).printPlacements()
    }
    let results = try await pins.place(plan, at: Date())
    if output.isJSON { return try Output.json(results) }
    Output.table(
      ["COMPONENT", "PIN", "STATE"],
      results.map { [$0.component.title, $0.pin.description, $0.state.rawValue] })
    Output.line("\n" + plan.startPlacement.reason + "\n" + plan.taskbarPlacement.reason)
    Output.line("To put everything back: valise new-profiles undo")
  }

  private func read() throws -> UserEnvironment.Environment {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: environment))
    } catch {
      throw InputError.file(environment)
    }
    do {
      return try CanonicalJSON.decode(from: bytes)
    } catch {
      throw InputError(
        code: "input.notAnEnvironment",
        message: "\(environment) is not an environment as `valise capture --json` writes it.")
    }
  }
}

struct UndoNewProfilePins: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Puts back what new profiles were given before.")

  @OptionGroup var volume: PreparedVolume

  func run() async throws {
    guard let changedSince = try await NewProfilePins(device: try volume.open()).undo(at: Date())
    else { return Output.line("Nothing was placed here.") }
    Output.line("New profiles are given what they were given before.")
    try Warnings.report(changedSince.map { "\($0) was changed since, and stays as it is." })
  }
}

/// The disk of the PC that is being prepared.
struct PreparedVolume: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that the Windows disk is mounted on, the one with Windows and Users in it.",
      valueName: "folder"))
  var volume: String

  func open() throws -> any Device {
    try OfflineVolume(mountedAt: URL(fileURLWithPath: volume))
  }
}

extension PlanText {
  fileprivate init(_ plan: NewProfilePins.Plan) {
    self.init(
      RestorePlan(
        settings: [], apps: [], startPins: plan.startPins, taskbarPins: plan.taskbarPins,
        startPlacement: plan.startPlacement, taskbarPlacement: plan.taskbarPlacement))
  }
}
