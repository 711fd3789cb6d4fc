import Foundation
import RealProvider
import Testing

/// `valise login`, at a provider that is not ours and a service that trusts it, where that provider is
/// installed, and at the development provider that the service brings along.
@Suite("Signing in from the command line", .serialized)
struct LoginTests {
  @Test(
    "a code entered in a browser signs in, and the other commands act for that person",
    arguments: SignInProviderKind.here)
  func wholeWay(_ kind: SignInProviderKind) async throws {
    let signIn = try await SignInStage(kind)
    let before = try signIn.valise("list")
    #expect(before.status != 0)

    let said = try await signIn.login()
    let user = try #require(said.firstMatch(of: #/ as (\S+) of example \(person\)\./#)?.output.1)
    let attributes = try FileManager.default.attributesOfItem(atPath: signIn.file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)

    // Known people come on enrolled PCs.
    let bare = try signIn.valise(
      "backup", "--volume", signIn.stage.oldPC, "--user", "bob", "--subject", String(user))
    #expect(bare.status == 1)
    #expect(bare.errors.contains("[identity.missingProof]"), "\(bare.errors)")
    for arguments in [["--volume", signIn.stage.oldPC], []] {
      let enrolled = try signIn.valise(["device", "enroll"] + arguments)
      #expect(enrolled.status == 0, "\(enrolled.errors)")
    }
    let backup = try signIn.valise(
      "backup", "--volume", signIn.stage.oldPC, "--user", "bob", "--subject", String(user))
    #expect(backup.status == 0, "\(backup.errors)")
    let list = try signIn.valise("list")
    #expect(list.status == 0, "\(list.errors)")
    #expect(list.output.contains("DESKTOP-4F2"))
    let archive = signIn.stage.folder.appending(path: "own.jsonl").path
    let export = try signIn.valise(
      "admin", "person", "export", "--user", String(user), "--output", archive)
    #expect(export.status == 0, "\(export.errors)")
    #expect(try String(contentsOfFile: archive, encoding: .utf8).contains("DESKTOP-4F2"))

    let other = try signIn.valise("list", "--subject", "somebody-else")
    #expect(other.status == 1)
    #expect(other.errors.contains("[access.denied]"))

    let out = try signIn.valise("logout")
    #expect(out.output.contains("Signed out"))
    let after = try signIn.valise("list", "--subject", String(user))
    #expect(after.errors.contains("[input.noToken]"))
    #expect(try !String(contentsOf: signIn.file, encoding: .utf8).contains("accessToken"))
  }

  @Test(
    "a token whose time is over is refreshed by the next command, and kept",
    arguments: SignInProviderKind.here)
  func refresh(_ kind: SignInProviderKind) async throws {
    let signIn = try await SignInStage(kind)
    _ = try await signIn.login()
    let enrolled = try signIn.valise("device", "enroll")
    #expect(enrolled.status == 0, "\(enrolled.errors)")
    let before = try String(contentsOf: signIn.file, encoding: .utf8)
    try DurationEdit.expire(signIn.file)
    let list = try signIn.valise("list")
    #expect(list.status == 0, "\(list.errors)")
    let after = try String(contentsOf: signIn.file, encoding: .utf8)
    #expect(after != before)
    #expect(!after.contains("2001-01-01"))
    let attributes = try FileManager.default.attributesOfItem(atPath: signIn.file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test(
    "a refresh token that the provider takes no more ends in a sentence",
    arguments: SignInProviderKind.here)
  func ended(_ kind: SignInProviderKind) async throws {
    let signIn = try await SignInStage(kind)
    _ = try await signIn.login()
    try DurationEdit.expire(signIn.file, refreshToken: "gone")
    let list = try signIn.valise("list")
    #expect(list.status == 1)
    #expect(list.errors.contains("[login.ended]"), "\(list.errors)")
  }

  @Test("a file of sign-ins that others can read is not used")
  func exposed() async throws {
    let signIn = try await SignInStage(.development)
    try FileManager.default.createDirectory(
      at: signIn.file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(#"{"signIns":[]}"#.utf8).write(to: signIn.file)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: signIn.file.path)
    let list = try signIn.valise("list", "--subject", "alice")
    #expect(list.errors.contains("[login.exposedFile]"), "\(list.errors)")
  }
}

/// Changes a kept sign-in as time would.
private enum DurationEdit {
  static func expire(_ file: URL, refreshToken: String? = nil) throws {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    guard var content = object as? [String: [[String: Any]]] else {
      throw CocoaError(.coderReadCorrupt)
    }
    content["signIns"]?[0]["expiresAt"] = "2001-01-01T00:00:00Z"
    if let refreshToken { content["signIns"]?[0]["refreshToken"] = refreshToken }
    // In place: the file keeps its permissions.
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: JSONSerialization.data(withJSONObject: content))
    try handle.close()
  }
}
