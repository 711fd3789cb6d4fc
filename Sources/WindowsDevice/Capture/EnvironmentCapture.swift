import Foundation
import RegistryHive
import RestoreRules
import UserEnvironment

/// Packs a person's environment from a device: what is there, nothing changed.
public struct EnvironmentCapture: Sendable {
  private let catalog: SettingsCatalog
  private let appCatalog: AppCatalog
  private let selection: Selection
  private let policies: [CapturePolicy]

  /// - Parameters:
  ///   - selection: what is wanted. Secrets of networks are never captured here.
  ///   - policy: what may be taken, as the PC itself says.
  ///   - servicePolicy: the same, as the organization's service says. What either leaves out is left out;
  ///     a sensitive setting is taken when either names it.
  public init(
    catalog: SettingsCatalog, appCatalog: AppCatalog, selection: Selection = .everything,
    policy: CapturePolicy = .standard, servicePolicy: CapturePolicy = .standard
  ) {
    self.catalog = catalog
    self.appCatalog = appCatalog
    self.selection = selection
    policies = [policy, servicePolicy]
  }

  private func takes(_ component: ComponentKind) -> Bool {
    selection.includes(component) && policies.allSatisfy { $0.selection.includes(component) }
  }

  /// What was captured, and what could not be.
  public struct Result: Sendable {
    public let environment: Environment
    /// Sentences about damage and missing parts. What they do not name is complete.
    public let warnings: [String]
    /// Sentences about what could not be asked besides, and takes nothing away from the environment.
    public var remarks: [String] = []
  }

  /// Captures the environment of an account.
  ///
  /// - Throws: ``DeviceError`` when the person's hive cannot be read at all. Damage within it is a
  ///   warning.
  public func capture(from device: any Device, of account: Account) async throws -> Result {
    let description = try await device.description()
    var hives: [SettingDefinition.HiveKind: Hive] = [:]
    var warnings = unknownNames
    for kind in SettingDefinition.HiveKind.allCases {
      do {
        let hive = try await device.hive(kind, of: account)
        hives[kind] = hive
        warnings += hive.information.warnings.map { "\(kind.fileName): \($0)" }
      } catch  where kind == .classes {
        warnings.append(
          "The person's classes hive cannot be read, so the machine's list of Store apps is taken. "
            + "\(error)")
      }
    }
    let needsSettings = takes(.settings) || takes(.files)
    let settings = needsSettings ? settings(in: hives, &warnings) : []
    var (apps, remarks) = await apps(in: hives, of: account, on: device, &warnings)
    let startMenu = StartMenuCapture(device: device, account: account)
    var startPins: PinsComponent?
    if takes(.startPins), let userHive = hives[.user] {
      do {
        let found = try await startMenu.startPins(
          userHive: userHive, isWindows11: description.version.isWindows11)
        startPins = found?.pins
        warnings += (found?.unknown ?? []).map { "The Start pin \($0) is not understood." }
      } catch {
        warnings.append("The Start pins cannot be read. \(error)")
      }
    }
    let taskbarPins = await taskbarPins(
      TaskbarPins(device: device, account: account), hives[.user], &warnings)
    apps?.markPinned(in: startPins)
    apps?.markPinned(in: taskbarPins)
    let environment = Environment(
      source: description.source,
      settings: takes(.settings)
        ? SettingsComponent(profilePath: account.profilePath, settings: settings) : nil,
      apps: apps.map { AppsComponent(apps: $0.apps) }, startPins: startPins,
      taskbarPins: taskbarPins,
      files: await files(
        settings: settings, software: hives[.software], from: device, of: account, &warnings))
    let chosen = policies.reduce(selection.narrow(environment)) { $1.selection.narrow($0) }
    return Result(environment: chosen, warnings: warnings, remarks: remarks)
  }

  /// What the policy names and nobody knows: a misspelt exception would be taken.
  private var unknownNames: [String] {
    let items = policies.flatMap { [$0.selection.only, $0.selection.except] }
    let words =
      items.flatMap(catalog.unknownWords)
      + secrets.words.filter { catalog.definition(named: $0) == nil }
    return words.map {
      "The capture policy names \($0), which this version of Valise does not know."
    }
  }

  private var secrets: SecretOptIn {
    policies.reduce(.nothing) { $0.union($1.secrets) }
  }

  private func taskbarPins(
    _ taskbar: TaskbarPins, _ userHive: Hive?, _ warnings: inout [String]
  ) async -> PinsComponent? {
    guard takes(.taskbarPins) else { return nil }
    do {
      let found = try await taskbar.read(userHive: userHive)
      warnings += found.unknown.map { "The taskbar pin \($0) does not say what it opens." }
      return found.pins
    } catch {
      warnings.append("The taskbar pins cannot be read. \(error)")
      return nil
    }
  }

  private func files(
    settings: [Setting], software: Hive?, from device: any Device, of account: Account,
    _ warnings: inout [String]
  ) async -> FilesComponent? {
    guard takes(.files) else { return nil }
    do {
      return try await SettingFilesCapture(device: device, account: account, catalog: catalog)
        .files(settings: settings, software: software)
    } catch {
      warnings.append("The files of settings cannot be read. \(error)")
      return nil
    }
  }

  private func settings(
    in hives: [SettingDefinition.HiveKind: Hive], _ warnings: inout [String]
  ) -> [Setting] {
    var damage: [String] = []
    var settings = SettingsCapture(catalog: catalog, secrets: secrets)
      .settings(in: hives) { row, error in
        damage.append("\(row.name) cannot be read. \(error)")
      }
    do throws(HiveError) {
      if let user = hives[.user] {
        settings += try CloudStoreCapture(catalog: catalog).settings(in: user.root) { name, error in
          damage.append("The record \(name.type) of the cloud store cannot be read. \(error)")
        }
      }
    } catch {
      damage.append("The cloud store cannot be read. \(error)")
    }
    warnings += damage
    return settings
  }

  private func apps(
    in hives: [SettingDefinition.HiveKind: Hive], of account: Account, on device: any Device,
    _ warnings: inout [String]
  ) async -> (list: AppList?, remarks: [String]) {
    guard takes(.apps), let user = hives[.user] else { return (nil, []) }
    do {
      var list = try AppList(
        classes: hives[.classes]?.root, software: hives[.software]?.root, user: user.root,
        sid: account.sid, catalog: appCatalog)
      guard let live = await device.liveApps(of: account) else { return (list, []) }
      list.merge(live)
      return (list, live.remarks)
    } catch {
      warnings.append("The list of apps cannot be read. \(error)")
      return (nil, [])
    }
  }
}

extension SettingDefinition.HiveKind {
  /// The hive's file, as people who know Windows call it.
  public var fileName: String {
    switch self {
    case .user: "NTUSER.DAT"
    case .classes: "UsrClass.dat"
    case .software: "SOFTWARE"
    case .system: "SYSTEM"
    }
  }
}
