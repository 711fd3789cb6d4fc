import ArgumentParser
import ServiceAPI

/// `valise admin person delete`
struct AdminPersonDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Deletes all of a person: profiles, offers, sign-ins and records.",
    discussion: """
      Where nothing is known of a person, that is said with status 1: their id is mostly mistyped. What \
      the audit log says of them stays, and so does their account in the directory until the identity \
      provider removes it. A PC that backs up for the person afterwards makes new data: take their access \
      away first. For administrators.
      """)

  @OptionGroup var user: UserOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var confirmation: ConfirmOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    let isKnown = try await client.person(user.user).isAnything
    guard confirmation.confirm else {
      guard isKnown else { throw InputError.unknownPerson(user.user, "so nothing can be deleted") }
      let profiles = try await client.profiles(of: user.user).profiles
      let offers = try await client.offers(of: user.user).offers.count
      let versions = try await client.versionCount(of: profiles, for: user.user)
      let parts = [
        Output.count(profiles.count, "profile"), versions.map { Output.count($0, "version") },
        Output.count(offers, "offer"),
      ].compactMap { $0 }.joined(separator: ", ")
      throw try confirmation.showOnly(
        "all of \(user.user), with \(parts), and with their sign-ins, backup orders and records",
        WouldDelete(profiles: profiles.count, versions: versions, offers: offers), output)
    }
    // Sent in any case: what the service does not show, such as an old sign-in, must go as well.
    let answer = try await client.delete(person: user.user, reason: reason.reason)
    guard isKnown else {
      throw InputError.unknownPerson(
        user.user, "and what may have been left of an old sign-in is deleted")
    }
    try answer.print(asJSON: output.isJSON)
  }
}
