import Foundation
import Testing

/// A PostgreSQL server of the tests' own, in a temporary folder, reached through a socket there.
public struct PostgreSQLServer: Sendable {
  private let folder: String
  private var data: String { folder + "/data" }

  /// What a store is given to reach it.
  public var address: String { "host=\(folder) port=5432 user=postgres dbname=postgres" }

  /// The newest server program of Debian's packages, or of any that is on the path.
  private static let programs: String? = {
    let versions =
      (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    let newest = versions.compactMap(Int.init).max().map { "/usr/lib/postgresql/\($0)/bin" }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return ([newest].compactMap { $0 } + path.split(separator: ":").map(String.init)).first {
      FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
    }
  }()

  /// PostgreSQL refuses to run as root; then the user of Debian's package does.
  private static let needsOtherUser = geteuid() == 0

  /// Whether a server can be run here.
  public static let isInstalled =
    programs != nil && (!needsOtherUser || getpwnam("postgres") != nil)

  public static let absence: Comment = "PostgreSQL's initdb and pg_ctl are not installed here"

  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  /// Makes an empty server and starts it.
  public init() async throws {
    // A socket's path may have 107 bytes: the folder's name is short.
    folder = "/tmp/valise-\(UUID().uuidString.prefix(13))"
    guard mkdir(folder, 0o700) == 0 else { throw Failed(description: "cannot make \(folder)") }
    if Self.needsOtherUser, let user = getpwnam("postgres") {
      guard chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
        throw Failed(description: "cannot give \(folder) to the user postgres")
      }
    }
    try await run("initdb", "--no-sync", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    try await start()
  }

  public func start() async throws {
    try await run(
      "pg_ctl", "start", "-w", "-D", data, "-l", folder + "/log", "-o",
      "-c listen_addresses='' -c unix_socket_directories=\(folder) -c max_connections=500")
  }

  public enum Stop: String, Sendable {
    /// Sessions are ended, what is under way is taken back.
    case fast
    /// As a crash: the server recovers from its log at the next start.
    case immediate
  }

  /// Stops the server, which `pg_ctl` knows by the process id in its folder.
  public func stop(_ mode: Stop) async throws {
    try await run("pg_ctl", "stop", "-w", "-D", data, "-m", mode.rawValue)
  }

  /// Stops the server if it runs, and removes all that was its.
  public func remove() async throws {
    if FileManager.default.fileExists(atPath: data + "/postmaster.pid") {
      try await stop(.immediate)
    }
    try FileManager.default.removeItem(atPath: folder)
  }

  /// Makes an empty database, and returns what a store is given to reach it.
  public func makeDatabase() async throws -> String {
    let name = "d" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try await psql("CREATE DATABASE \(name)")
    return "host=\(folder) port=5432 user=postgres dbname=\(name)"
  }

  /// Runs statements with `psql`, and returns what it prints.
  @discardableResult
  public func psql(_ statements: String) async throws -> String {
    try await run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statements)
  }

  /// Changes the file of a table or an index behind the server's back: it is stopped before, and
  /// started afterwards.
  ///
  /// - Parameter change: gets the file's bytes; without any, the file is removed.
  public func damage(_ relation: String, _ change: (inout Data) -> Void) async throws {
    let path = try await psql("CHECKPOINT; SELECT pg_relation_filepath('\(relation)')")
    try await stop(.fast)
    let file = URL(fileURLWithPath: data + "/" + path)
    var bytes = try Data(contentsOf: file)
    change(&bytes)
    if bytes.isEmpty {
      try FileManager.default.removeItem(at: file)
    } else {
      // In place, so that the file stays its owner's.
      let handle = try FileHandle(forWritingTo: file)
      try handle.write(contentsOf: bytes)
      try handle.close()
    }
    try await start()
  }

  @discardableResult
  private func run(_ program: String, _ arguments: String...) async throws -> String {
    guard let programs = Self.programs else { throw Failed(description: "no PostgreSQL here") }
    var words = [programs + "/" + program] + arguments
    if Self.needsOtherUser {
      words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] + words
    }
    let output = "\(folder)/output-\(UUID().uuidString)"
    let status = try await ChildProcess.run(
      ["env", "-C", folder] + words, output: output)
    let text = try String(contentsOfFile: output, encoding: .utf8)
    guard status == 0 else { throw Failed(description: "\(program) failed: \(text)") }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// Runs `work` with a server of its own.
public func withPostgreSQL(_ work: (PostgreSQLServer) async throws -> Void) async throws {
  let server = try await PostgreSQLServer()
  do {
    try await work(server)
  } catch {
    try? await server.remove()
    throw error
  }
  try await server.remove()
}
