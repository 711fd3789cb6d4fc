import Foundation
import JSONText
import RestoreRules
import WindowsDevice

/// What the files say by which a PC is configured: the agent's own, and the older one for captures
/// alone. Where both name a key, the agent's own counts.
struct AgentFile: Sendable {
  var values: [AgentKey.Name: AgentValue] = [:]
  var problems: [AgentProblem] = []

  /// No file of ours is larger.
  private static let largest = 1 << 20

  /// Reads both. What cannot be understood is a problem; a file that cannot be read at all stops
  /// everything, since anything may be forbidden in it.
  ///
  /// - Throws: `DeviceError` when the PC's files cannot be read.
  init(of device: any Device, _ table: AgentKeyTable) async throws {
    if let bytes = try await device.file(at: AgentKeyTable.filePath) { read(bytes, table) }
    guard let bytes = try await device.file(at: CapturePolicy.path) else { return }
    do {
      let policy = try CapturePolicy(json: bytes)
      adopt(.captureOnly, policy.selection.only.words)
      adopt(.captureExcept, policy.selection.except.words)
      adopt(.captureSecrets, policy.secrets.words)
    } catch {
      for key in [AgentKey.Name.captureOnly, .captureExcept, .captureSecrets] {
        note(key, "\(CapturePolicy.path) cannot be used. \(error.message)", stops: true)
      }
    }
  }

  private mutating func adopt(_ key: AgentKey.Name, _ words: [String]) {
    guard values[key] == nil, !words.isEmpty else { return }
    values[key] = .list(words)
  }

  private mutating func read(_ bytes: Data, _ table: AgentKeyTable) {
    guard bytes.count <= Self.largest else {
      return note(nil, "\(AgentKeyTable.filePath) is larger than 1 MB.", stops: true)
    }
    if let fault = JSONSyntax.fault(in: bytes) {
      return note(
        nil,
        "\(AgentKeyTable.filePath) is not JSON: line \(fault.line), column \(fault.column): "
          + "\(fault.reason).", stops: true)
    }
    guard case .object(let document)? = JSONValue(strict: bytes) else {
      return note(nil, "\(AgentKeyTable.filePath) must be an object in { }.", stops: true)
    }
    let known = Dictionary(
      table.keys.map { ($0.name.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
    for (path, value) in Self.leaves(document).sorted(by: { $0.path < $1.path }) {
      guard let key = known[path] else {
        // A misspelt key may be one that forbids something.
        note(
          nil,
          "\(AgentKeyTable.filePath): the key \(path) is not known. `valise status` prints "
            + "those that are.", stops: true)
        continue
      }
      do throws(AgentValueFault) {
        values[key.name] = try key.read(value)
      } catch {
        note(
          key.name, "\(AgentKeyTable.filePath): the value of \(path) \(error.words).",
          stops: key.limits)
      }
    }
  }

  /// The values of a document with their paths: `backup.enabled`.
  private static func leaves(
    _ object: [String: JSONValue], below prefix: String = ""
  ) -> [(path: String, value: JSONValue)] {
    object.flatMap { name, value -> [(path: String, value: JSONValue)] in
      guard case .object(let inner) = value, !inner.isEmpty else { return [(prefix + name, value)] }
      return leaves(inner, below: prefix + name + ".")
    }
  }

  private mutating func note(_ key: AgentKey.Name?, _ message: String, stops: Bool) {
    problems.append(AgentProblem(key: key, source: .file, message: message, stops: stops))
  }
}
