import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL
import Testing

@testable import Listener

@Suite("TLS", .serialized, .enabled(if: TestCertificates.isHere, "openssl is not installed here"))
struct TLSTests {
  private func withServer(
    _ test: @escaping @Sendable (TestCertificates, ServerCertificate, Int) async throws -> Void
  ) async throws {
    let files = try TestCertificates()
    try files.make("first")
    let certificate = try ServerCertificate(
      files: CertificateFiles(certificate: files.certificate, key: files.key))
    try await TestServer.run(ServerConnections(certificate: certificate)) { port in
      try await test(files, certificate, port)
    }
  }

  /// Who openssl finds at the other end, and how it speaks.
  private func shown(
    _ files: TestCertificates, _ port: Int, _ arguments: String...
  ) throws -> String {
    try files.run(
      "openssl", ["s_client", "-connect", "127.0.0.1:\(port)"] + arguments, mayFail: true)
  }

  @Test("openssl gets 1.3, and neither 1.2 nor anything older")
  func versions() async throws {
    try await withServer { files, _, port in
      let new = try shown(files, port, "-tls1_3")
      #expect(new.contains("TLSv1.3"))
      #expect(new.contains("CN = first"))
      for old in ["-tls1_2", "-tls1_1", "-tls1"] {
        let answer = try shown(files, port, old)
        #expect(!answer.contains("CN = first"), "\(old)")
        #expect(answer.contains("Cipher is (NONE)"), "\(old)")
      }
    }
  }

  @Test("curl speaks HTTP/2 or HTTP/1.1, and nothing without TLS")
  func protocols() async throws {
    try await withServer { files, _, port in
      for (option, version) in [("--http2", "2"), ("--http1.1", "1.1")] {
        let said = try files.run(
          "curl",
          [
            "-sS", "--max-time", "10", option, "--cacert", files.certificate, "-w",
            " %{http_version}",
            "https://localhost:\(port)/hello",
          ])
        #expect(said == "hello \(version)")
      }
      let plain = try files.run(
        "curl", ["-sS", "--max-time", "10", "http://localhost:\(port)/hello"], mayFail: true)
      #expect(!plain.contains("hello"))
    }
  }

  @Test("a new certificate is shown to new connections, and those that exist go on")
  func reload() async throws {
    try await withServer { files, certificate, port in
      var configuration = HTTPClient.Configuration(certificateVerification: .none)
      configuration.httpVersion = .http1Only
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      let request = HTTPClientRequest(url: "https://127.0.0.1:\(port)/hello")
      #expect(try await client.execute(request, timeout: .seconds(10)).status == .ok)
      #expect(certificate.reload() == .unchanged)

      try files.make("second")
      #expect(certificate.reload() == .replaced)
      #expect(try shown(files, port).contains("CN = second"))
      #expect(try await client.execute(request, timeout: .seconds(10)).status == .ok)
      try await client.shutdown()
    }
  }

  @Test("a pair that is broken replaces nothing, and is told once")
  func broken() async throws {
    try await withServer { files, certificate, port in
      let good = try Data(contentsOf: URL(fileURLWithPath: files.key))
      try files.make("second")
      try good.write(to: URL(fileURLWithPath: files.key))
      try files.setRights(0o600)
      #expect(certificate.reload() == .kept(ListenerError(.unfitPair, "")))
      #expect(certificate.reload() == .unchanged)
      #expect(try shown(files, port).contains("CN = first"))

      try Data("no certificate".utf8).write(to: URL(fileURLWithPath: files.certificate))
      #expect(certificate.reload() == .kept(ListenerError(.damagedCertificate, "")))
      try FileManager.default.removeItem(atPath: files.key)
      #expect(certificate.reload() == .kept(ListenerError(.unreadableKey, "")))
      try files.make("third")
      try files.setRights(0o640)
      #expect(certificate.reload() == .kept(ListenerError(.exposedKey, "")))
      #expect(try shown(files, port).contains("CN = first"))
      try files.setRights(0o600)
      #expect(
        certificate.reload(now: Date() + 31 * 86_400)
          == .kept(ListenerError(.expiredCertificate, "")))
      #expect(certificate.reload() == .replaced)
      #expect(try shown(files, port).contains("CN = third"))
    }
  }

  @Test("a key with a pass phrase is refused, and nobody is asked for it")
  func passPhrase() throws {
    let files = try TestCertificates()
    try files.make("locked", arguments: ["-passout", "pass:secret-of-the-key"])
    let error = #expect(throws: ListenerError(.damagedKey, "")) {
      try ServerCertificate(
        files: CertificateFiles(certificate: files.certificate, key: files.key))
    }
    #expect(error?.message.contains("secret") == false)
  }

  @Test("a client that begins no handshake is let go")
  func handshake() async throws {
    let files = try TestCertificates()
    try files.make("first")
    let certificate = try ServerCertificate(
      files: CertificateFiles(certificate: files.certificate, key: files.key))
    var limits = ConnectionLimits()
    limits.headTime = .milliseconds(50)
    try await TestServer.run(ServerConnections(limits: limits, certificate: certificate)) { port in
      #expect(PlainSocket(port: port).read() == "")
    }
  }
}
