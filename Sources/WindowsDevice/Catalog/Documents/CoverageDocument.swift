import UserEnvironment

/// The page that holds Microsoft's catalogs against this one: `docs/catalog-coverage.md`.
public struct CoverageDocument: Sendable {
  public let coverage: CatalogCoverage
  public let catalog: SettingsCatalog

  public init(_ coverage: CatalogCoverage, _ catalog: SettingsCatalog) {
    self.coverage = coverage
    self.catalog = catalog
  }

  /// The page in Markdown.
  public var markdown: String {
    ([introduction] + CatalogCoverage.Catalog.allCases.map(section)).joined(separator: "\n\n")
      + "\n"
  }

  private var introduction: String {
    let theirs = coverage.carriedByMicrosoft
    let others = coverage.notCarriedByMicrosoft
    let cloudStore = coverage.recordedInCloudStore(of: catalog)
    let inBackup = theirs.carried + theirs.recorded
    let writable = theirs.known - cloudStore
    return """
      # Coverage

      <!-- Written by `valise catalog document coverage`; edit the table of the catalog, not this page. -->

      Microsoft publishes which settings its own service for organizations backs up and restores, and which Enterprise State Roaming
      takes from PC to PC. This page holds each of those \(coverage.rows.count) settings against the catalog of Valise. Microsoft's lists are of April 2025;
      the names are in our words. The table is `Sources/WindowsDevice/Resources/catalog/coverage/microsoft.tsv`.

      \(Markdown.table(
        ["", "carried", "recorded", "left", "place unknown", "all"],
        [
          ["Microsoft carries it"] + cells(theirs),
          ["Microsoft names it and does not carry it"] + cells(others),
        ]))

      - **carried**: backed up, and restored where the plan allows. **recorded**: backed up and shown, never written to another PC.
        **left**: not taken, on purpose. **place unknown**: no document, public program or hive says where Windows keeps it.
      - Of the \(theirs.total) settings that Microsoft carries the place of \(theirs.known) is known. \(inBackup) of these (\(Markdown.percent(inBackup, of: theirs.known)) %) are in a backup:
        \(theirs.carried) (\(Markdown.percent(theirs.carried, of: theirs.known)) %) are carried, \(theirs.recorded) recorded.
      - \(cloudStore) of those recorded lie in Windows' cloud store, where nobody is known to have written them from another PC
        ([formats/cloud-store.md](formats/cloud-store.md)). Of the \(writable) that lie where they can be written, \(theirs.carried) (\(Markdown.percent(theirs.carried, of: writable)) %) are carried.
      - **Beyond Microsoft**: \(others.carried) settings that Microsoft names and does not carry are carried here. Most of the
        \(catalog.definitions.count + catalog.files.count) settings in [settings.md](settings.md) are not named by Microsoft at all.
      """
  }

  private func cells(_ counts: CatalogCoverage.Counts) -> [String] {
    [counts.carried, counts.recorded, counts.left, counts.unknown, counts.total].map(String.init)
  }

  private func section(_ kind: CatalogCoverage.Catalog) -> String {
    let rows = coverage.rows.filter { $0.catalog == kind }
    var areas: [String] = []
    for row in rows where areas.last != row.area { areas.append(row.area) }
    let title =
      switch kind {
      case .backup: "## Backup and restore"
      case .roaming: "## Enterprise State Roaming"
      }
    let tables = areas.map { area in
      "### \(area)\n\n"
        + Markdown.table(
          ["setting", "Windows 11", "Windows 10", "here", "by"],
          rows.filter { $0.area == area }.map(cells))
    }
    return ([title] + tables).joined(separator: "\n\n")
  }

  private func cells(_ row: CatalogCoverage.Row) -> [String] {
    let carried = row.carried.map(Markdown.code).joined(separator: ", ")
    return [
      row.group.isEmpty ? row.setting : row.group + " > " + row.setting,
      row.windows11.rawValue, row.windows10.rawValue, state(of: row),
      [carried, row.note].filter { !$0.isEmpty }.joined(separator: ". "),
    ]
  }

  private func state(of row: CatalogCoverage.Row) -> String {
    switch row.state {
    case .carried: row.isCarriedByMicrosoft ? "carried" : "carried, beyond Microsoft"
    case .recorded: "recorded"
    case .left: "left"
    case .unknown: "place unknown"
    }
  }
}
