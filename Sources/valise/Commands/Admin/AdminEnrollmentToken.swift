import ArgumentParser
import Foundation
import ServiceAPI
import WindowsDevice

struct AdminEnrollmentToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrollment-token",
    abstract: "Tokens with which many PCs are enrolled.",
    subcommands: [
      AdminEnrollmentTokenCreate.self, AdminEnrollmentTokenList.self,
      AdminEnrollmentTokenRevoke.self,
    ])
}

struct AdminEnrollmentTokenCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Makes a token that enrolls so many PCs until a day.",
    discussion: """
      The token is written to a file that you alone can read, and can be had nowhere else: the service \
      keeps only its digest. On the PCs: `valise device enroll --token-file FILE`.
      """)

  @Option(help: ArgumentHelp("What it is for, for people.", valueName: "text"))
  var name: String

  @Option(help: ArgumentHelp("How many PCs it enrolls.", valueName: "number"))
  var uses: Int

  @Option(help: ArgumentHelp("For how many days it is good, 1 to 365.", valueName: "number"))
  var days: Int = 30

  @Option(
    name: .customLong("out"), help: ArgumentHelp("The file to write it to.", valueName: "file"))
  var file: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...365).contains(days) else { throw ValidationError("--days takes 1 to 365.") }
  }

  func run() async throws {
    guard !FileManager.default.fileExists(atPath: file) else {
      throw InputError(
        code: "input.fileExists", message: "\(file) is there already and is not replaced.")
    }
    let made = try await service.client().createEnrollmentToken(
      EnrollmentTokenRequest(
        name: name, uses: uses, expiresAt: Date() + TimeInterval(days * 86_400)))
    try DurableFile.write(Data((made.token + "\n").utf8), to: URL(fileURLWithPath: file))
    if output.isJSON { return try Output.json(made.record) }
    Output.line(
      "The token \(made.record.id) lies in \(file), readable by you alone. It enrolls "
        + "\(Output.count(uses, "PC")) until \(made.record.expiresAt.formatted(.iso8601)).")
  }
}

struct AdminEnrollmentTokenList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the tokens, and how many PCs each has enrolled.")

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    let tokens = try await EnrollmentTokenList.all(\.tokens) { after throws(ServiceError) in
      try await client.enrollmentTokens(after: after)
    }
    if output.isJSON { return try Output.json(tokens) }
    guard !tokens.isEmpty else { return Output.line("There is no enrollment token.") }
    Output.table(
      ["TOKEN", "NAME", "USED", "CREATED", "EXPIRES", "REVOKED"],
      tokens.map { token in
        [
          token.id, token.name, "\(token.used) of \(token.uses)",
          token.createdAt.formatted(.iso8601), token.expiresAt.formatted(.iso8601),
          token.revokedAt?.formatted(.iso8601) ?? "",
        ]
      })
  }
}

struct AdminEnrollmentTokenRevoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Ends a token. PCs that it has enrolled stay enrolled.")

  @Argument(help: "The token's id, as `list` prints it.")
  var token: String

  @Option(help: ArgumentHelp("Why; it goes into the audit log.", valueName: "text"))
  var because: String?

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let record = try await service.client().revokeEnrollmentToken(token, reason: because)
    if output.isJSON { return try Output.json(record) }
    Output.line("The token \(record.id) enrolls no more PCs.")
  }
}
