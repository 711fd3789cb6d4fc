import Foundation
import RealProvider
import Testing

/// What is planted in a person's PC is looked for in everything that the service keeps and says, and
/// in what the commands say: as UTF-8, as UTF-16 and in base64 at each of its three offsets.
@Suite("What is in a backup")
struct ConfidentialityTests {
  private static let secret = "hunter2-planted-secret"
  private static let ordinary = "Planted Ordinary Scheme"
  private static let word = "plantedwordofalice"

  /// A stage on which alice's old PC has the planted values.
  private func plantedStage() throws -> Stage {
    let stage = try Stage()
    let text = """
      Windows Registry Editor Version 5.00

      [HKEY_CURRENT_USER\\Environment]
      "API_TOKEN"="\(Self.secret)"

      [HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]
      "ProxyServer"="user:\(Self.secret)@proxy:8080"

      [HKEY_CURRENT_USER\\Control Panel\\Cursors]
      @="\(Self.ordinary)"

      """
    let file = stage.folder.appending(path: "planted.reg")
    try text.replacing("\n", with: "\r\n").write(to: file, atomically: true, encoding: .utf8)
    let hive = stage.oldPC + "/Users/alice/NTUSER.DAT"
    let output = stage.folder.appending(path: "planted.dat")
    let planted = try Program.valise.run([
      "hive", "import", hive, "--reg", file.path, "--output", output.path,
    ])
    try #require(planted.status == 0, "\(planted.errors)")
    try Data(contentsOf: output).write(to: URL(fileURLWithPath: hive))
    let words = "AppData/Roaming/Microsoft/Spelling/en-US/default.dic"
    try Data([0xFF, 0xFE] + Self.utf16(Self.word + "\r\n"))
      .write(to: URL(fileURLWithPath: stage.oldPC + "/Users/alice/" + words))
    return stage
  }

  private static func utf16(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  /// The forms in which a text could lie in a file.
  private static func forms(of text: String) -> [Data] {
    let plain = [Array(text.utf8), utf16(text)]
    let base64 = plain.flatMap { bytes in
      (0..<3).map { offset in
        // The characters at both ends mix with what stands beside.
        let whole = Data(Array(repeating: 0, count: offset) + bytes).base64EncodedString()
        return Array(whole.utf8.dropFirst(4).dropLast(4))
      }
    }
    return (plain + base64).map { Data($0) }
  }

  private func filesOfService(_ stage: Stage) throws -> [(name: String, bytes: Data)] {
    let folder = stage.folder.appending(path: "service")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).compactMap { name in
      (try? Data(contentsOf: folder.appending(path: name))).map { (name, $0) }
    }
  }

  @Test("is nowhere in clear in the service's database and log, and a secret is in no backup")
  func stored() throws {
    let stage = try plantedStage()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "alice")
    try #require(backup.status == 0, "\(backup.errors)")
    let profile = try #require(backup.output.firstMatch(of: #/of profile (p-\w+)/#)?.output.1)
    let shown = try stage.valise(
      "show", String(profile), "--snapshot", "newest", "--volume", stage.oldPC, "--user", "alice",
      "--json")
    try #require(shown.status == 0, "\(shown.errors)")
    let restored = try stage.valise(
      "sign-in", "--volume", stage.newPC, "--user", "alice", "--moment", "firstSignIn",
      "--choose", "DESKTOP-4F2", "--json")
    try #require(restored.status == 0, "\(restored.errors)")

    // The planted values did go the whole way, so looking for them means something.
    #expect(shown.output.contains(Self.ordinary))
    #expect(Self.forms(of: Self.word).contains { shown.output.utf8.contains($0) })
    let words = stage.newPC + "/Users/alice/AppData/Roaming/Microsoft/Spelling/en-US/default.dic"
    #expect(try Data(contentsOf: URL(fileURLWithPath: words)).contains(Self.utf16(Self.word)))

    let running = try filesOfService(stage)
    stage.stopService()
    let files = try running + filesOfService(stage)
    #expect(files.contains { $0.bytes.starts(with: Array("SQLite format 3".utf8)) })
    for (name, bytes) in files {
      for planted in [Self.secret, Self.ordinary, Self.word] {
        for form in Self.forms(of: planted) {
          #expect(bytes.range(of: form) == nil, "\(planted) is in \(name)")
        }
      }
    }
    for said in [shown.output, restored.output, backup.output, backup.errors, restored.errors] {
      #expect(!said.contains(Self.secret))
    }
    // The commands' remarks and the plan name settings and files, not the words of a dictionary.
    for said in [backup.output, backup.errors, restored.output, restored.errors] {
      for form in Self.forms(of: Self.word) { #expect(!said.utf8.contains(form)) }
    }
  }
}

