import ArgumentParser
import Foundation
import RestoreRules
import ServiceAPI

/// `valise admin policy preview`
struct AdminPolicyPreview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "What a change of a policy would do to people, without making it.",
    discussion: """
      Everybody who has a backup or had an offer is decided at the moment of their last sign-in, as it \
      is and as it would be. Nothing is changed.
      """)

  @Option(help: ArgumentHelp("The document that would be put, a JSON file.", valueName: "file"))
  var file: String?

  @Option(
    help: ArgumentHelp("The policy that would be removed.", valueName: "policy"),
    transform: NotEmpty.text)
  var delete: String?

  @Option(help: ArgumentHelp("How many of the people to name.", valueName: "number"))
  var show = 20

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (file == nil) != (delete == nil) else {
      throw ValidationError("Name a document with --file, or a policy with --delete.")
    }
    guard show >= 0 else { throw ValidationError("--show must be 0 or more.") }
  }

  func run() async throws {
    let client = try await service.client()
    let change = try change()
    var people = 0
    var (offers, backups) = (PolicyPreview.Count(), PolicyPreview.Count())
    var named: [PolicyPreview.Person] = []
    var after: String?
    repeat {
      let page = try await client.preview(change, after: after)
      people += page.people
      offers.add(page.offers)
      backups.add(page.backups)
      named += page.changes.prefix(show - named.count)
      after = page.next
    } while after != nil
    let whole = PolicyPreview(
      people: people, offers: offers, backups: backups, changes: named, next: nil)
    try output.isJSON ? Output.json(whole) : print(whole)
    try Warnings.report(change.document.map(PolicyWordsOption.warnings) ?? [])
  }

  private func change() throws -> PolicyChange {
    if let delete { return PolicyChange(name: delete, document: nil) }
    let policy = try PolicyFileOption.policy(in: file ?? "")
    return PolicyChange(name: policy.name, document: policy)
  }

  private func print(_ preview: PolicyPreview) {
    Output.line("Of \(preview.people) people:")
    Output.line("  offers   \(preview.offers.gain) gain, \(preview.offers.lose) lose")
    Output.line("  backups  \(preview.backups.gain) gain, \(preview.backups.lose) lose")
    guard !preview.changes.isEmpty else { return }
    Output.line("")
    Output.table(
      ["USER", "DEVICE", "MOMENT", "OFFER", "BACKUP", "WHY"],
      preview.changes.map { person in
        [
          person.user, person.device, person.moment.rawValue, person.offer?.rawValue ?? "-",
          person.backup?.rawValue ?? "-", person.reasons.joined(separator: " "),
        ]
      })
  }
}

extension PolicyPreview.Count {
  fileprivate mutating func add(_ other: PolicyPreview.Count) {
    gain += other.gain
    lose += other.lose
  }
}
