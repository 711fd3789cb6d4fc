import ArgumentParser
import BackupService
import Foundation

/// `valised check`
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check everything that is stored, and say what is damaged and whom it touches.",
    discussion: """
      Holds all lists against each other: profiles, versions, contents, keys, offers, sign-ins, \
      records, audit logs; opens every stored key, and has the database check its own structures. With \
      --read-data the contents are opened as well and held against their digests: all of them, or \
      so many of a hundred (--read-data=5%), chosen by a seed that is printed and can be given again.

      May run beside valised. Damage is put right from a backup of the database; only indexes can be \
      made anew (--repair). Ends with status 0 when everything is sound, 1 when something is damaged, \
      2 when it could not be checked.
      """)

  @OptionGroup var installation: InstallationOptions

  @Flag(help: "Open all contents, or with --read-data=5% so many of a hundred.")
  var readData = false

  @Option(help: ArgumentHelp("As --read-data=n%.", valueName: "n%", visibility: .hidden))
  var readPart: Percentage?

  @Option(
    help: ArgumentHelp("Which contents a part of them is: an earlier seed.", valueName: "text"))
  var seed: String?

  @Flag(help: "Make the database's indexes anew first.")
  var repair = false

  @Flag(help: "Print JSON.")
  var json = false

  /// How many of a hundred: `5%`, `0.5%`, `100`.
  struct Percentage: ExpressibleByArgument, Sendable, CustomStringConvertible {
    let percent: Double

    init(percent: Double) { self.percent = percent }

    init?(argument: String) {
      let text = argument.hasSuffix("%") ? String(argument.dropLast()) : argument
      guard let number = Double(text), number > 0, number <= 100 else { return nil }
      percent = number
    }

    var description: String { "\(percent)%" }
  }

  /// Arguments with `--read-data=5%` as `--read-part=5%`. The parser has options whose value may be
  /// left out, but of them it takes a wrong value for none.
  static func spelledOut(_ arguments: some Sequence<String>) -> [String] {
    let prefix = "--read-data="
    return arguments.map {
      $0.hasPrefix(prefix) ? "--read-part=" + $0.dropFirst(prefix.count) : $0
    }
  }

  func validate() throws {
    guard !readData || readPart == nil else {
      throw ValidationError(
        "Give --read-data once: alone for all contents, or with how many of a hundred.")
    }
  }

  func run() async throws {
    let part = readData ? Percentage(percent: 100) : readPart
    try await installation.withInstallation { installation in
      let sample = part.map {
        DataSample(percent: $0.percent, seed: seed ?? DataSample.randomSeed())
      }
      let report = try await StoreInspection(
        store: installation.store, vault: try await installation.vault(), sample: sample
      ).run(repair: repair)
      if json {
        Output.line(try OperatorOutput.json(CheckOutput(report)))
      } else {
        for line in CheckOutput.lines(of: report) { Output.line(line) }
      }
      if !report.isSound { throw ExitCode(1) }
    }
  }
}

/// What `valised check` prints.
struct CheckOutput: Codable {
  let sound: Bool
  let report: InspectionReport
  let people: [PersonTouched]

  init(_ report: InspectionReport) {
    sound = report.isSound
    self.report = report
    people = report.touched
  }

  static func lines(of report: InspectionReport) -> [String] {
    var lines = report.faults.map(line)
    lines += report.unchecked.map { "Not checked: \($0)" }
    if report.reindexed { lines.append("The database's indexes were made anew.") }
    let counts = [
      OperatorOutput.count(report.tenants, "tenant", "tenants"),
      OperatorOutput.count(report.people, "person", "people"),
      OperatorOutput.count(report.profiles, "profile", "profiles"),
      OperatorOutput.count(report.snapshots, "version", "versions"),
      OperatorOutput.count(report.components, "component", "components"),
      OperatorOutput.count(report.keys, "key", "keys"),
      OperatorOutput.count(report.records, "record", "records"),
      OperatorOutput.count(report.logEntries, "log entry", "log entries"),
    ]
    lines.append("Checked: \(counts.joined(separator: ", ")).")
    if report.componentsRead > 0 || report.seed != nil {
      lines.append(
        "Opened \(OperatorOutput.count(report.componentsRead, "component", "components")) of \(report.bytesRead) bytes."
          + (report.seed.map { " The choice was made with --seed \($0)." } ?? ""))
    }
    if report.isSound {
      lines.append("Everything is sound.")
    } else {
      let people = report.touched.filter { $0.person != nil }.count
      lines.append(
        "Damaged: \(OperatorOutput.count(report.faults.count, "fault", "faults")), touching \(OperatorOutput.count(people, "person", "people")). Restore a backup of the database."
      )
    }
    return lines
  }

  private static func line(_ fault: StoredFault) -> String {
    let place = [
      fault.tenant, fault.person, fault.profile, fault.version.map { "version \($0)" },
      fault.component,
    ].compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? "" : place + ": ") + "\(fault.detail) [\(fault.code)]"
  }
}
