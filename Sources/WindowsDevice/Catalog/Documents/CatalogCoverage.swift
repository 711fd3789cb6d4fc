import Foundation
import UserEnvironment

/// Microsoft's published catalogs of settings, held against this one: a table beside the catalog,
/// `Resources/catalog/coverage/microsoft.tsv`.
public struct CatalogCoverage: Sendable {
  public let rows: [Row]

  /// A setting that Microsoft's service names.
  public struct Row: Hashable, Sendable {
    public let catalog: Catalog
    /// Where Microsoft lists it: `Personalization`, and the group on that page, which may be empty.
    public let area: String
    public let group: String
    public let setting: String
    public let windows11: Answer
    public let windows10: Answer
    public let state: State
    /// The ids of the settings that carry it here; a component's name where that does.
    public let carried: [String]
    /// Why it is not carried, or what is particular.
    public let note: String

    /// Whether Microsoft's service carries it to a Windows 11 PC, from Windows 11 or from 10.
    public var isCarriedByMicrosoft: Bool {
      windows11 == .unlisted ? windows10 == .yes : windows11 != .no
    }
  }

  /// Which of Microsoft's catalogs a row is of.
  public enum Catalog: String, Sendable, CaseIterable {
    /// What is backed up and restored: the organizations' catalog.
    case backup
    /// What Enterprise State Roaming takes from PC to PC.
    case roaming
  }

  /// What Microsoft says for one version of Windows.
  public enum Answer: String, Sendable, CaseIterable {
    case yes
    case no
    /// Up to Windows 11 23H2; from 24H2 on no more.
    case until23H2 = "until 23H2"
    /// The version has no such setting, or the catalog does not say.
    case unlisted = ""
  }

  /// What becomes of it here.
  public enum State: String, Sendable, CaseIterable {
    /// Backed up, and restored where the plan allows.
    case carried
    /// Backed up and shown, and never written to another PC.
    case recorded
    /// Known, and not taken.
    case left
    /// Nobody has published where Windows keeps it.
    case unknown
  }

  /// The table that comes with the program.
  public static func bundled() throws(SettingsCatalogError) -> CatalogCoverage {
    let file = "coverage/microsoft.tsv"
    guard let url = Bundle.module.url(forResource: "catalog/" + file, withExtension: nil),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else {
      throw .missing(
        file: file, reason: "The table is not beside the program: install it again.")
    }
    return try CatalogCoverage(file: file, text: text)
  }

  /// Reads the table from its text.
  public init(file: String, text: String) throws(SettingsCatalogError) {
    let table = try CatalogTable(
      file: file, text: text,
      columns: [
        "catalog", "area", "group", "setting", "windows11", "windows10", "state", "carried", "note",
      ])
    var rows: [Row] = []
    for row in table.rows {
      guard let windows11 = Answer(rawValue: row["windows11"]),
        let windows10 = Answer(rawValue: row["windows10"])
      else { throw row.invalid("windows11", "It must be yes, no, until 23H2 or empty.") }
      let carried = row["carried"].split(separator: "|").map(String.init)
      let state: State = try row.word("state")
      let isInBackup = state == .carried || state == .recorded
      guard carried.isEmpty != isInBackup, state == .carried || !row["note"].isEmpty else {
        throw row.invalid("state", "What is carried names ids; all else says why not.")
      }
      rows.append(
        Row(
          catalog: try row.word("catalog"), area: try row.text("area"), group: row["group"],
          setting: try row.text("setting"), windows11: windows11, windows10: windows10,
          state: state, carried: carried, note: row["note"]))
    }
    self.rows = rows
  }

  /// How many rows there are of each state.
  public struct Counts: Hashable, Sendable {
    public let carried: Int
    public let recorded: Int
    public let left: Int
    public let unknown: Int

    init(_ rows: [Row]) {
      carried = rows.count { $0.state == .carried }
      recorded = rows.count { $0.state == .recorded }
      left = rows.count { $0.state == .left }
      unknown = rows.count { $0.state == .unknown }
    }

    public var total: Int { carried + recorded + left + unknown }
    /// Those whose place is known.
    public var known: Int { total - unknown }
  }

  /// What Microsoft's service carries.
  public var carriedByMicrosoft: Counts { Counts(rows.filter(\.isCarriedByMicrosoft)) }

  /// What Microsoft's service names and does not carry.
  public var notCarriedByMicrosoft: Counts { Counts(rows.filter { !$0.isCarriedByMicrosoft }) }

  /// The settings that Windows keeps in its cloud store, which nobody is known to have written from
  /// outside: recorded, of those that Microsoft's service carries.
  public func recordedInCloudStore(of catalog: SettingsCatalog) -> Int {
    rows.count { row in
      row.isCarriedByMicrosoft && row.state == .recorded
        && row.carried.allSatisfy { catalog.recorded(withID: $0) != nil }
    }
  }
}
