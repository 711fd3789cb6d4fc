import Foundation
import Store
import UserEnvironment

/// Follows a log from entry to entry, and finds where it was tampered with. `docs/audit.md` says what
/// the chain proves, and what only a checkpoint does.
public struct AuditChain: Sendable {
  /// How many entries were read.
  public private(set) var entryCount = 0
  /// The number of the first entry that was read; nil before.
  public private(set) var first: Int?
  /// The newest entry that was read, as a checkpoint; nil before.
  public private(set) var head: AuditCheckpoint?
  public private(set) var findings: [AuditFinding] = []

  /// Whose log it is: nil until the first entry of a part of a log says so.
  private var tenant: String??
  private var expected: Expected?
  private var checkpoints: [AuditCheckpoint]
  /// Entries that were passed over, and the findings that say so.
  private var missing: Set<Int> = []

  private struct Expected {
    var sequence: Int
    /// The hash that the next entry names; nil where it cannot be known.
    var previous: Digest??
  }

  /// What every version of an entry has; what else is in it is covered by its hash.
  private struct Frame: Decodable {
    let sequence: Int
    let tenant: String?
    let previous: Digest?
    let at: Date
  }

  /// Follows a whole log, from its first entry.
  ///
  /// - Parameter checkpoints: those of other logs are passed over.
  public init(tenant: String?, checkpoints: [AuditCheckpoint] = []) {
    self.tenant = .some(tenant)
    self.checkpoints = checkpoints.filter { $0.tenant == tenant }
    expected = Expected(sequence: 1, previous: .some(nil))
  }

  /// Follows a part of a log, which may begin anywhere and says itself whose it is.
  public init(checkpoints: [AuditCheckpoint] = []) {
    self.checkpoints = checkpoints
  }

  /// Reads the next entry.
  ///
  /// - Parameters:
  ///   - content: the entry's bytes: the hash is over them.
  ///   - sequence: the number that it is stored under; nil in a file.
  ///   - stored: the hash that is stored beside it; nil in a file.
  public mutating func take(_ content: Data, sequence: Int? = nil, hash stored: Digest? = nil) {
    entryCount += 1
    let hash = Digest(of: content)
    let place = sequence ?? expected?.sequence ?? 1
    if let stored, stored != hash {
      find(.changed, at: place, "Entry \(place) does not have the hash that is stored beside it.")
    }
    guard let frame = try? CanonicalJSON.decode(Frame.self, from: content) else {
      find(.unreadable, at: place, "What stands at \(place) is no entry of an audit log.")
      // The next entry may still be the one after this place; what it names cannot be told.
      expected = Expected(sequence: place + 1, previous: nil)
      return
    }
    if tenant == nil { tenant = .some(frame.tenant) }
    guard tenant == .some(frame.tenant) else {
      find(.foreign, at: frame.sequence, "Entry \(frame.sequence) belongs to another log.")
      return
    }
    if let sequence, sequence != frame.sequence {
      find(
        .moved, at: sequence,
        "At \(sequence) stands an entry that was written as number \(frame.sequence).")
      expected = Expected(sequence: sequence + 1, previous: nil)
      return
    }
    follow(frame, hash: stored ?? hash)
  }

  /// Looks whether an entry is the one that comes next.
  private mutating func follow(_ frame: Frame, hash: Digest) {
    let sequence = frame.sequence
    if let expected {
      if sequence < expected.sequence {
        repeated(sequence)
        return
      }
      if sequence > expected.sequence {
        let gap = expected.sequence..<sequence
        missing.formUnion(gap)
        find(
          .removed, at: gap.lowerBound,
          gap.count == 1
            ? "Entry \(gap.lowerBound) is missing."
            : "The entries \(gap.lowerBound) to \(gap.upperBound - 1) are missing.")
      } else if let previous = expected.previous, previous != frame.previous {
        find(
          .changed, at: max(1, sequence - 1),
          sequence == 1
            ? "Entry 1 names an entry before it, and there is none."
            : "Entry \(sequence) does not follow what stands before it: one of the two was changed."
        )
      }
    }
    if let before = head?.at, frame.at < before {
      find(.changed, at: sequence, "Entry \(sequence) is older than the one before it.")
    }
    if first == nil { first = sequence }
    head = AuditCheckpoint(tenant: frame.tenant, sequence: sequence, hash: hash, at: frame.at)
    expected = Expected(sequence: sequence + 1, previous: .some(hash))
    for checkpoint in checkpoints
    where checkpoint.tenant == frame.tenant && checkpoint.sequence == sequence
      && checkpoint.hash != hash
    {
      find(
        .changed, at: sequence,
        "Entry \(sequence) is another one than the checkpoint names: the log was written anew.")
    }
  }

  /// An entry whose number was passed: either it was missed there, or it is one too many.
  private mutating func repeated(_ sequence: Int) {
    guard missing.remove(sequence) != nil || sequence < (first ?? 0) else {
      find(.inserted, at: sequence, "Entry \(sequence) is there more than once.")
      return
    }
    findings.removeAll { $0.kind == .removed && $0.sequence == sequence }
    find(.moved, at: sequence, "Entry \(sequence) does not stand where it was written.")
  }

  /// To be called after the last entry: is everything there that the checkpoints name?
  public mutating func finish() {
    for checkpoint in checkpoints where checkpoint.tenant == tenant ?? checkpoint.tenant {
      let newest = head?.sequence ?? 0
      guard checkpoint.sequence > newest else { continue }
      find(
        .truncated, at: newest + 1,
        "The log ends with entry \(newest), and the checkpoint names entry \(checkpoint.sequence): what came after was cut off."
      )
    }
  }

  mutating func find(_ kind: AuditFinding.Kind, at sequence: Int, _ message: String) {
    findings.append(AuditFinding(kind, at: sequence, message))
  }
}

extension AuditChain {
  /// A whole log in a store, followed to its end.
  ///
  /// - Parameter tenant: whose log; nil for the installation's.
  static func following(
    _ tenant: TenantID?, in store: any Store, checkpoints: [AuditCheckpoint] = []
  ) async throws -> AuditChain {
    var chain = AuditChain(tenant: tenant?.rawValue, checkpoints: checkpoints)
    var position = 0
    while true {
      let page = try await store.logEntries(
        of: LogOwner(tenant), after: position, limit: AuditService.pageSize)
      for entry in page { chain.take(entry.content, sequence: entry.sequence, hash: entry.hash) }
      guard let last = page.last, page.count == AuditService.pageSize else { break }
      position = last.sequence
    }
    chain.finish()
    return chain
  }
}
