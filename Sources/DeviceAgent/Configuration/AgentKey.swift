import Foundation

/// One key of the agent's configuration: what IT can set on a PC.
///
/// The table of them is a resource, one entry a key. Everything that names keys is made from it: what is
/// read, what is reported, the policy templates and the page of the documentation.
public struct AgentKey: Sendable, Hashable {
  public let name: Name
  /// The registry value that a policy sets, below ``AgentKeyTable/policyKey``.
  public let value: String
  /// The id of its category in policy templates.
  public let category: String
  public let kind: Kind
  /// What counts where nobody says anything; nil where there is nothing then.
  public let standard: AgentValue?
  /// Whether it says what may be done. One that cannot be understood stops what it is about: it may
  /// say that it must not be. Of the others the next that says something counts.
  public let limits: Bool
  /// The option of the command line that says the same.
  public let option: String?
  /// The option that only adds to what the key says: it chooses among what is left, or names more.
  public let narrowing: String?
  public let environment: String?
  /// A few words, as an administrator sees them in a list of policies.
  public let title: String
  /// What it does, in sentences.
  public let help: String
  /// A value that somebody could set.
  public let example: AgentValue

  /// The keys that the agent asks for.
  public enum Name: String, Sendable, Hashable, CaseIterable, Codable {
    case server, enabled
    case provisioning = "device.provisioning"
    case use = "device.use"
    case backup = "backup.enabled"
    case backupInterval = "backup.intervalHours"
    case captureOnly = "capture.only"
    case captureExcept = "capture.except"
    case captureSecrets = "capture.secrets"
    case secretChoice = "capture.secretChoice"
    case restoreInSetup = "restore.oobe"
    case restoreAtFirstSignIn = "restore.firstSignIn"
    case restoreOnDemand = "restore.onDemand"
    case decisionSeconds = "restore.decisionSeconds"
    case appInstallation = "apps.install"
    case appSources = "apps.sources"
    case appScope = "apps.scope"
    case parallelApps = "apps.parallel"
    case appTimeLimit = "apps.timeLimitMinutes"
    case appRules = "apps.rules"
    case storeCatalog = "apps.storeCatalog"
  }

  /// What a value of the key is.
  public enum Kind: Sendable, Hashable {
    /// On or off: 1 or 0 in the registry.
    case flag
    case number(ClosedRange<Int>, unit: String)
    /// One of these words.
    case choice([Choice])
    case text(Form)
    case list(Form)
  }

  public struct Choice: Sendable, Hashable, Decodable {
    public let word: String
    public let title: String
  }

  /// What a text has to look like.
  public enum Form: String, Sendable, Hashable, Decodable {
    /// The address of a service: scheme, host, and what else it needs.
    case address
    /// The Windows path of a file, from the drive on.
    case path
    /// A word of a selection. Which there are is the catalog's business.
    case selection
    /// The name of a source of winget's.
    case sources
  }
}

/// A value of a key, wherever it comes from.
public enum AgentValue: Sendable, Hashable {
  case flag(Bool)
  case number(Int)
  case text(String)
  case list([String])

  /// As people write it on a line.
  public var text: String {
    switch self {
    case .flag(let flag): flag ? "on" : "off"
    case .number(let number): String(number)
    case .text(let text): text
    case .list(let list): list.isEmpty ? "(empty)" : list.joined(separator: ", ")
    }
  }
}

extension AgentValue: Codable {
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Int.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try value.decode([String].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try value.encode(flag)
    case .number(let number): try value.encode(number)
    case .text(let text): try value.encode(text)
    case .list(let list): try value.encode(list)
    }
  }
}
