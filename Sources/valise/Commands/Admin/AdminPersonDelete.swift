import ArgumentParser
import ServiceAPI

/// `valise admin person delete`
struct AdminPersonDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Deletes all of a person: profiles, offers, sign-ins and records.",
    discussion: """
      What the audit log says of them stays, and so does their account in the directory until the identity \
      provider removes it. A PC that backs up for the person afterwards makes new \
      data: take their access away first. For administrators.
      """)

  @OptionGroup var user: UserOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var confirmation: ConfirmOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    guard confirmation.confirm else {
      let profiles = try await client.profiles(of: user.user).profiles
      throw confirmation.showOnly(
        "all of \(user.user), with \(Output.count(profiles.count, "profile"))")
    }
    try await client.delete(person: user.user, reason: reason.reason)
      .print(asJSON: output.isJSON)
  }
}
