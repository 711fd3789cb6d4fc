import ArgumentParser
import ServiceAPI

/// `valise admin version`
struct AdminVersion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "A version of a person's backup profile.",
    subcommands: [Delete.self])

  /// `valise admin version delete`
  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Deletes one version of a profile.",
      discussion: """
        What other versions need stays, and the number is never given again. A profile's only version \
        is not deleted: delete the profile. For the help desk and administrators; a person may delete \
        their own.
        """)

    @Argument(help: "The number of the version.")
    var version: Int

    @Option(
      help: "The profile: its id, as `valise list` prints it, or its PC's name.",
      transform: NotEmpty.text)
    var profile: String

    @OptionGroup var user: UserOption
    @OptionGroup var reason: ReasonOption
    @OptionGroup var confirmation: ConfirmOption
    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func validate() throws {
      guard version >= 1 else { throw ValidationError("Versions are numbered from 1.") }
    }

    func run() async throws {
      let client = try await service.client()
      let found = try await client.profiles(of: user.user).profiles.profile(named: profile)
      guard confirmation.confirm else {
        try await check(found, client)
        throw try confirmation.showOnly(
          "version \(version) of the profile \(found.id) of \(found.source.name)",
          WouldDelete(profiles: 0, versions: 1, offers: 0), output)
      }
      try await client.delete(
        version: version, of: found.id, for: user.user, reason: reason.reason
      ).print(asJSON: output.isJSON)
    }

    /// Refuses what the service would refuse, as far as the account may see it.
    private func check(_ profile: ProfileSummary, _ client: ServiceClient) async throws {
      let versions = try await client.versions(of: profile, for: user.user)
      guard versions?.contains(version) ?? (version <= profile.newestVersion) else {
        throw InputError(
          code: "snapshot.notFound", message: "The profile \(profile.id) has no version \(version)."
        )
      }
      guard versions?.count ?? profile.newestVersion > 1 else {
        throw InputError(
          code: "snapshot.onlyVersion",
          message: "A profile keeps one version at least: delete the profile, or wait for the next "
            + "backup.")
      }
    }
  }
}
