import ArgumentParser
import ServiceAPI

/// `valise admin profile`
struct AdminProfile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "A person's backup profile.",
    subcommands: [Delete.self])

  /// `valise admin profile delete`
  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Deletes a profile with all its versions.",
      discussion: """
        The PC's next backup makes a new profile. For the help desk and administrators; a person may \
        delete their own.
        """)

    @Argument(
      help: "The profile: its id, as `valise list` prints it, or its PC's name.",
      transform: NotEmpty.text)
    var profile: String

    @OptionGroup var user: UserOption
    @OptionGroup var reason: ReasonOption
    @OptionGroup var confirmation: ConfirmOption
    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      let client = try await service.client()
      let found = try await client.profiles(of: user.user).profiles.profile(named: profile)
      guard confirmation.confirm else {
        let versions = try await client.versionCount(of: [found], for: user.user)
        let counted =
          versions.map { Output.count($0, "version") }
          ?? "all its versions up to \(found.newestVersion)"
        throw try confirmation.showOnly(
          "the profile \(found.id) of \(found.source.name), with \(counted)",
          WouldDelete(profiles: 1, versions: versions, offers: 0), output)
      }
      try await client.delete(profile: found.id, for: user.user, reason: reason.reason)
        .print(asJSON: output.isJSON)
    }
  }
}
