import Foundation

/// Certificates that openssl makes, in a folder of their own.
final class TestCertificates: Sendable {
  static let isHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-listener-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var certificate: String { folder.appendingPathComponent("server.pem").path }
  var key: String { folder.appendingPathComponent("server.key").path }

  /// Puts a pair in place, as a program that renews certificates would.
  func make(_ name: String, days: Int = 30, arguments: [String] = ["-nodes"]) throws {
    try run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-keyout", key, "-out", certificate, "-subj", "/CN=\(name)", "-days", "\(days)",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
      ] + arguments)
    try setRights(0o600)
  }

  func setRights(_ rights: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: key)
  }

  struct Failed: Error { let words: String }

  /// Runs a program with nothing to read, and gives everything that it says.
  @discardableResult
  func run(_ program: String, _ arguments: [String], mayFail: Bool = false) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    let said = folder.appendingPathComponent("said-" + UUID().uuidString)
    try Data().write(to: said)
    let output = try FileHandle(forWritingTo: said)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let words = String(decoding: try Data(contentsOf: said), as: UTF8.self)
    guard mayFail || process.terminationStatus == 0 else { throw Failed(words: words) }
    return words
  }
}
