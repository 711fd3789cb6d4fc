/// What installs apps on a PC.
public protocol PackageManager: Sendable {
  /// Installs an app, or finds that it is there.
  ///
  /// - Throws: ``AgentError`` with `agent.noPackageManager` when the program that does it is not
  ///   there or does not start, and `CancellationError`.
  func install(_ app: QueuedApp) async throws -> InstallAnswer

  /// Whether the app is there now. False also when that cannot be found out: installing it says.
  func isInstalled(_ app: QueuedApp) async throws -> Bool
}
