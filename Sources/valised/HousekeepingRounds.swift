import BackupService
import Logging
import ServiceLifecycle

/// The service's housekeeping beside its requests, until the program ends.
struct HousekeepingRounds: ServiceLifecycle.Service {
  /// An offer is found to be missed so long after its time at the latest. A round without anything to do
  /// is one look-up for each tenant.
  static let interval = Duration.seconds(60)

  let housekeeping: Housekeeping
  let logger: Logger

  func run() async {
    await cancelWhenGracefulShutdown {
      await housekeeping.run(every: Self.interval, logger: logger)
    }
  }
}
