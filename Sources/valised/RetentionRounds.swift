import BackupService
import Logging
import ServiceLifecycle

/// Once a day, drops the versions of profiles that no policy keeps any longer. Backups do the same for
/// their own profile; this is for those that are only getting older.
///
/// Every process over a store makes its rounds; what one has dropped, the others do not find.
struct RetentionRounds: Service {
  let retention: RetentionService
  let logger: Logger

  /// Not at once: a service that is started again and again is not kept busy by it.
  private static let firstAfter = Duration.seconds(600)
  private static let interval = Duration.seconds(86_400)

  func run() async throws {
    var wait = Self.firstAfter
    while true {
      do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
        wait = Self.interval
        let dropped = try await cancelWhenGracefulShutdown { try await retention.round() }
        logger.info("the round of retention has ended", metadata: ["versions": "\(dropped)"])
      } catch is CancellationError {
        return
      } catch {
        logger.warning(
          "the round of retention was broken off, and begins again tomorrow",
          metadata: ["error": "\(type(of: error))"])
      }
    }
  }
}