/// The secrets with which people and programs show who they are, looked for in the fullest log that the
/// service writes, in what it stores, and in what the commands say.
@Suite("What opens the service")
struct TokenConfidentialityTests {
  @Test("is in no log, at any level, in no store and in no command's words")
  func signIns() async throws {
    let log = TemporaryFolder.make().appending(path: "log")
    try Data().write(to: log)
    let stage = try Stage(log: log.path, signIn: true, settings: ["log": ["level": "trace"]])
    var secrets: [String] = []

    // At the terminal, by a device code.
    let state = TemporaryFolder.make()
    let environment = [
      "VALISE_SERVER": stage.address, "XDG_STATE_HOME": state.path, "VALISE_TOKEN": "",
    ]
    let (process, output) = try Program.valise.start(["login"], environment: environment)
    let deadline = ContinuousClock.now + .seconds(30)
    var said = ""
    while ContinuousClock.now < deadline, process.isRunning, !said.contains("or open ") {
      said = try String(contentsOf: output, encoding: .utf8)
      try await Task.sleep(for: .milliseconds(20))
    }
    let page = try #require(said.firstMatch(of: #/or open (\S+)/#)?.output.1)
    _ = try await DevelopmentBrowser.visit(String(page), as: "Bob")
    process.waitUntilExit()
    secrets.append(try #require(page.split(separator: "=").last.map(String.init)))
    let kept = try JSONSerialization.jsonObject(
      with: Data(contentsOf: state.appending(path: "valise/sign-ins.json")))
    let signIn = try #require((kept as? [String: [[String: Any]]])?["signIns"]?.first)
    for name in ["accessToken", "refreshToken"] {
      secrets.append(try #require(signIn[name] as? String))
    }
    // What the person is to type at the provider is said to them, and only there.
    let code = try #require(secrets.first)
    var words = [try String(contentsOf: output, encoding: .utf8).replacing(code, with: "")]
    for arguments in [
      ["device", "enroll"], ["device", "enroll", "--volume", stage.oldPC],
      ["backup", "--volume", stage.oldPC, "--user", "bob"], ["list"], ["list", "--json"],
    ] {
      let result = try Program.valise.run(arguments, environment: environment)
      #expect(result.status == 0, "\(result.errors)")
      words += [result.output, result.errors]
    }
    let wrong = "a-wrong-token-that-somebody-tried"
    let refused = try Program.valise.run(
      ["list", "--subject", "bob"], environment: environment.merging(["VALISE_TOKEN": wrong]) { $1 }
    )
    #expect(refused.status == 1)
    words += [refused.output, refused.errors]
    secrets.append(wrong)

    // In a browser, by a code.
    let away = try await DevelopmentBrowser.open(stage.address + "/console")
    let provider = try #require(away.location)
    let back = try #require(try await DevelopmentBrowser.visit(provider, as: "Helga"))
    let session = try await DevelopmentBrowser.open(back, headers: [("Cookie", away.cookies)])
    let fields = try #require(URLComponents(string: back)?.queryItems)
    secrets += try ["code", "state"].map { name in
      try #require(fields.first { $0.name == name }?.value)
    }
    for cookie in [away.cookies, session.cookies] {
      for pair in cookie.split(separator: "; ") {
        let value = pair.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
        if let value, !value.isEmpty { secrets.append(value) }
      }
    }
    #expect(
      try await DevelopmentBrowser.open(
        stage.address + "/console", headers: [("Cookie", session.cookies)]
      ).status == 200)

    // The token's parts, too: the claims say who somebody is.
    secrets += secrets.filter { $0.hasPrefix("eyJ") }.flatMap { $0.split(separator: ".") }
      .map(String.init).filter { $0.count > 60 }
    #expect(secrets.count >= 10)
    stage.stopService()
    words.append(try String(contentsOf: log, encoding: .utf8))
    // It is the fullest log that there is.
    #expect(words.last?.contains("\"level\":\"trace\"") == true)
    let service = stage.folder.appending(path: "service")
    let stored = try FileManager.default.subpathsOfDirectory(atPath: service.path)
      .compactMap { try? Data(contentsOf: service.appending(path: $0)) }
    #expect(stored.contains { $0.starts(with: Array("SQLite format 3".utf8)) })
    for secret in secrets {
      for bytes in stored + words.map({ Data($0.utf8) }) {
        let place = bytes.range(of: Data(secret.utf8))
        let before = place.map { bytes[max(0, $0.lowerBound - 60)..<$0.lowerBound] }
        let words = before.map { String(decoding: $0.filter { $0 >= 32 }, as: UTF8.self) }
        #expect(place == nil, "\(secret.prefix(6))... after \(words ?? "")")
      }
    }
  }
}

extension Sequence<UInt8> {
  fileprivate func contains(_ bytes: some Sequence<UInt8>) -> Bool {
    Data(self).range(of: Data(bytes)) != nil
  }
}
