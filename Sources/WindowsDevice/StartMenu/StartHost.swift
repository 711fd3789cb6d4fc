/// Start of a running Windows, which reads its pins when it is started.
public protocol StartHost: Sendable {
  /// Ends Start; Windows starts it again by itself.
  func restart() async throws
}

extension Device {
  /// Nil for a Windows that is not running.
  public var startHost: (any StartHost)? { nil }
}

/// Start of the Windows that the tools belong to.
struct LiveStartHost: StartHost {
  let tools: WindowsTools

  /// The processes that Start is a part of: since Windows 10 1903 one of its own.
  private static let processes = ["StartMenuExperienceHost.exe", "ShellExperienceHost.exe"]

  /// What `taskkill` ends with when there is no such process.
  private static let notRunning: UInt32 = 128

  func restart() async throws {
    for process in Self.processes {
      let ending = try await tools.run("taskkill", ["/F", "/IM", process])
      if ending.isSuccess { return }
      guard ending.exitCode == Self.notRunning else {
        throw DeviceError(
          .toolFailed,
          "Start could not be started again (\(ending.description)). Sign out and in to see the pins."
        )
      }
    }
  }
}
