import Foundation
import SampleVolume
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

/// The new PC of the sample, with policies in its registry and files in `ProgramData`.
struct PolicyPC {
  static let key = #"Policies\Valise"#

  let device: OfflineVolume
  let account: Account

  /// Runs `body` with a PC that is set up so.
  ///
  /// - Parameter policies: registry values below `HKLM\SOFTWARE\Policies\Valise`.
  static func use(
    policies: [String: SettingValue] = [:], file: String? = nil, captureFile: String? = nil,
    _ body: (PolicyPC) async throws -> Void
  ) async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let device = try OfflineVolume(mountedAt: folder)
      let pc = PolicyPC(
        device: device, account: try await device.accounts().account(named: "alice"))
      try await pc.set(policies)
      for (path, text) in [(AgentKeyTable.filePath, file), (CapturePolicyFile.path, captureFile)] {
        if let text { try await device.replaceFile(at: path, with: Data(text.utf8)) }
      }
      try await body(pc)
    }
  }

  private enum CapturePolicyFile { static let path = #"C:\ProgramData\Valise\capture-policy.json"# }

  func set(_ values: [String: SettingValue], in key: String = key) async throws {
    try await device.apply(
      values.map { .setValue(key: key, name: $0, $1) }, to: .software, of: account,
      at: SampleDisks.time)
  }

  func configuration(
    _ options: AgentConfiguration.Option..., environment: [String: String] = [:]
  ) async throws -> AgentConfiguration {
    try await AgentConfiguration.load(from: device, options: options, environment: environment)
  }
}
