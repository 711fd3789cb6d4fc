import Store

/// Tries a change again when somebody else changed the same in between.
enum Attempts {
  /// - Parameters:
  ///   - most: how often it is tried.
  ///   - contended: what is thrown when others were always faster.
  ///   - change: reads what is there and writes what is to be, on the condition that it is still the
  ///     same; throws `store.conflict` when it is not.
  static func run<Result>(
    _ most: Int = 24, orElse contended: @autoclosure () -> any Error,
    _ change: () async throws -> Result
  ) async throws -> Result {
    for _ in 0..<most {
      do {
        return try await change()
      } catch let error as StoreError where error.code == .conflict {
        continue
      }
    }
    throw contended()
  }
}
