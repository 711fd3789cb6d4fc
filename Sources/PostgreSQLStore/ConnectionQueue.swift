import Dispatch

/// Runs an actor's work on a queue of its own, so that calls which wait for the database block no
/// thread that other tasks share.
final class ConnectionQueue: SerialExecutor {
  private let queue = DispatchQueue(label: "valise.postgresql")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
