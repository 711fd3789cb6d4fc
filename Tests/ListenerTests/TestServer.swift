import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

@testable import Listener

/// A server that says hello, on a port of this machine, with the connections that are tested.
enum TestServer {
  static func run(
    _ connections: ServerConnections, _ test: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    let router = Router()
    router.get("hello") { _, _ in "hello" }
    router.get("large") { _, _ in String(repeating: "x", count: 4 << 20) }
    router.post("body") { request, _ in
      "\(try await request.body.collect(upTo: 1 << 20).readableBytes)"
    }
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      router: router, server: connections.server,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      defer { group.cancelAll() }
      try await test(port)
    }
  }
}

/// A connection without any program of ours at the other end.
final class PlainSocket {
  private let descriptor: Int32

  init(port: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    place.sin_port = UInt16(port).bigEndian
    _ = withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func write(_ text: String) {
    _ = text.withCString { send(descriptor, $0, text.utf8.count, Int32(MSG_NOSIGNAL)) }
  }

  /// An answer that says how long it is.
  func readAnswer() -> String {
    var answer = ""
    while true {
      let part = read()
      answer += part
      guard let end = answer.range(of: "\r\n\r\n") else {
        if part.isEmpty { return answer }
        continue
      }
      let length = answer[..<end.lowerBound].lowercased().split(separator: "\r\n")
        .first { $0.hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
      if part.isEmpty || answer[end.upperBound...].utf8.count >= length ?? 0 { return answer }
    }
  }

  /// What comes next; empty when the server closed the connection.
  func read() -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : ""
  }
}
