import Foundation
import UserEnvironment

/// The list of Start pins that Windows 11 is given: LayoutModification.json, and what
/// `Export-StartLayout` writes. Members that are not known are carried along unchanged.
///
///     {"applyOnce":true,"pinnedList":[{"packagedAppId":"<AUMID>"},{"desktopAppId":"<AppID>"},
///       {"desktopAppLink":"%ALLUSERSPROFILE%\\...\\x.lnk"},{"secondaryTile":{...}}]}
///
/// Source: Microsoft, "Customize the Start layout"
/// (learn.microsoft.com/windows/configuration/start/layout).
public struct StartPinsLayout: Hashable, Sendable {
  private var members: [String: JSONTree]

  private enum Member {
    static let pinnedList = "pinnedList"
    static let applyOnce = "applyOnce"
    static let packaged = "packagedAppId"
    static let desktop = "desktopAppId"
    static let link = "desktopAppLink"
    static let secondary = "secondaryTile"
    static let secondaryApp = "packagedAppId"
    static let secondaryTile = "tileId"
  }

  /// - Parameter appliesOnce: whether Windows applies the list a single time and lets the person
  ///   change it then; else it is applied at every sign-in. Known from 26100.4770 on.
  public init(pins: [Pin] = [], appliesOnce: Bool = true) {
    members = [Member.applyOnce: .bool(appliesOnce), Member.pinnedList: .array([])]
    replacePins(with: pins)
  }

  /// Reads the JSON text, in UTF-8.
  ///
  /// - Throws: ``StartMenuError`` `layout.notLayout` when it is not an object with a list of pins.
  public init(json: [UInt8]) throws(StartMenuError) {
    members = try JSONTree.members(of: json, or: .layoutNotLayout)
    guard let list = members[Member.pinnedList]?.array, list.allSatisfy({ $0.object != nil })
    else {
      throw StartMenuError(
        .layoutNotLayout, "The layout has no list of pins, an object each (`pinnedList`).")
    }
  }

  /// The JSON text. Its members are in alphabetical order, so equal layouts give equal bytes.
  public func json() throws(StartMenuError) -> Data {
    try JSONTree.text(of: members, or: .layoutNotLayout)
  }

  public var appliesOnce: Bool {
    if case .bool(let once)? = members[Member.applyOnce] { once } else { false }
  }

  /// The pins in their order; entries that are not understood are left out.
  public var pins: [Pin] {
    (members[Member.pinnedList]?.array ?? []).compactMap { Self.target($0) }
      .map { Pin(target: $0) }
  }

  /// How many entries are not understood.
  public var unknownEntries: Int {
    (members[Member.pinnedList]?.array ?? []).count { Self.target($0) == nil }
  }

  /// Puts these pins in the place of the list. An entry that was there already stays as it is; a
  /// tile for a part of an app is only taken from such an entry, since it needs more than its name.
  public mutating func replacePins(with pins: [Pin]) {
    var known: [PinTarget: JSONTree] = [:]
    for entry in members[Member.pinnedList]?.array ?? [] {
      if let target = Self.target(entry) { known[target] = entry }
    }
    let entries = pins.compactMap { known[$0.target] ?? Self.entry($0.target) }
    members[Member.pinnedList] = .array(entries)
  }

  private static func entry(_ target: PinTarget) -> JSONTree? {
    switch target {
    case .packaged(let id): .object([Member.packaged: .string(id)])
    case .desktop(let id): .object([Member.desktop: .string(id)])
    case .link(let path): .object([Member.link: .string(path)])
    case .secondary: nil
    }
  }

  private static func target(_ entry: JSONTree) -> PinTarget? {
    guard let entry = entry.object else { return nil }
    if let id = entry[Member.packaged]?.string { return .packaged(appUserModelID: id) }
    if let id = entry[Member.desktop]?.string { return .desktop(appID: id) }
    if let path = entry[Member.link]?.string { return .link(path: path) }
    guard let tile = entry[Member.secondary]?.object,
      let app = tile[Member.secondaryApp]?.string, let id = tile[Member.secondaryTile]?.string
    else { return nil }
    return .secondary(appUserModelID: app, tileID: id)
  }
}
