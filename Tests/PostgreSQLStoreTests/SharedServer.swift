import RealPostgreSQL
import Testing

extension PostgreSQLServer {
  static let absence: Comment = "PostgreSQL's initdb and pg_ctl are not installed here"
}

/// Gives a suite a server that all its tests share, and removes it afterwards.
struct SharedServer: SuiteTrait, TestScoping {
  @TaskLocal static var current: PostgreSQLServer?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withServer { server in
      try await Self.$current.withValue(server) { try await function() }
    }
  }
}

extension Trait where Self == SharedServer {
  static var sharedServer: Self { SharedServer() }
}

/// Runs `work` with a server of its own.
func withServer(_ work: (PostgreSQLServer) async throws -> Void) async throws {
  let server = try await PostgreSQLServer()
  do {
    try await work(server)
  } catch {
    try? await server.remove()
    throw error
  }
  try await server.remove()
}
