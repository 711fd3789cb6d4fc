import AsyncHTTPClient
import Foundation
import UserEnvironment

extension ServiceClient {
  /// Exports all of a person. The bytes are handed on as they come in, and are checked on the way: when
  /// this returns, the archive is whole.
  ///
  /// - Returns: how many things of the person are in it; 0 where there is nothing of them.
  /// - Throws: ``ServiceError``, ``ArchiveError``, or what `write` threw.
  @discardableResult
  public func exportPerson(
    _ user: String, reason: String?, to write: (Data) async throws -> Void
  ) async throws -> Int {
    var request = exchange.request(.exportPerson, [.user: user])
    request.body = .bytes(try CanonicalJSON.encode(ExportRequest(reason: reason)))
    request.headers.add(name: "Content-Type", value: "application/json")
    var reader = ArchiveReader()
    var count = 0
    try await exchange.download(request) { part in
      count += try reader.take(part).count { $0.archive == nil }
      try await write(part)
    }
    try reader.finish()
    return count
  }

  /// Imports an archive for a person.
  ///
  /// - Parameter archive: the whole of it; map the file into memory where it is large.
  public func importPerson(
    _ user: String, archive: Data, reason: String?
  ) async throws(ServiceError) -> ImportAnswer {
    var request = exchange.request(
      .importPerson, [.user: user], query: Query.text(["reason": reason]))
    request.body = .bytes(archive)
    request.headers.add(name: "Content-Type", value: "application/jsonl")
    return try exchange.decode(
      ImportAnswer.self, from: try await exchange.perform(request).bytes)
  }
}
