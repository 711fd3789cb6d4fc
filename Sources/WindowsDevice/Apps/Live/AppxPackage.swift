import Foundation
import UserEnvironment

/// A packaged app, as `Get-AppxPackage | ConvertTo-Json` writes it.
public struct AppxPackage: Hashable, Sendable, Decodable {
  public let fullName: PackageFullName
  /// The publisher's distinguished name.
  public let publisher: String?
  public let isFramework: Bool
  public let isResourcePackage: Bool
  /// Registered from the folder that a developer built it in.
  public let isDevelopmentMode: Bool
  public let isNonRemovable: Bool
  public let signature: Signature?

  /// Whose signature the package bears.
  public enum Signature: Int, Hashable, Sendable, CaseIterable {
    case unsigned, developer, enterprise, store, system

    /// As PowerShell writes it.
    var name: String { self == .unsigned ? "none" : String(describing: self) }
  }

  /// Whether a person installs it, as opposed to what comes with Windows or with other apps.
  public var isApp: Bool {
    !isFramework && !isResourcePackage && signature != .system
      && fullName.publisherID != .windows
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case fullName = "PackageFullName"
    case publisher = "Publisher"
    case isFramework = "IsFramework"
    case isResourcePackage = "IsResourcePackage"
    case isDevelopmentMode = "IsDevelopmentMode"
    case isNonRemovable = "NonRemovable"
    case signature = "SignatureKind"
  }

  /// Fails for an object that names no package. A signature of another kind is taken for unknown.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let text = try members.decode(String.self, forKey: .fullName)
    guard let fullName = PackageFullName(text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .fullName, in: members, debugDescription: "\(text) is no full name of a package")
    }
    func flag(_ key: CodingKeys) -> Bool {
      (try? members.decodeIfPresent(Bool.self, forKey: key)) ?? false
    }
    self.fullName = fullName
    publisher = try? members.decodeIfPresent(String.self, forKey: .publisher)
    isFramework = flag(.isFramework)
    isResourcePackage = flag(.isResourcePackage)
    isDevelopmentMode = flag(.isDevelopmentMode)
    isNonRemovable = flag(.isNonRemovable)
    // PowerShell writes an enumeration as its number, and as its name where it was made a text.
    if let number = try? members.decode(Int.self, forKey: .signature) {
      signature = Signature(rawValue: number)
    } else {
      let name = (try? members.decode(String.self, forKey: .signature))?.lowercased()
      signature = Signature.allCases.first { $0.name == name }
    }
  }

  /// Reads the list.
  ///
  /// - Throws: ``AppListError``.
  static func list(_ bytes: Data) throws(AppListError) -> ToolList<AppxPackage> {
    try ToolList(bytes, of: "the list of Get-AppxPackage")
  }
}
