import Dispatch
import Foundation

/// Runs work that Ctrl-C, or a polite request to end, cancels: it may put its things in order, and
/// the command ends with the status for what could not be done.
///
/// - Parameter remark: what is said when that has happened.
func cancelledBySignals<Value: Sendable>(
  saying remark: String, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let task = Task(operation: work)
  let sources = [SIGINT, SIGTERM].map { number in
    // Not ignored, since the programs that are started would inherit that.
    signal(number) { _ in }
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler { task.cancel() }
    source.resume()
    return source
  }
  defer { for source in sources { source.cancel() } }
  do {
    return try await task.value
  } catch is CancellationError {
    Output.remark(remark)
    throw ExitStatus.failed
  }
}
