import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// What the agent remembers of a person on a PC between sign-ins, in one small file: in which
/// enrollments they have signed in, and what the service has not heard yet.
public struct AgentMemory: Codable, Sendable, Equatable {
  /// The enrollments in which the person has signed in.
  var signIns: Set<SignIn> = []
  var unreportedMisses: [Miss] = []
  var unreportedOutcomes: [Ending] = []
  /// The last backup from this PC that the service confirmed.
  public internal(set) var lastBackup: LastBackup?
  /// What the service decided last.
  public internal(set) var lastDecision: LastDecision?

  public struct LastBackup: Codable, Sendable, Hashable {
    /// The device's time.
    public let at: Date
    public let profile: String
    public let version: Int
    /// The time between two backups by the organization's policy of then; nil in what an older version
    /// noted.
    public var intervalHours: Int?
  }

  public struct LastDecision: Codable, Sendable, Hashable {
    /// The device's time.
    public let at: Date
    public let moment: Moment
    /// The offer's id; nil when there was none.
    public let offer: String?
    /// The checks that said no.
    public let failedChecks: [String]
  }

  struct SignIn: Codable, Sendable, Hashable {
    var user: String
    var enrollment: String
  }

  /// An offer that could not be made because the service was not to be reached.
  struct Miss: Codable, Sendable, Equatable {
    var signIn: SignIn
    var miss: UnreportedMiss
  }

  /// An answer that the service could not be told.
  struct Ending: Codable, Sendable, Equatable {
    var user: String
    var offer: String
    var outcome: Outcome
  }

  /// In the person's own profile, since it is about them.
  private static func path(of account: Account) -> String {
    account.profilePath + #"\AppData\Local\Valise\agent-memory.json"#
  }

  /// What is remembered of a person; nothing when the agent was never used. A damaged file counts as
  /// none, since nobody may be kept from signing in: then the person may be asked once more.
  static func load(of account: Account, from device: any Device) async throws -> AgentMemory {
    guard let bytes = try await device.file(at: path(of: account)) else { return AgentMemory() }
    return (try? CanonicalJSON.decode(from: bytes)) ?? AgentMemory()
  }

  func save(of account: Account, to device: any Device) async throws {
    try await device.replaceFile(
      at: Self.path(of: account), with: try CanonicalJSON.encode(self))
  }
}
