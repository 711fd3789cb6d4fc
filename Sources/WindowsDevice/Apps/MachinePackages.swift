import RegistryHive

/// The packages that a PC has for its people, as the machine notes them:
///
///     SOFTWARE  Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore
///       Applications\<full name>         given to everyone who signs in
///       InboxApplications\<full name>    parts of Windows
///       <SID>\<full name>                one person's
///
/// A full name here is often that of a bundle.
struct MachinePackages {
  /// The families that everyone is given, in small letters.
  private var provisioned: Set<String> = []
  /// The families that are parts of Windows, in small letters.
  private var inbox: Set<String> = []
  /// The packages of the one person.
  private(set) var personal: [PackageFullName] = []

  static let none = MachinePackages()
  static let place = #"Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore"#

  private init() {}

  /// - Parameters:
  ///   - software: the root of the machine's SOFTWARE hive.
  ///   - sid: the person's security identifier.
  init(software: HiveKey, sid: String) throws(HiveError) {
    guard let store = try software.key(at: Self.place) else { return }
    provisioned = try Self.families(in: store.subkey(named: "Applications"))
    inbox = try Self.families(in: store.subkey(named: "InboxApplications"))
    personal = try Self.names(in: store.subkey(named: sid))
  }

  func isForEveryone(_ family: PackageFamilyName) -> Bool {
    provisioned.contains(family.description.lowercased())
  }

  func isPartOfWindows(_ family: PackageFamilyName) -> Bool {
    inbox.contains(family.description.lowercased())
  }

  private static func names(in key: HiveKey?) throws(HiveError) -> [PackageFullName] {
    try key?.subkeys().compactMap { PackageFullName($0.name) } ?? []
  }

  private static func families(in key: HiveKey?) throws(HiveError) -> Set<String> {
    Set(try names(in: key).map { $0.family.description.lowercased() })
  }
}
