import Foundation
import RegistryHive

extension Account {
  /// The key of the machine's SOFTWARE hive that lists everybody who has a profile.
  static let profileList = #"Microsoft\Windows NT\CurrentVersion\ProfileList"#

  /// The people that the machine's SOFTWARE hive lists; services and the system are not among them.
  static func people(in software: Hive) throws -> [Account] {
    try software.key(at: profileList)?.subkeys().compactMap(Account.init(profile:)) ?? []
  }

  private init?(profile key: HiveKey) throws {
    guard Account.isPerson(sid: key.name), let path = try key.text(named: "ProfileImagePath") else {
      return nil
    }
    let profile = path.replacingOccurrences(
      of: "%SystemDrive%", with: "C:", options: .caseInsensitive)
    let name = profile.split(separator: "\\").last.map(String.init) ?? key.name
    self.init(name: name, sid: key.name, profilePath: profile)
  }

  /// Entra ID accounts, and the accounts of a PC or a domain; not services or the system.
  private static func isPerson(sid: String) -> Bool {
    // Windows sets a damaged profile aside under the SID with `.bak`: it is nobody's any more.
    (sid.hasPrefix("S-1-12-1-") || sid.hasPrefix("S-1-5-21-")) && !sid.contains(".")
  }
}
