import AsyncHTTPClient
import Foundation

extension Exchange {
  /// Sends a request and hands its answer on as it comes in, however long that takes: for answers that
  /// are larger than memory.
  ///
  /// - Throws: ``ServiceError``, or what `write` threw.
  func download(
    _ request: HTTPClientRequest, to write: (Data) async throws -> Void
  ) async throws {
    let answer: Answer
    do {
      answer = try await proven(request, withinHours: 24, isStreamed: true)
    } catch let error as ServiceError {
      throw error
    } catch {
      throw unreachable(error)
    }
    guard let body = answer.body else {
      throw refusal(status: answer.status, body: answer.received.bytes)
    }
    var parts = body.makeAsyncIterator()
    while true {
      let part: Data?
      do {
        part = try await parts.next().map { Data($0.readableBytesView) }
      } catch {
        throw unreachable(error)
      }
      guard let part else { return }
      try await write(part)
    }
  }

  private func unreachable(_ error: any Error) -> ServiceError {
    if error is CancellationError { return cancelled }
    return ServiceError(
      .unreachable,
      "The service at \(address) cannot be reached, or went away in the middle. Check that it runs, that the address is right, and the network.",
      cause: String(describing: error))
  }
}
