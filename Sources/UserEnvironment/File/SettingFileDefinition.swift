/// A row of the catalog of files: which file of a profile is a setting, and what may be done with it.
/// The rows themselves are data of the room `WindowsDevice`.
public struct SettingFileDefinition: Hashable, Sendable, Codable {
  /// Stable for ever: snapshots refer to it.
  public let id: String
  public let category: String
  /// What a person sees: `Personalization > Background > The picture itself`.
  public let name: String
  public let source: Source
  public let content: Content
  /// In bytes; a larger file is named and not carried.
  public let largestSize: Int
  public let merge: Merge
  /// The first and last Windows build (`CurrentBuild`) that knows the file.
  public let firstBuild: Int
  public let lastBuild: Int?
  public let effect: SettingDefinition.Effect
  public let evidence: SettingDefinition.Evidence
  /// The reason for what is unusual about the row, in a sentence that can be shown.
  public let note: String

  public init(
    id: String, category: String, name: String, source: Source, content: Content,
    largestSize: Int, merge: Merge, firstBuild: Int, lastBuild: Int?,
    effect: SettingDefinition.Effect, evidence: SettingDefinition.Evidence, note: String
  ) {
    self.id = id
    self.category = category
    self.name = name
    self.source = source
    self.content = content
    self.largestSize = largestSize
    self.merge = merge
    self.firstBuild = firstBuild
    self.lastBuild = lastBuild
    self.effect = effect
    self.evidence = evidence
    self.note = note
  }

  /// How the file is found, and where it goes.
  public enum Source: Hashable, Sendable, Codable {
    /// It always lies at this path below the profile folder, in which one component may be a
    /// placeholder (`<language>`).
    case path(String)
    /// A setting names it: the setting's id, or with a star at its end the beginning of several ids.
    case setting(String)
    /// It is the picture of the lock screen, which Windows keeps out of the profile. It goes to this
    /// path below the profile folder.
    case lockScreen(path: String)
  }

  /// What the file holds, which decides what it may be called and must look like.
  public enum Content: String, Hashable, Sendable, Codable, CaseIterable {
    case picture
    case theme
    /// Lines of UTF-16, one word each.
    case dictionary
    case sound
    case pointer
  }

  public enum Merge: String, Hashable, Sendable, Codable, CaseIterable {
    /// The restored file takes the place of one that is there.
    case replace
    /// A file that is there stays; the restored one gets a name of its own.
    case beside
    /// What is missing is added, what is there stays.
    case lines
  }
}

extension SettingFileDefinition.Source {
  private enum CodingKeys: String, CodingKey {
    case path, setting, lockScreen
  }

  /// An object with one member: `{"path": "AppData\\…"}`.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .path(let path): try members.encode(path, forKey: .path)
    case .setting(let id): try members.encode(id, forKey: .setting)
    case .lockScreen(let path): try members.encode(path, forKey: .lockScreen)
    }
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    if let path = try members.decodeIfPresent(String.self, forKey: .path) {
      self = .path(path)
    } else if let id = try members.decodeIfPresent(String.self, forKey: .setting) {
      self = .setting(id)
    } else {
      self = .lockScreen(path: try members.decode(String.self, forKey: .lockScreen))
    }
  }
}
