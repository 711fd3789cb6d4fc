import Foundation
import UserEnvironment

/// Reads an archive as its bytes come in, and lets through only lines that fit together: every content
/// has its digest, every snapshot the components that it names. Whether the archive is whole is known
/// at its end, when ``finish()`` says so.
public struct ArchiveReader {
  /// The longest line: the largest component in Base64, and what stands around it.
  public static let longestLine = (largestComponent * 4 + 2) / 3 + 4096

  private static let largestComponent = ComponentKind.allCases.map(\.largestSize).max() ?? 0
  private static let lineBreak = UInt8(ascii: "\n")

  private var rest = Data()
  private var state = ArchiveState()

  public init() {}

  /// Takes the next bytes, however they are cut.
  ///
  /// - Returns: the lines that they complete; the end is not among them.
  public mutating func take(_ bytes: Data) throws(ArchiveError) -> [ArchiveLine] {
    var lines: [ArchiveLine] = []
    var bytes = bytes[...]
    while let lineEnd = bytes.firstIndex(of: Self.lineBreak) {
      let part = bytes[..<lineEnd]
      bytes = bytes[bytes.index(after: lineEnd)...]
      guard rest.count + part.count <= Self.longestLine else { throw tooLong }
      if let line = try state.take(rest + part) { lines.append(line) }
      rest.removeAll(keepingCapacity: true)
    }
    guard rest.count + bytes.count <= Self.longestLine else { throw tooLong }
    rest += bytes
    return lines
  }

  /// To be called after the last byte.
  ///
  /// - Throws: `archive.truncated` when the archive has not come to its end.
  public func finish() throws(ArchiveError) {
    guard state.hasEnded, rest.isEmpty else {
      throw ArchiveError(
        .truncated,
        "The archive is not whole: its end is missing. Copy it again, or export again.")
    }
  }

  private var tooLong: ArchiveError {
    ArchiveError(
      .malformed, "Line \(state.lineCount + 1) of the archive is longer than any line of one.")
  }
}

/// What was read of an archive, and what may come next.
private struct ArchiveState {
  private(set) var lineCount = 0
  private(set) var hasEnded = false
  private var running = RunningDigest()
  private var hasHeader = false
  private var profiles: Set<String> = []
  /// Of the profile that is being read.
  private var announced: ArraySlice<ArchiveLine.Profile.Announced> = []
  private var held: Set<Digest> = []
  /// Components that came after the last snapshot.
  private var unnamed: Set<Digest> = []
  private var isAfterProfiles = false

  /// - Parameter bytes: a line, without its break.
  /// - Returns: nil for the archive's end.
  mutating func take(_ bytes: Data) throws(ArchiveError) -> ArchiveLine? {
    guard !hasEnded else { throw malformed("comes after the archive's end") }
    let line: ArchiveLine
    do {
      line = try CanonicalJSON.decode(ArchiveLine.self, from: bytes)
    } catch {
      throw hasHeader ? malformed("cannot be read") : notAnArchive
    }
    guard line.memberCount == 1 else {
      throw hasHeader ? malformed("is none of the lines of an archive") : notAnArchive
    }
    if let end = line.end {
      try check(end)
      hasEnded = true
      return nil
    }
    try check(line)
    lineCount += 1
    running.append(bytes)
    running.append([UInt8(ascii: "\n")])
    return line
  }

  private mutating func check(_ line: ArchiveLine) throws(ArchiveError) {
    if let header = line.archive { return try check(header) }
    guard hasHeader else { throw notAnArchive }
    if let profile = line.profile { return try check(profile) }
    if let component = line.component { return try check(component) }
    if let snapshot = line.snapshot { return try check(snapshot) }
    guard announced.isEmpty, unnamed.isEmpty else {
      throw malformed("comes before all of a profile's snapshots were there")
    }
    isAfterProfiles = true
  }

  private mutating func check(_ header: ArchiveLine.Header) throws(ArchiveError) {
    guard !hasHeader, header.format == ArchiveLine.Header.format, header.version >= 1 else {
      throw hasHeader ? malformed("is a second header") : notAnArchive
    }
    guard header.version == ArchiveLine.Header.version else {
      throw ArchiveError(
        .newerFormat,
        "The archive has format \(header.version), and this version of Valise knows \(ArchiveLine.Header.version): use a newer one."
      )
    }
    hasHeader = true
  }

  private mutating func check(_ profile: ArchiveLine.Profile) throws(ArchiveError) {
    guard !isAfterProfiles, announced.isEmpty, unnamed.isEmpty else {
      throw malformed("is a profile where none may begin")
    }
    guard profiles.insert(profile.id).inserted else {
      throw malformed("is a profile that was there before")
    }
    let versions = profile.snapshots.map(\.version)
    guard let first = versions.first, first >= 1,
      zip(versions, versions.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw malformed("is a profile whose versions are not in order") }
    announced = profile.snapshots[...]
    held = []
  }

  private mutating func check(_ component: ArchiveLine.Component) throws(ArchiveError) {
    guard !announced.isEmpty, unnamed.count < ComponentKind.allCases.count else {
      throw malformed("is a component that no snapshot names")
    }
    guard Digest(of: component.content) == component.digest else {
      throw ArchiveError(
        .damaged,
        "The archive is damaged: the component in line \(lineCount + 1) does not have its digest. Copy it again, or export again."
      )
    }
    guard held.insert(component.digest).inserted else {
      throw malformed("is a component that was there before")
    }
    unnamed.insert(component.digest)
  }

  private mutating func check(_ snapshot: ArchiveLine.Snapshot) throws(ArchiveError) {
    guard let next = announced.popFirst(), next.version == snapshot.version else {
      throw malformed("is a snapshot that its profile does not announce here")
    }
    guard let manifest = try? CanonicalJSON.encode(snapshot.manifest),
      Digest(of: manifest) == next.manifest
    else {
      throw ArchiveError(
        .damaged,
        "The archive is damaged: the snapshot in line \(lineCount + 1) does not have its digest. Copy it again, or export again."
      )
    }
    let named = Set(snapshot.manifest.components.map(\.digest))
    guard named.isSubset(of: held) else {
      throw malformed("is a snapshot that names a component which is not there")
    }
    guard unnamed.isSubset(of: named) else {
      throw malformed("is a snapshot that does not name the components before it")
    }
    unnamed = []
  }

  private func check(_ end: ArchiveLine.End) throws(ArchiveError) {
    guard hasHeader else { throw notAnArchive }
    guard announced.isEmpty, unnamed.isEmpty else {
      throw malformed("is the end, before all of a profile's snapshots were there")
    }
    guard end.lines == lineCount, end.digest == running.digest else {
      throw ArchiveError(
        .damaged,
        "The archive is damaged: it does not have the digest that its end names. Copy it again, or export again."
      )
    }
  }

  private func malformed(_ what: String) -> ArchiveError {
    ArchiveError(.malformed, "Line \(lineCount + 1) of the archive \(what).")
  }

  private var notAnArchive: ArchiveError {
    ArchiveError(
      .notAnArchive, "It is no archive of a person: `valise admin person export` writes them.")
  }
}
