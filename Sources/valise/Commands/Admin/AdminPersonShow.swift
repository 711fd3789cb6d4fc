import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin person show`
struct AdminPersonShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "A person's backups, offers, sign-ins and backup orders. Never what is in a backup.")

  @Argument(help: "The person's id at the identity provider.", transform: NotEmpty.text)
  var user: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let person = try await service.client().person(user)
    if output.isJSON { return try Output.json(person) }
    guard person.isAnything else {
      return Output.line(
        """
        Nothing is known of \(user.onOneLine): no backup, no sign-in, no offer, no backup order, and no \
        directory has told of them. \(InputError.checkOfID)
        """)
    }
    Output.line((person.name.map { "\(user), \($0)" } ?? user).onOneLine)
    if person.isActive == false {
      Output.line("The account is deactivated or removed in the directory: nothing is offered.")
    }
    section("Backups", person.profiles, none: "There is no backup.") { profiles in
      Output.table(
        ["PROFILE", "PC", "NAME", "VERSIONS", "LAST BACKUP"],
        profiles.map {
          [
            $0.profile.id, $0.device, $0.profile.source.name, String($0.profile.newestVersion),
            Output.age(of: $0.profile.lastBackupAt, at: Date()),
          ]
        })
    }
    section("Sign-ins", person.decisions, none: "No sign-in is known.") { decisions in
      Output.table(
        ["TIME", "PC", "MOMENT", "DECISION", "ID"],
        decisions.map {
          [$0.at.formatted(.iso8601), $0.device, $0.moment.rawValue, $0.answerInWords, $0.id]
        })
    }
    section("Offers", person.offers, none: "There was no offer.") { offers in
      Output.table(
        ["OFFERED", "MOMENT", "PC", "ENROLLMENT", "OUTCOME"],
        offers.map {
          [
            $0.offeredAt.formatted(.iso8601), $0.moment.rawValue, $0.device, $0.enrollment,
            $0.outcome?.rawValue ?? "open",
          ]
        })
    }
    section("Backup orders", person.backupOrders, none: "No backup was asked for.") {
      BackupOrdersText($0).print()
    }
  }

  private func section<Item>(
    _ title: String, _ items: [Item], none: String, print: ([Item]) -> Void
  ) {
    Output.line("\n\(title)")
    items.isEmpty ? Output.line(none) : print(items)
  }
}
