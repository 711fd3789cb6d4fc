import Foundation
import UserEnvironment

/// The head of a log at some time: how many entries it had, and the hash of the last. Kept where nobody
/// who can write to the store can reach it, it proves later that nothing up to there was cut off or
/// written anew.
public struct AuditCheckpoint: Sendable, Hashable, Codable {
  /// Whose log; nil for the installation's.
  public let tenant: String?
  /// The number of the newest entry; 0 for an empty log.
  public let sequence: Int
  /// The newest entry's hash; nil for an empty log.
  public let hash: Digest?
  /// When that entry was written; nil for an empty log.
  public let at: Date?

  public init(tenant: String?, sequence: Int, hash: Digest?, at: Date?) {
    self.tenant = tenant
    self.sequence = sequence
    self.hash = hash
    self.at = at
  }

  /// Reads a file of checkpoints: one JSON object a line.
  ///
  /// - Throws: `audit.malformedCheckpoint`.
  public static func read(_ bytes: Data) throws(AuditFileError) -> [AuditCheckpoint] {
    var checkpoints: [AuditCheckpoint] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let checkpoint = try? CanonicalJSON.decode(AuditCheckpoint.self, from: Data(line)),
        checkpoint.sequence >= 0, (checkpoint.sequence == 0) == (checkpoint.hash == nil)
      else { throw AuditFileError.malformedCheckpoint }
      checkpoints.append(checkpoint)
    }
    guard !checkpoints.isEmpty else { throw AuditFileError.malformedCheckpoint }
    return checkpoints
  }
}

/// Why a file of the audit log cannot be used at all.
public struct AuditFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `audit.malformedCheckpoint`.
  public let code: String
  public let message: String

  public var description: String { message }

  static let malformedCheckpoint = AuditFileError(
    code: "audit.malformedCheckpoint",
    message: "It holds no checkpoints; `valised audit checkpoint` writes them, one a line.")
}
