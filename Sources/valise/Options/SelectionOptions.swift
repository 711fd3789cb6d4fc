import ArgumentParser
import DeviceAgent
import RestoreRules
import UserEnvironment
import WindowsDevice

/// What of an environment is meant.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Only this: a component (settings, files, apps, startPins, taskbarPins), a category of the catalog, a \
      setting's id, or one of its instances (language.language-name[en-GB]). May be given several times.
      """,
      valueName: "what"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Not this, in the same words, whatever --only says. May be given several times.",
      valueName: "what"))
  var except: [String] = []

  /// What was chosen, held against the catalog.
  func selection(from catalog: SettingsCatalog) throws -> Selection {
    let selection = Selection(
      only: Selection.Items(words: only), except: Selection.Items(words: except))
    for items in [selection.only, selection.except] {
      guard let word = catalog.unknownWords(in: items).first else { continue }
      throw InputError.unknownSelection(word)
    }
    return selection
  }
}

/// Which sensitive settings are carried all the same.
struct SecretOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Also this sensitive setting, which may hold a password or an internal address: its id \
      (network.proxy-server), or for an environment variable its name too \
      (environment.variable[JAVA_HOME]). Backup and restore must both name it, or their PC's policy. \
      May be given several times.
      """,
      valueName: "id"))
  var includeSecret: [String] = []

  /// What was opted in, held against the catalog.
  func optIn(from catalog: SettingsCatalog) throws -> SecretOptIn {
    for word in includeSecret {
      guard let row = catalog.definition(named: word) else {
        throw InputError.unknownSelection(word)
      }
      guard row.sensitivity == .secret, [.portable, .profilePath].contains(row.portability) else {
        throw InputError(
          code: "input.notASecret",
          message: row.sensitivity == .secret
            ? "\(word) is never restored, so it is not taken. `valise catalog show \(row.id)` says why."
            : "\(word) is not sensitive: no option is needed to take it.")
      }
      guard !row.standsForAnyValue || word.contains("[") else {
        throw InputError(
          code: "input.unnamedSecret",
          message: "\(word) stands for any number of values. Name each: \(word)[NAME].")
      }
    }
    return SecretOptIn(includeSecret)
  }

  /// What the PC's configuration says, and these options besides.
  func policy(
    _ configuration: AgentConfiguration, _ catalog: SettingsCatalog
  ) throws -> CapturePolicy {
    var policy = try configuration.capturePolicy
    let asked = policy.secrets.union(try optIn(from: catalog))
    guard try configuration.letsPeopleOptIn || asked == policy.secrets else {
      throw AgentError.overruled(
        .secretChoice, "--include-secret " + includeSecret.joined(separator: " "))
    }
    policy.secrets = asked
    return policy
  }
}

/// Whether sensitive values are shown.
struct RevealOption: ParsableArguments {
  @Flag(help: "Show the values of sensitive settings, which else are \"(secret)\".")
  var reveal = false

  /// Whether the value of a setting is hidden, by its key. One that the catalog does not know may be
  /// sensitive, too.
  func hides(_ catalog: SettingsCatalog) -> (_ key: String) -> Bool {
    { key in
      let id = String(key.prefix { $0 != "[" })
      return !reveal && catalog.definition(withID: id)?.sensitivity ?? .secret == .secret
    }
  }
}

extension InputError {
  fileprivate static func unknownSelection(_ word: String) -> InputError {
    InputError(
      code: "input.unknownSelection",
      message: "\(word) is neither a component, a category nor a setting. `valise catalog list` "
        + "prints them.")
  }
}
