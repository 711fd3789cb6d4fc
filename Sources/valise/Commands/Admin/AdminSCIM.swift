import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin scim`
struct AdminSCIM: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scim",
    abstract: "What the identity provider needs for pushing people and groups.",
    discussion: """
      The identity provider pushes to https://YOUR-SERVICE/scim/v2 with a token that is made here. \
      docs/scim.md says how it is set up.
      """,
    subcommands: [AdminSCIMToken.self])
}

/// `valise admin scim token`
struct AdminSCIMToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "The tokens by which identity providers push into this tenant.",
    subcommands: [Create.self, List.self, Revoke.self])

  /// `valise admin scim token create`
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract: "Make a token. It is printed once, and cannot be shown again.",
      discussion: "For administrators. The token opens /scim/v2 of this tenant, and nothing else.")

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    @Option(help: ArgumentHelp("What it is for, in your words.", valueName: "text"))
    var name: String

    @Option(
      help: ArgumentHelp(
        "For how many days it is good, 1 to 3650. Without it, until it is revoked.",
        valueName: "number"))
    var days: Int?

    func run() async throws {
      let created = try await service.client().createSCIMToken(
        SCIMTokenRequest(name: name, days: days))
      guard !output.isJSON else { return try Output.json(created) }
      Output.line(created.token)
      Output.remark("Keep it in the identity provider: it is not shown again.")
    }
  }

  /// `valise admin scim token list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The tokens, and when each was last used (to the hour).",
      discussion: "For administrators.")

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      let tokens = try await service.client().scimTokens()
      guard !output.isJSON else { return try Output.json(tokens) }
      Output.table(
        ["ID", "NAME", "CREATED", "EXPIRES", "LAST USED"],
        tokens.map { token in
          [
            token.id, token.name, token.createdAt.formatted(.iso8601),
            token.expiresAt?.formatted(.iso8601) ?? "never",
            token.lastUsedAt?.formatted(.iso8601) ?? "never",
          ]
        })
    }
  }

  /// `valise admin scim token revoke`
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "End a token at once.",
      discussion: "For administrators. What was pushed with it stays.")

    @OptionGroup var service: ServiceOptions

    @Argument(
      help: ArgumentHelp("The token's id, as list shows it.", valueName: "id"),
      transform: NotEmpty.text)
    var id: String

    func run() async throws {
      try await service.client().revokeSCIMToken(id)
      Output.line("The token \(id) is revoked.")
    }
  }
}
