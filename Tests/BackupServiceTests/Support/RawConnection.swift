import Foundation

/// A TCP connection to a port of this machine, for requests that no HTTP client would send.
enum RawConnection {
  /// Sends bytes, says that no more will come, and gives everything that is answered.
  static func exchange(_ bytes: Data, port: Int) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    let sent = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
    guard connected, sent == bytes.count, shutdown(descriptor, Int32(SHUT_WR)) == 0 else {
      throw POSIXError(.EIO)
    }
    var answer = Data()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
      answer.append(contentsOf: buffer.prefix(count))
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
