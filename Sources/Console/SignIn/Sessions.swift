import Foundation
import Identity

/// Who is signed in to the console, in this process. A session ends when it was not used for half an
/// hour, after eight hours at the latest, with a sign-out, and with the process.
actor Sessions {
  static let idleLimit: TimeInterval = 30 * 60
  static let timeLimit: TimeInterval = 8 * 3600
  /// When there are more, the one that was not used for longest ends.
  static let most = 10_000

  private struct Session {
    let caller: Caller
    let startedAt: Date
    var usedAt: Date

    func isOver(at now: Date) -> Bool {
      now.timeIntervalSince(usedAt) >= Sessions.idleLimit
        || now.timeIntervalSince(startedAt) >= Sessions.timeLimit
    }
  }

  private var sessions: [SecretDigest: Session] = [:]
  private let now: @Sendable () -> Date

  init(now: @escaping @Sendable () -> Date) { self.now = now }

  /// Starts a session.
  ///
  /// - Returns: what the browser shows from now on.
  func start(_ caller: Caller) -> String {
    let time = now()
    if sessions.count >= Self.most { sessions = sessions.filter { !$0.value.isOver(at: time) } }
    if sessions.count >= Self.most,
      let oldest = sessions.min(by: { $0.value.usedAt < $1.value.usedAt })
    {
      sessions[oldest.key] = nil
    }
    let secret = SecretDigest.freshSecret()
    sessions[SecretDigest(of: secret)] = Session(caller: caller, startedAt: time, usedAt: time)
    return secret
  }

  /// Whose session it is; nil when it is none, or over.
  func caller(_ secret: String) -> Caller? {
    let digest = SecretDigest(of: secret)
    let time = now()
    guard var session = sessions[digest] else { return nil }
    guard !session.isOver(at: time) else {
      sessions[digest] = nil
      return nil
    }
    session.usedAt = time
    sessions[digest] = session
    return session.caller
  }

  func end(_ secret: String) {
    sessions[SecretDigest(of: secret)] = nil
  }
}
