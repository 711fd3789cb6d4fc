import Foundation
import OpenIDConnect
import WindowsDevice

/// The file with this user's sign-ins, one for each service, readable by its owner alone:
/// `$XDG_STATE_HOME/valise/sign-ins.json`, by default below `~/.local/state`.
struct SignInsFile {
  private let url: URL

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    url = StateFolder.url(environment: environment).appending(path: "sign-ins.json")
  }

  private struct Content: Codable {
    var signIns: [KeptSignIn] = []
  }

  /// The sign-in at a service; nil when there is none.
  func signIn(at server: String) throws -> KeptSignIn? {
    try read().signIns.first { $0.server == server }
  }

  /// Keeps a sign-in, in place of the last one at the same service.
  func keep(_ signIn: KeptSignIn) throws {
    try locked { content in
      content.signIns.removeAll { $0.server == signIn.server }
      content.signIns.append(signIn)
    }
  }

  /// Forgets the sign-in at a service. Without one nothing is written.
  ///
  /// - Returns: the one that was kept.
  func forget(at server: String) throws -> KeptSignIn? {
    guard try signIn(at: server) != nil else { return nil }
    return try locked { content in
      defer { content.signIns.removeAll { $0.server == server } }
      return content.signIns.first { $0.server == server }
    }
  }

  /// A sign-in whose token lasts for the next request at least. Of several commands at once one
  /// refreshes it, for a provider may take each refresh token once.
  func fresh(at server: String, now: Date = Date()) async throws -> KeptSignIn? {
    guard let kept = try signIn(at: server), kept.isEnding(at: now) else {
      return try signIn(at: server)
    }
    let lock = try lock()
    defer { lock.release() }
    guard var signIn = try signIn(at: server) else { return nil }
    guard signIn.isEnding(at: now) else { return signIn }
    guard let refreshToken = signIn.refreshToken else { throw Self.ended(server) }
    let client = try await signIn.client()
    do throws(ProviderError) {
      signIn.take(try await client.refresh(refreshToken), at: now)
    } catch {
      guard [.refused, .denied].contains(error.code) else { throw error }
      throw Self.ended(server)
    }
    var content = try read()
    content.signIns.removeAll { $0.server == server }
    content.signIns.append(signIn)
    try write(content)
    return signIn
  }

  private static func ended(_ server: String) -> InputError {
    InputError(
      code: "login.ended",
      message: "The sign-in at \(server) has ended. Sign in again with `valise login`.")
  }

  private func locked<Result>(_ change: (inout Content) throws -> Result) throws -> Result {
    let lock = try lock()
    defer { lock.release() }
    var content = try read()
    let result = try change(&content)
    try write(content)
    return result
  }

  private func lock() throws -> FileLock {
    do {
      return try FileLock(beside: url)
    } catch {
      throw InputError(
        code: "login.notWritable",
        message: "\(url.path) cannot be written; check your rights to it. \(error.message)")
    }
  }

  private func read() throws -> Content {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return Content() }
    guard status.st_mode & 0o077 == 0 else {
      throw InputError(
        code: "login.exposedFile",
        message: "\(url.path) holds sign-ins and can be read by others. Run: chmod 600 \(url.path)")
    }
    do {
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      return try decoder.decode(Content.self, from: Data(contentsOf: url))
    } catch {
      throw InputError(
        code: "login.damagedFile",
        message: "\(url.path) cannot be read. Remove it, and sign in again with `valise login`.")
    }
  }

  private func write(_ content: Content) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try DurableFile.write(encoder.encode(content), to: url)
  }
}
