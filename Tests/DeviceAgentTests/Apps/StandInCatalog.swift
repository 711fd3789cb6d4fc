import Foundation
import Synchronization

/// A catalog on this machine that says recorded words: whatever is asked, it gives its answer.
final class StandInCatalog: Sendable {
  let address: String
  private let descriptor: Int32
  private let lines = Mutex<[String]>([])

  /// The first lines of the requests that came.
  var requests: [String] { lines.withLock { $0 } }

  /// - Parameter answer: the whole answer to a request's first line; nil to say nothing at all.
  init(answer: @escaping @Sendable (String) -> String?) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
    self.descriptor = descriptor
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    Thread.detachNewThread { self.serve(answer) }
  }

  /// The thread that serves closes the socket: closed here, its number could be another's by then.
  func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private func serve(_ answer: @Sendable (String) -> String?) {
    while case let connection = accept(descriptor, nil, nil), connection >= 0 {
      var request = [UInt8](repeating: 0, count: 65_536)
      let count = recv(connection, &request, request.count, 0)
      let text = String(decoding: request.prefix(max(0, count)), as: UTF8.self)
      let line = text.prefix { !$0.isNewline }
      lines.withLock { $0.append(String(line)) }
      if let words = answer(String(line)) {
        let bytes = Array(words.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(connection, Int32(SHUT_WR))
      }
      while recv(connection, &request, request.count, 0) > 0 {}
      close(connection)
    }
    close(descriptor)
  }

  /// An answer with a body.
  static func json(_ body: String, status: String = "200 OK", more: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(more)"
      + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
  }

  /// The shape of a real answer.
  static func product(_ id: String, _ family: String, title: String = "Contoso Expenses") -> String
  {
    #"""
    {"BigIds":["\#(id)"],"HasMorePages":false,"Products":[{"LastModifiedDate":"2025-10-01T00:00:00Z",
     "LocalizedProperties":[{"DeveloperName":"Contoso","ProductTitle":"\#(title)","Language":"en-us"}],
     "MarketProperties":[],"ProductId":"\#(id)",
     "Properties":{"PackageFamilyName":"\#(family)","PackageIdentityName":"Contoso.App"},
     "ProductKind":"Application"}],"TotalResultCount":1}
    """#
  }
}
