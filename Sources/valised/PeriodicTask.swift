import BackupService
import Logging
import ServiceLifecycle

/// Rounds of work beside the service's requests, until the program ends.
struct PeriodicTask: ServiceLifecycle.Service {
  let rounds: Rounds
  let logger: Logger

  func run() async {
    await cancelWhenGracefulShutdown { await rounds.run(logger: logger) }
  }
}
