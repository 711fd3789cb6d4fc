import Foundation
import UserEnvironment

/// An exported log: JSON Lines, each line an entry exactly as it is stored, and the last one a
/// checkpoint that says where the export ends.
public enum AuditFile {
  /// The last line of an export.
  struct End: Codable {
    /// The export begins after the entry of this number.
    let after: Int
    let checkpoint: AuditCheckpoint
  }

  /// Proves an export line by line, in as much memory as its longest line takes.
  public struct Verification: Sendable {
    public private(set) var chain: AuditChain
    private var end: End?
    private var lastIsWhole = true

    /// - Parameter checkpoints: kept from before, to hold the file against.
    public init(checkpoints: [AuditCheckpoint] = []) {
      chain = AuditChain(checkpoints: checkpoints)
    }

    /// Reads a line.
    ///
    /// - Parameter isWhole: whether a line break ends it; only the last line of a file may lack one.
    public mutating func take(line: Data, isWhole: Bool = true) {
      lastIsWhole = isWhole
      guard end == nil else {
        return chain.find(
          .inserted, at: (chain.head?.sequence ?? 0) + 1, "There are lines after the file's end.")
      }
      if let end = try? CanonicalJSON.decode(End.self, from: line) {
        self.end = end
        return
      }
      chain.take(line)
    }

    /// To be called after the last line.
    public mutating func finish() {
      chain.finish()
      let next = (chain.head?.sequence ?? 0) + 1
      guard let end, lastIsWhole else {
        return chain.find(
          .truncated, at: next,
          "The file does not end with its checkpoint: it was cut off, or its export broke off.")
      }
      let checkpoint = end.checkpoint
      if let first = chain.first, first != end.after + 1 {
        chain.find(
          first > end.after + 1 ? .removed : .changed, at: end.after + 1,
          "The file begins with entry \(first), and says that it begins after entry \(end.after).")
      }
      let newest = chain.head?.sequence ?? end.after
      if checkpoint.sequence > newest {
        chain.find(
          .truncated, at: newest + 1,
          "The file's checkpoint names entry \(checkpoint.sequence), and its last entry is \(newest)."
        )
      } else if checkpoint.sequence < newest {
        chain.find(
          .inserted, at: checkpoint.sequence + 1,
          "The file's checkpoint names entry \(checkpoint.sequence), and its last entry is \(newest)."
        )
      } else if let head = chain.head, checkpoint != head {
        chain.find(
          .changed, at: head.sequence,
          "Entry \(head.sequence) is not what the file's checkpoint says: one of the two was changed."
        )
      }
    }
  }
}
