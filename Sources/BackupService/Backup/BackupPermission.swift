import RestoreRules
import UserEnvironment

/// Whether policies let a backup be taken in.
enum BackupPermission {
  /// - Throws: `backup.turnedOff`, `backup.componentNotAllowed`, with the reason of the policy.
  static func check(
    _ manifest: SnapshotManifest, against policy: EffectivePolicy
  ) throws(ServiceProblem) {
    let enabled = policy[.backupEnabled]
    guard enabled.value else { throw ServiceProblem(.backupTurnedOff, enabled.reason) }
    for component in manifest.components where Policy.components.contains(component.kind) {
      let allowed = policy[.backup(component.kind)]
      guard allowed.value else {
        throw ServiceProblem(.backupComponentNotAllowed, allowed.reason)
      }
    }
  }
}
