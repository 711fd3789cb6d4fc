import RegistryHive
import UserEnvironment

/// Which pins would open something on a PC, for one person.
public struct InstalledTargets: Sendable {
  private let families: Set<String>
  private let appIDs: Set<String>
  private let existingPaths: Set<String>
  private let profilePath: String

  public enum Presence: Hashable, Sendable {
    case present
    case absent
    /// Windows does not say where it could be looked up.
    case unknown
  }

  /// Looks for what these pins open.
  ///
  /// - Throws: ``DeviceError``; damage in the hive of apps only makes answers unknown.
  public static func find(
    _ targets: [PinTarget], on device: any Device, of account: Account
  ) async throws -> InstalledTargets {
    var paths: Set<String> = []
    for target in targets {
      guard let path = path(of: target, profilePath: account.profilePath) else { continue }
      // A path that leads out of the volume names nothing on this PC.
      if (try? await device.exists(at: path)) == true { paths.insert(path.lowercased()) }
    }
    return InstalledTargets(
      families: await families(on: device, of: account),
      appIDs: await appIDs(of: StartShortcuts(device: device, account: account)),
      existingPaths: paths, profilePath: account.profilePath)
  }

  public func presence(of target: PinTarget) -> Presence {
    switch target {
    case .packaged(let id), .secondary(let id, _):
      guard let family = AppUserModelID(id)?.family.description.lowercased(), !families.isEmpty
      else { return .unknown }
      return families.contains(family) ? .present : .absent
    case .desktop(let id):
      if appIDs.contains(id.lowercased()) { return .present }
      guard let path = Self.path(of: target, profilePath: profilePath) else {
        return id.hasPrefix(Self.partOfWindows) ? .present : .unknown
      }
      return existingPaths.contains(path.lowercased()) ? .present : .absent
    case .link(let path):
      let place = Self.path(of: .link(path: path), profilePath: profilePath)
      return place.map { existingPaths.contains($0.lowercased()) ? .present : .absent } ?? .unknown
    }
  }

  /// Explorer, the Control Panel, Run and their like.
  private static let partOfWindows = "Microsoft.Windows."

  private static func path(of target: PinTarget, profilePath: String) -> String? {
    switch target {
    case .packaged, .secondary: return nil
    case .desktop(let id): return KnownFolder.path(ofAppID: id, profilePath: profilePath)
    case .link(let path):
      let id = KnownFolder.appID(ofPath: path, profilePath: profilePath)
      return KnownFolder.path(ofAppID: id, profilePath: profilePath)
    }
  }

  private static let packages =
    #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"#

  /// The families of all packages that are registered for the person, those of Windows among them.
  private static func families(on device: any Device, of account: Account) async -> Set<String> {
    guard let classes = try? await device.hive(.classes, of: account),
      let names = try? classes.key(at: packages)?.subkeys().map(\.name)
    else { return [] }
    return Set(names.compactMap { PackageFullName($0)?.family.description.lowercased() })
  }

  private static func appIDs(of shortcuts: StartShortcuts) async -> Set<String> {
    Set(await shortcuts.links().compactMap { $0.appUserModelID?.lowercased() })
  }
}

/// The shortcuts that make a person's list of apps: those of the PC and their own.
struct StartShortcuts {
  let device: any Device
  let account: Account

  private static let deepest = 4
  private static let most = 2000

  /// The shortcuts that can be read.
  func links() async -> [ShellLink] {
    var links: [ShellLink] = []
    var folders = [
      (#"C:\ProgramData\Microsoft\Windows\Start Menu\Programs"#, 0),
      (account.profilePath + #"\AppData\Roaming\Microsoft\Windows\Start Menu\Programs"#, 0),
    ]
    while let (folder, depth) = folders.popLast() {
      for name in (try? await device.fileNames(in: folder)) ?? [] where links.count < Self.most {
        let path = folder + "\\" + name
        if name.lowercased().hasSuffix(".lnk") {
          guard let bytes = try? await device.file(at: path),
            let link = try? ShellLink(bytes: Array(bytes))
          else { continue }
          links.append(link)
        } else if !name.contains("."), depth < Self.deepest {
          folders.append((path, depth + 1))
        }
      }
    }
    return links
  }
}
