import ArgumentParser
import Foundation
import RestoreRules
import ServiceAPI

/// `valise admin programme`
struct AdminProgramme: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "programme",
    abstract: "Preview programmes: what is in preview, and who takes part.",
    discussion: "For the operator. docs/programmes.md says what a programme is.",
    subcommands: [
      AdminProgrammeList.self, AdminProgrammeMake.self, AdminProgrammeChange.self,
      AdminProgrammeRequests.self, AdminProgrammeAccept.self, AdminProgrammeDecline.self,
    ])

  static func print(_ programmes: [Programme]) {
    Output.table(
      ["PROGRAMME", "FEATURE", "PHASE", "SIGN-UP", "NAME"],
      programmes.map { programme in
        let settings = programme.settings
        return [
          programme.id, settings.feature.rawValue, programme.phase.rawValue,
          "\(settings.opensAt.formatted(.iso8601)) to \(settings.closesAt.formatted(.iso8601))",
          settings.name,
        ]
      })
  }
}

struct AdminProgrammeList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the programmes.")

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let programmes = try await service.client().programmes()
    if output.isJSON { return try Output.json(ProgrammeList(programmes: programmes)) }
    guard !programmes.isEmpty else {
      return Output.line("There is no programme: every feature is there for all.")
    }
    AdminProgramme.print(programmes)
  }
}

struct AdminProgrammeMake: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Makes a programme. From then on its feature is only for who is accepted.")

  @Argument(
    help: "Its id, which stands in the address of its form: early-2027.", transform: NotEmpty.text)
  var programme: String

  @Option(help: ArgumentHelp("The name that people see.", valueName: "name"))
  var name: String

  @Option(
    help: ArgumentHelp(
      "What is in preview: setupRestore, firstSignInRestore or onDemandRestore.",
      valueName: "feature"))
  var feature: Feature

  @OptionGroup var terms: ProgrammeTerms
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard terms.closes != nil else {
      throw ValidationError("Say when sign-up ends: --closes DATE.")
    }
  }

  func run() async throws {
    var settings = ProgrammeSettings(
      name: name, feature: feature, opensAt: Date(), closesAt: Date())
    terms.apply(to: &settings)
    let made = try await make(settings)
    if output.isJSON { return try Output.json(made) }
    AdminProgramme.print([made])
    Output.line("\nThe form: \(try service.address.resolved())/programmes/\(made.id)")
    Output.line("As a QR code: \(try service.address.resolved())/programmes/\(made.id)/code.svg")
  }

  private func make(_ settings: ProgrammeSettings) async throws -> Programme {
    do {
      return try await service.client().makeProgramme(programme, settings)
    } catch {
      guard let refusal = error as? ServiceError, refusal.problem?.code == "document.changed" else {
        throw error
      }
      throw InputError(
        code: "programme.exists",
        message: "There is a programme \(programme) already: change it with "
          + "`valise admin programme change \(programme)`.")
    }
  }
}

struct AdminProgrammeChange: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Changes a programme, or ends the preview.",
    discussion:
      "With --available the feature is there for all; with --no-available it is in preview again.")

  @Argument(help: "The programme's id.", transform: NotEmpty.text)
  var programme: String

  @Option(help: ArgumentHelp("The name that people see.", valueName: "name"))
  var name: String?

  @OptionGroup var terms: ProgrammeTerms

  @Flag(inversion: .prefixedNo, help: "Whether the feature is there for all.")
  var available: Bool?

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let changed = try await service.client().changeProgramme(programme) { settings in
      if let name { settings.name = name }
      if let available { settings.generallyAvailable = available }
      terms.apply(to: &settings)
    }
    if output.isJSON { return try Output.json(changed) }
    AdminProgramme.print([changed])
  }
}

/// When people may sign up, and who.
struct ProgrammeTerms: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "When sign-up begins: 2026-12-01T08:00:00Z, or a day for its beginning. Without it, a new "
        + "programme begins now.",
      valueName: "date"), transform: TimeArgument.read)
  var opens: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "When sign-up ends: 2027-01-31T18:00:00Z, or a day for its end.", valueName: "date"),
    transform: TimeArgument.read)
  var closes: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "The customer programme that who signs up must be a member of; an empty name for none.",
      valueName: "name"))
  var customers: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether who signs up must accept the non-disclosure agreement with their name.")
  var nda: Bool?

  func apply(to settings: inout ProgrammeSettings) {
    if let opens { settings.opensAt = opens.beginning }
    if let closes { settings.closesAt = closes.end }
    if let customers { settings.customerProgramme = customers.isEmpty ? nil : customers }
    if let nda { settings.requiresNDA = nda }
  }
}

extension Feature: ExpressibleByArgument {}
extension ProgrammeRequest.State: ExpressibleByArgument {}
