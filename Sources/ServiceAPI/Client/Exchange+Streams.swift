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
    let response: HTTPClientResponse
    do {
      response = try await Self.connections.execute(request, timeout: .hours(24))
    } catch {
      throw unreachable(error)
    }
    guard (200..<300).contains(Int(response.status.code)) else {
      let body = try? await response.body.collect(upTo: 1 << 20)
      throw refusal(
        status: Int(response.status.code), body: body.map { Data($0.readableBytesView) } ?? Data())
    }
    var parts = response.body.makeAsyncIterator()
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
