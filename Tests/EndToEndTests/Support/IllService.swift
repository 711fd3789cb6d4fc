import Foundation

/// A service that is not well: it answers every request on a loopback port with 503.
final class IllService: Sendable {
  private let listener: Int32
  let address: String

  struct NoSocket: Error {}

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard isBound else { throw NoSocket() }
    self.listener = listener
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    Thread.detachNewThread { Self.answer(on: listener) }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func answer(on listener: Int32) {
    let body =
      #"{"type":"x","title":"x","status":503,"detail":"Not well.","code":"store.unavailable"}"#
    let answer = """
      HTTP/1.1 503 Service Unavailable\r
      Content-Type: application/problem+json\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r
      \(body)
      """
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      var request = [UInt8](repeating: 0, count: 64 << 10)
      _ = recv(connection, &request, request.count, 0)
      _ = answer.withCString {
        send(connection, $0, answer.utf8.count, Int32(MSG_NOSIGNAL))
      }
      shutdown(connection, Int32(SHUT_WR))
      _ = recv(connection, &request, request.count, 0)
      close(connection)
    }
  }
}
