import UserEnvironment

/// Something that a person does after a restore so that all of it takes effect.
public struct FollowUp: Hashable, Sendable, Codable {
  /// Stable: `followUp.signOut`.
  public let code: String
  /// What to do, in a sentence.
  public let text: String

  private init(_ code: String, _ text: String) {
    self.code = "followUp." + code
    self.text = text
  }

  /// What these settings and files ask for, each thing once, in the order in which it is best done.
  /// What ends the session starts Explorer and the apps again as well, so they are not named then.
  static func all(settings: [PlannedSetting], files: [PlannedFile]) -> [FollowUp] {
    let effects = Set(
      settings.filter { $0.after != nil }.map(\.effect)
        + files.filter { $0.after != nil }.map(\.effect))
    return files.compactMap(\.request).map { FollowUp("chooseFile", $0) } + copies(files)
      + restarts(effects)
  }

  private static func restarts(_ effects: Set<SettingDefinition.Effect>) -> [FollowUp] {
    if effects.contains(.reboot) {
      return [FollowUp("restartPC", "Restart the PC once to finish.")]
    }
    if effects.contains(.signOut) { return [FollowUp("signOut", "Sign out once to finish.")] }
    return [
      (SettingDefinition.Effect.explorerRestart, FollowUp("restartExplorer", "Restart Explorer.")),
      (.startMenuRestart, FollowUp("restartStart", "Restart Start, or sign out once.")),
      (.appRestart, FollowUp("restartApps", "Close and open the apps that are running.")),
    ].filter { effects.contains($0.0) }.map(\.1)
  }

  private static func copies(_ files: [PlannedFile]) -> [FollowUp] {
    let missing = files.filter { PlannedFile.notTakenCodes.contains($0.decision.code) }
    guard !missing.isEmpty else { return [] }
    let names = missing.map(\.key).joined(separator: ", ")
    return [FollowUp("copyFiles", "Copy what was not taken from the old PC: \(names).")]
  }
}
