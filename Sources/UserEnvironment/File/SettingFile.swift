import Foundation

/// A file that is a setting: the desktop background, a custom dictionary, a sound.
public struct SettingFile: Codable, Hashable, Sendable {
  /// The catalog's stable id.
  public let id: String
  /// Where it lies below the profile folder: `Pictures\Lake at dawn.jpg`.
  public let path: String
  /// In bytes.
  public let size: Int
  /// The digest of its content, which is in ``FilesComponent/contents``.
  public let digest: Digest

  public init(id: String, path: String, size: Int, digest: Digest) {
    self.id = id
    self.path = path
    self.size = size
    self.digest = digest
  }

  /// The id and the path in one word: `background.picture-file[Pictures\Lake at dawn.jpg]`.
  public var key: String { id + "[" + path + "]" }
}

/// A file that is a setting and is not carried. It is named, so that a person knows to copy it.
public struct OmittedFile: Codable, Hashable, Sendable {
  public let id: String
  /// Below the profile folder; as it was found where it lies elsewhere.
  public let path: String
  /// In bytes; nil where it is not known.
  public let size: Int?
  public let reason: Reason

  public init(id: String, path: String, size: Int?, reason: Reason) {
    self.id = id
    self.path = path
    self.size = size
    self.reason = reason
  }

  public enum Reason: String, Codable, Sendable, CaseIterable {
    /// Larger than files of its kind are carried.
    case tooLarge
    /// All files together would be larger than is carried.
    case noRoom
    /// Outside of the person's own profile.
    case outsideProfile
    /// Not what files of its kind hold.
    case otherContent
    /// It cannot be read.
    case unreadable
  }

  public var key: String { id + "[" + path + "]" }
}

/// The content of one file or of several equal ones.
public struct FileContent: Codable, Hashable, Sendable {
  public let digest: Digest
  public let bytes: Data

  public init(bytes: Data) {
    digest = Digest(of: bytes)
    self.bytes = bytes
  }
}

/// The component `files`.
public struct FilesComponent: Codable, Hashable, Sendable {
  /// The person's profile folder on the source (`C:\Users\alice`).
  public let profilePath: String
  /// Ordered by ``SettingFile/key``.
  public let files: [SettingFile]
  /// Each content once, ordered by digest.
  public let contents: [FileContent]
  /// Ordered by ``OmittedFile/key``.
  public let omitted: [OmittedFile]

  public init(
    profilePath: String, files: [SettingFile], contents: [FileContent], omitted: [OmittedFile]
  ) {
    self.profilePath = profilePath
    self.files = files.sorted { $0.key < $1.key }
    self.contents = Set(contents).sorted { $0.digest.description < $1.digest.description }
    self.omitted = omitted.sorted { $0.key < $1.key }
  }

  /// All contents together are at most so large, in bytes.
  public static let largestTotal = 16 << 20

  /// The contents that are what their digests say, each digested once.
  public func verifiedContents() -> [Digest: Data] {
    Dictionary(
      contents.filter { Digest(of: $0.bytes) == $0.digest }.map { ($0.digest, $0.bytes) },
      uniquingKeysWith: { first, _ in first })
  }
}
