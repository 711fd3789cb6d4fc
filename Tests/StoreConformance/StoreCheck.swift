import Store

/// One sentence of what ``Store`` promises, as a check that any implementation can be put through:
///
/// ```swift
/// @Test(arguments: StoreCheck.all)
/// func keepsItsPromise(_ check: StoreCheck) async throws {
///   try await check.body(store)
/// }
/// ```
///
/// Every check makes its own tenants, so that all may run on one store at once.
public struct StoreCheck: Sendable, CustomStringConvertible {
  /// The promise, in a sentence.
  public let name: String
  /// Throws a ``BrokenPromise``, or what the store threw, when the promise is not kept.
  public let body: @Sendable (any Store) async throws -> Void

  public init(_ name: String, body: @escaping @Sendable (any Store) async throws -> Void) {
    self.name = name
    self.body = body
  }

  public var description: String { name }

  /// Every check there is.
  public static let all: [StoreCheck] =
    commits + components + conclusions + deletions + deviceSearches + directoryPeople + erasures
    + health
    + inventories + isolation
    + keys + logs
    + names + offerLives + offers + people + peopleSearches + personKeys + profiles + records
    + signIns + snapshots
}

/// What a check found wrong.
public struct BrokenPromise: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// - Throws: ``BrokenPromise`` with both values when they are not equal.
func expect<Value: Equatable>(
  _ found: Value, equals expected: Value, _ what: String = "the answer", line: Int = #line,
  file: String = #fileID
) throws(BrokenPromise) {
  guard found == expected else {
    throw BrokenPromise("\(file):\(line): \(what) is \(found), not \(expected)")
  }
}

/// - Throws: ``BrokenPromise`` when there is no value.
func require<Value>(
  _ value: Value?, _ what: String = "the answer", line: Int = #line, file: String = #fileID
) throws(BrokenPromise) -> Value {
  guard let value else { throw BrokenPromise("\(file):\(line): \(what) is not there") }
  return value
}

/// - Throws: ``BrokenPromise`` when `work` does anything else than fail with this code.
func expect<Value>(
  _ code: StoreError.Code, line: Int = #line, file: String = #fileID,
  from work: () async throws(StoreError) -> Value
) async throws(BrokenPromise) {
  do {
    let value = try await work()
    throw BrokenPromise("\(file):\(line): \(value) came instead of \(code)")
  } catch let error as StoreError {
    guard error.code == code else {
      throw BrokenPromise("\(file):\(line): \(error.code) (\(error)) came instead of \(code)")
    }
  } catch let error as BrokenPromise {
    throw error
  } catch {
    throw BrokenPromise("\(file):\(line): \(error) came instead of \(code)")
  }
}
