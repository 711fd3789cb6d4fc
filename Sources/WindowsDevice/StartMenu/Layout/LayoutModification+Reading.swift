import UserEnvironment

extension LayoutModification {
  private typealias Place = LayoutModification.Namespace

  /// Reads a layout. Elements that are not known, and tiles without the attributes that they need,
  /// are passed over.
  ///
  /// - Throws: ``StartMenuError`` with a `layout.` code.
  public init(xml bytes: [UInt8]) throws(StartMenuError) {
    let root = try XMLTree.read(bytes)
    guard root.name == "LayoutModificationTemplate", root.namespace == Namespace.layout else {
      throw StartMenuError(
        .layoutNotLayout, "This is not a layout: its root is \(root.name), not a template.")
    }
    let override = root.children("DefaultLayoutOverride", in: Namespace.layout).first
    isPartial =
      override?.attributes["LayoutCustomizationRestrictionType"] == "OnlySpecifiedGroups"
    let layout = override?.children("StartLayoutCollection", in: Namespace.layout).first?
      .children("StartLayout", in: Namespace.full).first
    let options = root.children("LayoutOptions", in: Namespace.layout).first
    start = layout.map { layout in
      PinsComponent(
        groups: layout.children("Group", in: Namespace.start).map { Self.group($0) },
        groupWidth: Self.number(layout.attributes["GroupCellWidth"])
          ?? Self.number(options?.attributes["StartTileGroupCellWidth"]))
    }
    let custom = root.children("CustomTaskbarLayoutCollection", in: Namespace.layout).first
    taskbar = custom.map { Self.taskbar($0) }
  }

  private static func group(_ element: XMLTree) -> PinGroup {
    var pins: [Pin] = []
    for tile in element.children where tile.namespace == Namespace.start {
      if tile.name == "Folder" {
        let folder = PinFolder(
          name: tile.attributes["Name"] ?? "", place: place(tile), size: size(tile))
        pins += tile.children.compactMap { pin($0, in: folder) }
      } else if let pin = pin(tile, in: nil) {
        pins.append(pin)
      }
    }
    return PinGroup(name: element.attributes["Name"] ?? "", pins: inOrderOfReading(pins))
  }

  /// The file's order means nothing: the places do.
  private static func inOrderOfReading(_ pins: [Pin]) -> [Pin] {
    func place(_ pin: Pin) -> TilePlace {
      pin.folder?.place ?? pin.place ?? TilePlace(column: 0, row: 0)
    }
    let origin = TilePlace(column: 0, row: 0)
    return pins.enumerated().sorted { left, right in
      let (first, second) = (place(left.element), place(right.element))
      if first != second { return first < second }
      let (inner, other) = (left.element.place ?? origin, right.element.place ?? origin)
      return inner == other ? left.offset < right.offset : inner < other
    }.map(\.element)
  }

  private static func pin(_ tile: XMLTree, in folder: PinFolder?) -> Pin? {
    let target: PinTarget? =
      switch tile.name {
      case "Tile": tile.attributes["AppUserModelID"].map { .packaged(appUserModelID: $0) }
      case "SecondaryTile":
        tile.attributes["AppUserModelID"].flatMap { id in
          tile.attributes["TileID"].map { .secondary(appUserModelID: id, tileID: $0) }
        }
      case "DesktopApplicationTile": desktop(tile)
      default: nil
      }
    return target.map { Pin(target: $0, size: size(tile), place: place(tile), folder: folder) }
  }

  private static func desktop(_ element: XMLTree) -> PinTarget? {
    element.attributes["DesktopApplicationID"].map { .desktop(appID: $0) }
      ?? element.attributes["DesktopApplicationLinkPath"].map { .link(path: $0) }
  }

  private static func taskbar(_ element: XMLTree) -> TaskbarLayout {
    let entries = element.children("TaskbarLayout", in: Namespace.full)
      .flatMap { $0.children("TaskbarPinList", in: Namespace.taskbar) }.flatMap(\.children)
      .filter { $0.namespace == Namespace.taskbar }
    let pins = entries.compactMap { entry -> Pin? in
      switch entry.name {
      case "UWA", "SecondaryTile":
        entry.attributes["AppUserModelID"].map { id in
          let tile = entry.name == "UWA" ? nil : entry.attributes["TileID"]
          return Pin(
            target: tile.map { .secondary(appUserModelID: id, tileID: $0) }
              ?? .packaged(appUserModelID: id))
        }
      case "DesktopApp": desktop(entry).map { Pin(target: $0) }
      default: nil
      }
    }
    return TaskbarLayout(
      pins: pins,
      replacesDefaults: element.attributes["PinListPlacement"] == "Replace",
      pinsOnce: entries.contains { $0.attributes["PinGeneration"] != nil })
  }

  private static func place(_ element: XMLTree) -> TilePlace? {
    guard let column = number(element.attributes["Column"], upTo: 9999),
      let row = number(element.attributes["Row"], upTo: 9999)
    else { return nil }
    return TilePlace(column: column, row: row)
  }

  private static func size(_ element: XMLTree) -> TileSize? {
    let sides = (element.attributes["Size"] ?? "").split(separator: "x").map { number(String($0)) }
    guard sides.count == 2, let columns = sides[0], let rows = sides[1] else { return nil }
    return TileSize(columns: columns, rows: rows)
  }

  /// A number of cells; nil for none that a screen has.
  private static func number(_ text: String?, upTo limit: Int = 16) -> Int? {
    guard let number = text.flatMap({ Int($0) }), (0...limit).contains(number) else { return nil }
    return number
  }
}
