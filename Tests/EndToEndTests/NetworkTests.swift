import Foundation
import RealProvider
import Testing

/// How `valised` is reached: with TLS of its own, and what it refuses to start with.
@Suite("valised on the network", .serialized)
struct NetworkTests {
  /// Openssl makes a pair into a service's folder.
  private static func makeCertificate(_ name: String, in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
      "-nodes", "-keyout", folder.appending(path: "server.key").path, "-out",
      folder.appending(path: "server.pem").path, "-subj", "/CN=\(name)", "-days", "30", "-addext",
      "subjectAltName=IP:127.0.0.1",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.appending(path: "server.key").path)
  }

  static func curl(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["curl", "--silent", "--show-error", "--max-time", "20"] + arguments
    let output = TemporaryFolder.make().appending(path: "output")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
  }

  @Test(
    "speaks TLS 1.3, takes a new certificate on SIGHUP, and keeps the old one beside a broken pair")
  func tls() async throws {
    let log = TemporaryFolder.make().appending(path: "log")
    try Data().write(to: log)
    let stage = try Stage(
      log: log.path,
      settings: ["tls": ["certificateFile": "server.pem", "keyFile": "server.key"]],
      before: { try Self.makeCertificate("first", in: $0) })
    let folder = stage.folder.appending(path: "service")
    let certificate = folder.appending(path: "server.pem")
    let old = stage.folder.appending(path: "old.pem")
    try FileManager.default.copyItem(at: certificate, to: old)
    #expect(stage.address.hasPrefix("https://127.0.0.1:"))
    func trusts(_ file: URL) throws -> Bool {
      let answer = try Self.curl("--cacert", file.path, "-i", stage.address + "/health")
      return answer.output.contains("strict-transport-security: max-age=31536000")
    }
    #expect(try trusts(old))
    #expect(
      try Self.curl("--cacert", old.path, "--tls-max", "1.2", stage.address + "/health").status != 0
    )

    try Self.makeCertificate("second", in: folder)
    try await stage.hangUp(until: "new connections see the new certificate", in: log)
    #expect(try !trusts(old))
    #expect(try trusts(certificate))

    let second = stage.folder.appending(path: "second.pem")
    try FileManager.default.copyItem(at: certificate, to: second)
    try FileManager.default.removeItem(at: certificate)
    try FileManager.default.copyItem(at: old, to: certificate)
    try await stage.hangUp(until: "tls.unfitPair", in: log)
    #expect(try trusts(second))
  }

  @Test("tells a request whose address is too long so over HTTP/1.1, and ends it over HTTP/2")
  func longAddress() async throws {
    let stage = try Stage(
      settings: ["tls": ["certificateFile": "server.pem", "keyFile": "server.key"]],
      before: { try Self.makeCertificate("first", in: $0) })
    let certificate = stage.folder.appending(path: "service").appending(path: "server.pem").path
    func ask(_ version: String, bytes: Int) throws -> (status: Int32, output: String) {
      let filter = String(repeating: "y", count: bytes)
      return try Self.curl(
        "--cacert", certificate, version, "-i",
        stage.address + "/scim/v2/Users?filter=userName%20eq%20%22\(filter)%22")
    }
    let told = try ask("--http1.1", bytes: 40_000).output
    #expect(told.hasPrefix("HTTP/1.1 431 "))
    #expect(told.lowercased().contains("content-type: application/problem+json"))
    #expect(told.contains(#""code":"request.headTooLarge""#))
    #expect(told.contains("(32768 bytes, 100 fields)"))
    #expect(try ask("--http2", bytes: 40_000).status != 0)
    for version in ["--http1.1", "--http2"] {
      #expect(try ask(version, bytes: 10_000).output.contains("401"))
      #expect(try ask(version, bytes: 1).output.contains("401"))
    }
  }

  struct Refusal: Sendable, CustomStringConvertible {
    let code: String
    let settings: String
    var signIn = false
    var provider = false

    var description: String { "\(code): \(settings)" }
  }

  @Test(
    "does not start where others could reach what is for this machine, or tokens in the clear",
    arguments: [
      Refusal(code: "identity.staticTokenOffLoopback", settings: #"{"http": {"host": "0.0.0.0"}}"#),
      Refusal(
        code: "identity.staticTokenOffLoopback",
        settings:
          #"{"http": {"host": "0.0.0.0"}, "tls": {"certificateFile": "a", "keyFile": "b"}}"#),
      Refusal(
        code: "identity.staticTokenOffLoopback", settings: #"{"proxy": {"trusted": ["::1"]}}"#),
      Refusal(
        code: "http.unprotected", settings: #"{"http": {"host": "0.0.0.0"}}"#, provider: true),
      Refusal(
        code: "development.notThisMachine", settings: #"{"http": {"host": "0.0.0.0"}}"#,
        signIn: true),
      Refusal(
        code: "development.notThisMachine", settings: #"{"proxy": {"trusted": ["127.0.0.1"]}}"#,
        signIn: true),
      Refusal(
        code: "development.notThisMachine",
        settings: #"{"console": {"address": "https://valise.example.org"}}"#, signIn: true),
      Refusal(
        code: "development.notThisMachine",
        settings: #"{"tls": {"certificateFile": "a", "keyFile": "b"}}"#, signIn: true),
      Refusal(
        code: "development.besideProviders",
        settings: #"{"identity": {"development": true, "providersFile": "p"}}"#, signIn: true),
      Refusal(
        code: "development.peopleFileNotFound",
        settings: #"{"identity": {"development": true, "developmentPeopleFile": "p"}}"#,
        signIn: true),
      Refusal(
        code: "configuration.missingValue", settings: #"{"tls": {"certificateFile": "a"}}"#),
      Refusal(
        code: "configuration.invalidValue", settings: #"{"proxy": {"trusted": ["10.0.0.0/33"]}}"#),
      Refusal(
        code: "tls.unreadableCertificate",
        settings: #"{"tls": {"certificateFile": "a", "keyFile": "b"}}"#),
    ])
  func refused(_ refusal: Refusal) throws {
    let folder = TemporaryFolder.make().appending(path: "service")
    let made = try Program.valised.run(
      ["init", folder.path] + (refusal.signIn ? ["--with-sign-in"] : []))
    try #require(made.status == 0)
    let configuration = folder.appending(path: "valised.json")
    func object(_ data: Data) throws -> [String: [String: Any]] {
      try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    }
    var settings = try object(Data(contentsOf: configuration))
    for (section, values) in try object(Data(refusal.settings.utf8)) {
      settings[section, default: [:]].merge(values) { $1 }
    }
    if refusal.provider {
      settings["identity"] = ["providersFile": "providers.json"]
      try Data(
        #"{"providers": [{"issuer": "https://p.example", "audiences": ["v"], "tenant": "example"}]}"#
          .utf8
      ).write(to: folder.appending(path: "providers.json"))
      let tenants = folder.appending(path: "tenants.json")
      try String(contentsOf: tenants, encoding: .utf8)
        .replacing("\"tokenFile\": \"token\",", with: "")
        .write(to: tenants, atomically: true, encoding: .utf8)
    }
    try JSONSerialization.data(withJSONObject: settings).write(to: configuration)
    let started = try Program.valised.run(["serve", "--config", configuration.path])
    #expect(started.status == 2)
    #expect(started.errors.contains("[\(refusal.code)]"), "\(started.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "data").path))
  }

  @Test("shuts a proxy's word out from whoever is not that proxy, and counts by it for who is")
  func proxies() async throws {
    let providers =
      #"{"providers": [{"issuer": "https://p.example", "audiences": ["v"], "tenant": "example"}]}"#
    let limits: [String: Any] = ["addressPerMinute": 60]
    let stage = try Stage(
      providers: providers,
      settings: ["proxy": ["trusted": ["127.0.0.1"]], "limits": limits])
    func status(_ address: String) async throws -> Int {
      try await DevelopmentBrowser.open(
        stage.address + "/health", headers: [("X-Forwarded-For", address)]
      ).status
    }
    for _ in 0..<10 { #expect(try await status("198.51.100.1") == 200) }
    #expect(try await status("198.51.100.1") == 429)
    #expect(try await status("198.51.100.2") == 200)
    let secure = try await DevelopmentBrowser.open(
      stage.address + "/health",
      headers: [("X-Forwarded-For", "198.51.100.3"), ("X-Forwarded-Proto", "https")])
    #expect(secure.headers["strict-transport-security"] == ["max-age=31536000"])

    let direct = try Stage(providers: providers, settings: ["limits": limits])
    var statuses: [Int] = []
    for number in 0..<11 {
      let answer = try await DevelopmentBrowser.open(
        direct.address + "/health",
        headers: [("X-Forwarded-For", "198.51.100.\(number)"), ("X-Forwarded-Proto", "https")])
      #expect(answer.headers["strict-transport-security"] == nil)
      statuses.append(answer.status)
    }
    #expect(statuses == Array(repeating: 200, count: 10) + [429])
  }
}
