import Foundation
import UserEnvironment

/// Writes an archive line by line, and its end with the digest of all that was written.
public struct ArchiveWriter {
  private var running = RunningDigest()
  private var lineCount = 0

  public init() {}

  /// The bytes of a line, with its break.
  public mutating func line(_ fill: (inout ArchiveLine) -> Void) throws -> Data {
    var line = ArchiveLine()
    fill(&line)
    let bytes = try CanonicalJSON.encode(line) + [UInt8(ascii: "\n")]
    running.append(bytes)
    lineCount += 1
    return bytes
  }

  /// The bytes of the last line.
  public func end() throws -> Data {
    var line = ArchiveLine()
    line.end = ArchiveLine.End(lines: lineCount, digest: running.digest)
    return try CanonicalJSON.encode(line) + [UInt8(ascii: "\n")]
  }
}
