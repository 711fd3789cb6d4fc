import Logging
import ServiceLifecycle

/// Does something again and again while the service runs, and stops with it. What fails is logged, and
/// tried again at the next turn. Several processes may do the same at once: the work must allow that.
struct PeriodicTask: Service {
  /// As the log calls it.
  let name: String
  let interval: Duration
  let logger: Logger
  let work: @Sendable () async throws -> Void

  func run() async throws {
    while !Task.isShuttingDownGracefully {
      do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
      } catch is CancellationError {
        return
      }
      do {
        try await work()
      } catch {
        logger.warning("\(name) failed", metadata: ["error": "\(type(of: error))"])
      }
    }
  }
}
