import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin transfer`
struct AdminTransfer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer",
    abstract: "Gives a person's profiles to another tenant, when both sides want it.",
    discussion: """
      An administrator of the one tenant requests it and gets a code, which goes to an administrator of \
      the other by a way that both trust. That one accepts by the code. Until then, neither side learns \
      whether the other tenant or person exists. Both audit logs tell of it.
      """,
    subcommands: [
      Request.self, Accept.self, Decline.self, Cancel.self, List.self, Status.self,
    ])

  /// `valise admin transfer request`
  struct Request: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "request", abstract: "Asks for a transfer, and prints its code once.")

    @OptionGroup var user: UserOption

    @Option(
      help: ArgumentHelp("The id of the tenant that gets the profiles.", valueName: "id"),
      transform: NotEmpty.text)
    var toTenant: String

    @Option(help: ArgumentHelp("The person's id there.", valueName: "id"), transform: NotEmpty.text)
    var toUser: String

    @Option(help: ArgumentHelp("Why, for both audit logs.", valueName: "text"))
    var reason: String

    @Flag(help: "Remove the profiles here when they are there.")
    var remove = false

    @Option(help: ArgumentHelp("How many days the other side has (1 to 90).", valueName: "days"))
    var expiresIn = 7

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      let requested = try await service.client().requestTransfer(
        TransferRequest(
          user: user.user, targetTenant: toTenant, targetUser: toUser, reason: reason,
          removesAtSource: remove, expiresInDays: expiresIn))
      guard !output.isJSON else { return try Output.json(requested) }
      requested.transfer.print()
      Output.line()
      Output.line("Code: \(requested.code)")
      Output.line("It is not shown again. Hand it to an administrator of the other tenant.")
    }
  }

  /// The other side's code, from a file or standard input: it is a secret, and no argument.
  struct Code: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A file that holds the code; without it, the code is read from standard input.",
        valueName: "file"))
    var codeFile: String?

    func read() throws -> String {
      let text: String?
      if let codeFile {
        do {
          text = try String(contentsOfFile: codeFile, encoding: .utf8)
        } catch {
          throw InputError.file(codeFile)
        }
      } else {
        text = readLine()
      }
      guard let code = text?.trimmingCharacters(in: .whitespacesAndNewlines), !code.isEmpty else {
        throw InputError(
          code: "input.noCode",
          message: "There is no code: name a file that holds it, or give it on standard input.")
      }
      return code
    }
  }

  /// `valise admin transfer accept`
  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "Accepts a transfer, and waits until the profiles are here.",
      discussion: "Accepting again goes on with a transfer that was interrupted.")

    @OptionGroup var user: UserOption
    @OptionGroup var code: Code
    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    private static let timeLimit = Duration.seconds(3600)

    func run() async throws {
      let status = try await service.client(timeLimit: Self.timeLimit)
        .acceptTransfer(TransferReply(code: try code.read(), user: user.user))
      try status.print(asJSON: output.isJSON)
    }
  }

  /// `valise admin transfer decline`
  struct Decline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "decline", abstract: "Declines a transfer.")

    @OptionGroup var user: UserOption
    @OptionGroup var code: Code
    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      let reply = TransferReply(code: try code.read(), user: user.user)
      try await service.client().declineTransfer(reply).print(asJSON: output.isJSON)
    }
  }

  /// `valise admin transfer cancel`
  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Takes a request back that nobody has accepted.")

    @Argument(help: "The transfer's id.")
    var transfer: String

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      try await service.client().cancelTransfer(transfer).print(asJSON: output.isJSON)
    }
  }

  /// `valise admin transfer status`
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Shows a transfer.")

    @Argument(help: "The transfer's id.")
    var transfer: String

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      try await service.client().transfer(transfer).print(asJSON: output.isJSON)
    }
  }

  /// `valise admin transfer list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the transfers that leave your tenant or come to it.")

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      let client = try await service.client()
      let transfers = try await TransferList.all(\.transfers) { after throws(ServiceError) in
        try await client.transfers(after: after)
      }
      guard !output.isJSON else { return try Output.json(transfers) }
      guard !transfers.isEmpty else { return Output.line("There is no transfer.") }
      Output.table(
        ["TRANSFER", "SIDE", "STATE", "PERSON", "OTHER TENANT", "PERSON THERE", "REQUESTED"],
        transfers.map { transfer in
          [
            transfer.id, transfer.side.rawValue, transfer.state.rawValue, transfer.user,
            transfer.otherTenant, transfer.otherUser, transfer.requestedAt.formatted(.iso8601),
          ]
        })
    }
  }
}

extension TransferStatus {
  fileprivate func print(asJSON isJSON: Bool) throws {
    if isJSON { try Output.json(self) } else { print() }
  }

  fileprivate func print() {
    Output.line("Transfer \(id): \(state.rawValue)")
    let (from, to) = ("\(user) here", "\(otherUser) in \(otherTenant)")
    let way = side == .outgoing ? "From \(from) to \(to)" : "From \(to) to \(from)"
    Output.line(way.onOneLine)
    Output.line("Reason: \(reason.onOneLine)")
    if state == .requested { Output.line("Expires: \(expiresAt.formatted(.iso8601))") }
    if let copiedProfiles, let copiedVersions {
      Output.line(
        "Copied: \(Output.count(copiedProfiles, "profile")), \(Output.count(copiedVersions, "version"))"
      )
    }
  }
}
