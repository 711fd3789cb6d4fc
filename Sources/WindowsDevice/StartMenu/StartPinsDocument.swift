import Foundation
import UserEnvironment

/// The JSON inside of ``Start2File``: the pinned list, and much beside it that only Start
/// understands and that is carried along unchanged.
public struct StartPinsDocument: Hashable, Sendable {
  private var members: [String: JSONTree]

  private enum Member {
    static let pinnedList = "pinnedList"
    static let id = "id"
    static let pinnedBy = "pinnedBy"
  }

  /// What Start notes for a pin that the person made themselves.
  private static let pinnedByPerson: Int64 = 4

  /// A document with nothing pinned.
  public init() {
    members = [Member.pinnedList: .array([])]
  }

  /// Reads the JSON text, in UTF-8.
  ///
  /// - Throws: ``StartMenuError`` `start2.notPins` when it is not an object with a list of pins.
  public init(json: [UInt8]) throws(StartMenuError) {
    members = try JSONTree.members(of: json, or: .start2NotPins)
    guard let pins = members[Member.pinnedList]?.array, pins.allSatisfy({ $0.object != nil })
    else {
      throw StartMenuError(
        .start2NotPins, "The content has no list of pins, an object each (`pinnedList`).")
    }
  }

  /// The JSON text. Its members are in alphabetical order, so equal documents give equal bytes.
  public func json() throws(StartMenuError) -> [UInt8] {
    Array(try JSONTree.text(of: members, or: .start2NotPins))
  }

  /// The tile ids of the pinned list, in its order.
  public var tileIDs: [String] {
    (members[Member.pinnedList]?.array ?? []).compactMap { $0.object?[Member.id]?.string }
  }

  /// The pins in their order, in one group without a name. What is not a pin of an app is in
  /// ``unknownTileIDs``.
  public var pins: PinsComponent {
    PinsComponent(pins: tileIDs.compactMap { PinTarget(tileID: $0) }.map { Pin(target: $0) })
  }

  /// What is in the pinned list and is not a pin of an app: ids whose meaning is not known, and
  /// entries without an id, which stand here as their members' names.
  public var unknownTileIDs: [String] {
    unknownEntries.map { entry in
      entry.object?[Member.id]?.string
        ?? (entry.object ?? [:]).keys.sorted().joined(separator: ", ")
    }
  }

  private var unknownEntries: [JSONTree] {
    (members[Member.pinnedList]?.array ?? []).filter { entry in
      entry.object?[Member.id]?.string.flatMap { PinTarget(tileID: $0) } == nil
    }
  }

  /// Puts these pins in the place of the pinned list, each once. A pin that was there already keeps
  /// what Start noted about it. What is not a pin of an app, as a folder, stays, behind the others;
  /// and so does everything beside the list.
  ///
  /// - Returns: the pins that this file cannot hold: shortcut files.
  public mutating func replacePins(with component: PinsComponent) -> [Pin] {
    let old = Dictionary(
      (members[Member.pinnedList]?.array ?? []).compactMap { entry in
        entry.object?[Member.id]?.string.map { ($0, entry) }
      },
      uniquingKeysWith: { first, _ in first })
    var entries: [JSONTree] = []
    var seen: Set<String> = []
    for tileID in component.pins.compactMap(\.target.tileID) where seen.insert(tileID).inserted {
      entries.append(
        old[tileID]
          ?? .object([Member.id: .string(tileID), Member.pinnedBy: .integer(Self.pinnedByPerson)]))
    }
    members[Member.pinnedList] = .array(entries + unknownEntries)
    return component.pins.filter { $0.target.tileID == nil }
  }
}
