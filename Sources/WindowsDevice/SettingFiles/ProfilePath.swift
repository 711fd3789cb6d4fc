/// A path below a person's profile folder that leads nowhere else, on Windows or here:
/// `Pictures\Lake at dawn.jpg`.
///
/// Source: "Naming Files, Paths, and Namespaces" (Microsoft's Win32 documentation), for what names
/// mean to Windows.
public struct ProfilePath: Hashable, Sendable, CustomStringConvertible {
  /// The components with `\` between.
  public let description: String

  /// Nil for a path that is not plain: one that leads upwards, names a device or a stream, or that
  /// Windows would read as another.
  public init?(_ text: String) {
    let components = text.split(separator: "\\", omittingEmptySubsequences: false)
    guard text.utf16.count <= Self.longestPath, components.allSatisfy(Self.isPlain) else {
      return nil
    }
    description = text
  }

  /// The path of a file that a value names, when it lies in this profile; nil for all others.
  ///
  /// - Parameter profile: `C:\Users\alice`.
  public init?(of text: String, in profile: String) {
    let folders = [
      (profile, ""), ("%USERPROFILE%", ""), ("%APPDATA%", #"AppData\Roaming\"#),
      ("%LOCALAPPDATA%", #"AppData\Local\"#),
    ]
    let found = folders.first { folder, _ in
      text.lowercased().hasPrefix(folder.lowercased() + "\\")
    }
    guard let (folder, below) = found else { return nil }
    self.init(below + text.dropFirst(folder.count + 1))
  }

  /// Leaves room for the profile's own path: Windows programs take 259 units in all.
  private static let longestPath = 200

  private static func isPlain(_ component: Substring) -> Bool {
    guard !component.isEmpty, component.last != " ", component.last != ".", component != "..",
      !component.unicodeScalars.contains(where: {
        $0.properties.generalCategory == .control || #"<>:"/|?*"#.unicodeScalars.contains($0)
      })
    else { return false }
    let stem = component.prefix { $0 != "." }.lowercased().filter { $0 != " " }
    return !deviceNames.contains(stem)
  }

  private static let deviceNames: Set<String> = Set(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
      + ["com", "lpt"].flatMap { name in
        (Array("0123456789") + ["¹", "²", "³"]).map { name + String($0) }
      })

  /// The full path in a profile folder.
  public func path(in profile: String) -> String { profile + "\\" + description }

  /// The last component.
  public var name: String { String(components.last ?? "") }

  var components: [Substring] { description.split(separator: "\\") }

  /// The folders above it, below the profile folder.
  public var folders: [ProfilePath] {
    (1..<components.count).compactMap { ProfilePath(components.prefix($0).joined(separator: "\\")) }
  }

  /// What stands behind the last dot of the name, in lower case; empty without one.
  var fileExtension: String {
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// The same folder and a name with this number in it: `Lake at dawn (2).jpg`.
  public func numbered(_ number: Int) -> ProfilePath? {
    let ending = fileExtension.isEmpty ? "" : "." + fileExtension
    let folder = description.dropLast(name.count)
    return ProfilePath(
      folder + name.dropLast(ending.count) + " (\(number))" + name.suffix(ending.count))
  }
}
