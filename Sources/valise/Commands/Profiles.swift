import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import UserEnvironment
import WindowsDevice

struct List: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists a person's backup profiles: one for each PC they backed up from.")

  @OptionGroup var person: PersonOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try person.require(orSignedInTo: service) }

  func run() async throws {
    let (subject, client) = try await person.resolved(at: service)
    let list = try await client.profiles(of: subject)
    if output.isJSON { return try Output.json(list) }
    guard !list.profiles.isEmpty else { return Output.line("There is no backup.") }
    Output.table(
      ["PROFILE", "PC", "WINDOWS", "VERSIONS", "LAST BACKUP"],
      list.profiles.map { profile in
        [
          profile.id, profile.source.name,
          "\(profile.source.productTitle) \(profile.source.build)",
          String(profile.newestVersion), Output.age(of: profile.lastBackupAt, at: Date()),
        ]
      })
  }
}

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a backup profile: its versions, or with --snapshot what is in one.")

  @Argument(
    help: "The profile: its id, as `valise list` prints it, or its PC's name.",
    transform: NotEmpty.text)
  var profile: String

  @Option(
    help: ArgumentHelp(
      "Show what is in this snapshot: the number of a version, or `newest`.",
      valueName: "version"))
  var snapshot: SnapshotSelector?

  @Option(
    help: ArgumentHelp(
      "Show only this component, of the newest snapshot where none is named: "
        + "settings, files, apps, startPins or taskbarPins.",
      valueName: "component"))
  var component: ComponentKind?

  @OptionGroup var shown: RevealOption
  @OptionGroup var person: PersonOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try person.require(orSignedInTo: service) }

  func run() async throws {
    let (subject, client) = try await person.resolved(at: service)
    let profile = try await client.profiles(of: subject).profiles.profile(named: profile).id
    if let snapshot = snapshot ?? component.map({ _ in .newest }) {
      let (_, environment) = try await SnapshotDownload(client: client)
        .fetch(snapshot, of: profile, for: subject)
      let catalog = try SettingsCatalog.bundled()
      let visible = environment.hidingValues(where: shown.hides(catalog))
      if output.isJSON { return try Output.json(visible.only(component)) }
      return EnvironmentText(visible, component: component, catalog: catalog).print()
    }
    let versions = try await client.profile(profile, of: subject)
    if output.isJSON { return try Output.json(versions) }
    let source = versions.profile.source
    Output.line(
      "\(source.name), \(source.productTitle) \(source.edition), \(source.build)".onOneLine)
    Output.table(
      ["VERSION", "STORED", "CONTENTS"],
      versions.versions.map { version in
        [
          String(version.version), version.storedAt.formatted(.iso8601),
          version.manifest.components
            .map { "\($0.kind.title) \($0.itemCount)" }.joined(separator: ", "),
        ]
      })
  }
}

extension ComponentKind: ExpressibleByArgument {}

extension SnapshotSelector: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

struct Difference: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows what differs between two environments.",
    discussion: """
      Each side is a file that `valise capture --json` wrote, or PROFILE@VERSION of a person, as in \
      `valise diff p-1@1 p-1@newest --subject ID`.
      """)

  @Argument(help: "The older side: a file, or PROFILE@VERSION.")
  var old: String

  @Argument(help: "The newer side: a file, or PROFILE@VERSION.")
  var new: String

  @OptionGroup var items: SelectionOptions
  @OptionGroup var shown: RevealOption
  @OptionGroup var person: PersonOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    let isOfService = [old, new].contains { Self.version($0) != nil }
    if isOfService { try person.require(orSignedInTo: service) }
  }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let selection = try items.selection(from: catalog)
    let difference = EnvironmentDifference(
      from: selection.narrow(try await environment(old)),
      to: selection.narrow(try await environment(new))
    ).hidingValues(where: shown.hides(catalog))
    if output.isJSON { return try Output.json(difference) }
    guard !difference.isEmpty else { return Output.line("They are the same.") }
    Output.table(
      ["COMPONENT", "ITEM", "BEFORE", "AFTER"],
      difference.changes.map { change in
        let name = catalog.name(ofItem: change.item) ?? change.item
        let text =
          change.component == .settings ? SettingName(name, key: change.item).text : name
        return [change.component.title, text, change.before ?? "-", change.outcome]
      })
    Output.line(Output.count(difference.changes.count, "difference") + ".")
  }

  private func environment(_ side: String) async throws -> Environment {
    if FileManager.default.fileExists(atPath: side) {
      do {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: side))
        return try CanonicalJSON.decode(from: bytes)
      } catch {
        throw InputError(
          code: "input.notAnEnvironment",
          message: "\(side) is not an environment as `valise capture --json` writes it.")
      }
    }
    guard let (profile, version) = Self.version(side) else {
      throw InputError(
        code: "input.unknownSide",
        message: "\(side) is neither a file nor PROFILE@VERSION (a number, or newest).")
    }
    let (subject, client) = try await person.resolved(at: service)
    return try await SnapshotDownload(client: client).fetch(version, of: profile, for: subject)
      .environment
  }

  /// What `PROFILE@VERSION` names; nil for a file, and for other words.
  private static func version(_ side: String) -> (profile: String, version: SnapshotSelector)? {
    let parts = side.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    guard !FileManager.default.fileExists(atPath: side), parts.count == 2,
      let version = SnapshotSelector(parts[1])
    else { return nil }
    return (parts[0], version)
  }
}

extension EnvironmentDifference.Change {
  /// What is there after; of a pin that was moved, from where to where.
  fileprivate var outcome: String {
    guard kind == .moved, let before, let after else { return after ?? "-" }
    func parts(_ words: String) -> (place: Substring, rest: Substring) {
      let number = words.dropFirst("place ".count).prefix { $0.isNumber }
      return (number, words[number.endIndex...])
    }
    let (old, new) = (parts(before), parts(after))
    return old.rest == new.rest
      ? "moved from place \(old.place) to \(new.place)\(new.rest)"
      : "moved from \(before) to \(after)"
  }
}

struct Offers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the offers that a person was made, and how each ended.")

  @OptionGroup var person: PersonOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try person.require(orSignedInTo: service) }

  func run() async throws {
    let (subject, client) = try await person.resolved(at: service)
    let history = try await client.offers(of: subject)
    if output.isJSON { return try Output.json(history) }
    guard !history.offers.isEmpty else { return Output.line("There was no offer.") }
    Output.table(
      ["OFFERED", "MOMENT", "PC", "ENROLLMENT", "OUTCOME"],
      history.offers.map { offer in
        [
          offer.offeredAt.formatted(.iso8601), offer.moment.rawValue, offer.device,
          offer.enrollment, offer.outcome?.rawValue ?? "open",
        ]
      })
  }
}
