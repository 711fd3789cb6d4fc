import ArgumentParser
import Foundation
import ServiceAPI

struct AdminProgrammeRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests", abstract: "Lists who asked to take part in a programme.")

  @Argument(help: "The programme's id.", transform: NotEmpty.text)
  var programme: String

  @Option(
    help: ArgumentHelp("Only those that are open, accepted or declined.", valueName: "state"))
  var state: ProgrammeRequest.State?

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let requests = try await service.client().programmeRequests(of: programme, in: state)
    if output.isJSON {
      return try Output.json(ProgrammeRequestList(requests: requests, next: nil))
    }
    guard !requests.isEmpty else {
      let which = state.map { "\($0.rawValue) request" } ?? "request"
      return Output.line("There is no \(which) to take part in \(programme).")
    }
    Output.table(
      ["REQUEST", "STATE", "RECEIVED", "ORGANIZATION", "CONTACT", "MEMBER", "AGREEMENT", "FOR"],
      requests.map { request in
        let interest = request.interest
        return [
          request.id, request.state.rawValue, request.receivedAt.formatted(.iso8601),
          interest.organization, interest.contact, interest.membership ?? "-",
          interest.nda.map { "\($0.name), \($0.acceptedAt.formatted(.iso8601))" } ?? "-",
          request.admission.map { ([$0.tenant] + $0.groups).joined(separator: " ") }
            ?? interest.tenant ?? "-",
        ]
      })
  }
}

struct AdminProgrammeAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Accepts a request: a tenant, or groups of it, have the feature.",
    discussion: "Also changes for whom one was accepted, and accepts one that was declined.")

  @Argument(help: "The programme's id.", transform: NotEmpty.text)
  var programme: String

  @Argument(
    help: "The request's id, as `valise admin programme requests` prints it.",
    transform: NotEmpty.text)
  var request: String

  @Option(
    help: ArgumentHelp("Who has the feature: the tenant's id.", valueName: "id"),
    transform: NotEmpty.text)
  var tenant: String

  @Option(
    help: ArgumentHelp(
      "Only this group of it, by the name that policies use. May be given several times.",
      valueName: "name"))
  var group: [String] = []

  @Option(help: ArgumentHelp("Why, in a sentence.", valueName: "text"))
  var reason: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let decided = try await service.client().decide(
      ProgrammeVerdict(admission: .init(tenant: tenant, groups: group), reason: reason),
      on: request, of: programme)
    if output.isJSON { return try Output.json(decided) }
    Output.line(
      "Accepted: \(([tenant] + group).joined(separator: " ")) takes part in \(programme).")
  }
}

struct AdminProgrammeDecline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decline",
    abstract: "Declines a request; one that was accepted has the feature no more.")

  @Argument(help: "The programme's id.", transform: NotEmpty.text)
  var programme: String

  @Argument(help: "The request's id.", transform: NotEmpty.text)
  var request: String

  @Option(help: ArgumentHelp("Why, in a sentence.", valueName: "text"))
  var reason: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let decided = try await service.client().decide(
      ProgrammeVerdict(admission: nil, reason: reason), on: request, of: programme)
    if output.isJSON { return try Output.json(decided) }
    Output.line("Declined.")
  }
}
