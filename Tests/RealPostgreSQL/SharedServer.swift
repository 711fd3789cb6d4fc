import Testing

/// Gives a suite a server that all its tests share, and removes it afterwards. Where none can be run,
/// the suite runs without: what needs one asks ``PostgreSQLServer/isInstalled``.
public struct SharedServer: SuiteTrait, TestScoping {
  @TaskLocal public static var current: PostgreSQLServer?

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard PostgreSQLServer.isInstalled else { return try await function() }
    try await withPostgreSQL { server in
      try await Self.$current.withValue(server) { try await function() }
    }
  }
}

extension Trait where Self == SharedServer {
  public static var sharedServer: Self { SharedServer() }
}
