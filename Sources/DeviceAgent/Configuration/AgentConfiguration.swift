import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// What is in force on a PC: for each key the value, and who said it.
///
/// A policy in the registry counts before everything else, an option of the command line before the
/// environment, that before the configuration file, and the file before what is standard. What a
/// policy says an option cannot change: saying something else is an error.
///
/// ## Topics
/// - Reading: ``load(from:options:environment:table:)``, ``standard(options:environment:)``
/// - What counts: ``entries``, ``problems``, ``value(of:)``
/// - What it means: `AgentConfiguration+Meaning.swift`
public struct AgentConfiguration: Sendable {
  /// One for each key, in the table's order.
  public let entries: [Entry]
  /// What was found and cannot be used.
  public let problems: [AgentProblem]

  public struct Entry: Sendable, Hashable {
    public let key: AgentKey
    public let value: AgentValue?
    public let source: Source
  }

  /// Who said it.
  public enum Source: String, Sendable, Hashable, Codable {
    case policy, option, environment, file
    case standard = "default"
  }

  /// What somebody said on the command line.
  public struct Option: Sendable, Hashable {
    let key: AgentKey.Name
    let value: AgentValue

    public init(_ key: AgentKey.Name, _ value: AgentValue) {
      self.key = key
      self.value = value
    }
  }

  /// What is in force on a PC.
  ///
  /// - Parameters:
  ///   - environment: the variables of this process.
  /// - Throws: ``AgentError`` with `agent.setByPolicy` for an option that says something else than a
  ///   policy; `DeviceError` when the PC cannot be read. What is wrong in policies and files is among
  ///   ``problems``.
  public static func load(
    from device: any Device, options: [Option] = [],
    environment: [String: String] = [:], table: AgentKeyTable? = nil
  ) async throws -> AgentConfiguration {
    let table = try table ?? .bundled()
    let policy = try AgentPolicy(await device.software(PolicyKeys.all), table)
    let file = try await AgentFile(of: device, table)
    return try AgentConfiguration(
      table, policy: policy.values, options: options, environment: environment, file: file.values,
      problems: policy.problems + file.problems)
  }

  /// What is in force where there is no PC.
  public static func standard(
    options: [Option] = [], environment: [String: String] = [:]
  ) throws -> AgentConfiguration {
    try AgentConfiguration(
      .bundled(), policy: [:], options: options, environment: environment, file: [:], problems: [])
  }

  private init(
    _ table: AgentKeyTable, policy: [AgentKey.Name: AgentValue], options: [Option],
    environment: [String: String], file: [AgentKey.Name: AgentValue], problems: [AgentProblem]
  ) throws(AgentError) {
    let said = Dictionary(options.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    var entries: [Entry] = []
    for key in table.keys {
      if let ruled = policy[key.name] {
        if let asked = said[key.name].map(key.normalized), asked != ruled {
          throw AgentError(
            .setByPolicy,
            "\(key.option ?? key.name.rawValue) cannot say \(asked.text): the policy \(key.value) of "
              + "this PC says \(ruled.text). Leave the option out.")
        }
        entries.append(Entry(key: key, value: ruled, source: .policy))
      } else if let asked = said[key.name] {
        entries.append(Entry(key: key, value: key.normalized(asked), source: .option))
      } else if let text = key.environment.flatMap({ environment[$0] }), !text.isEmpty {
        let value = key.normalized(.text(text))
        entries.append(Entry(key: key, value: value, source: .environment))
      } else if let noted = file[key.name] {
        entries.append(Entry(key: key, value: noted, source: .file))
      } else {
        entries.append(Entry(key: key, value: key.standard, source: .standard))
      }
    }
    self.entries = entries
    self.problems = problems
  }

  /// The value of a key; nil where nobody says anything and nothing is standard.
  ///
  /// - Throws: ``AgentError`` when somebody said what cannot be understood and may forbid it.
  public func value(of name: AgentKey.Name) throws(AgentError) -> AgentValue? {
    if let problem = problem(with: name) {
      throw AgentError(
        problem.source == .policy ? .invalidPolicy : .invalidConfiguration,
        problem.message + " Until it is mended this is not done.")
    }
    return entries.first { $0.key.name == name }?.value
  }

  /// Whether the value of a key can be told.
  func isUsable(_ name: AgentKey.Name) -> Bool { problem(with: name) == nil }

  private func problem(with name: AgentKey.Name) -> AgentProblem? {
    let source = source(of: name)
    return problems.first { problem in
      // What counts before the file is not touched by what is wrong in it.
      problem.stops && (problem.key ?? name) == name
        && (problem.source == .policy || source == .file || source == .standard)
    }
  }

  /// Who said what counts for a key.
  public func source(of name: AgentKey.Name) -> Source {
    entries.first { $0.key.name == name }?.source ?? .standard
  }
}
