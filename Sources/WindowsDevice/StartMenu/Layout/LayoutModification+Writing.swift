import Foundation
import UserEnvironment

#if canImport(FoundationXML)
  import FoundationXML
#endif

extension LayoutModification {
  /// The XML, without a prolog and without comments: Windows takes neither.
  ///
  /// Tiles stand as ``TileGrid`` says. A tile for a part of an app is left out: only the app itself
  /// can make it.
  public func xml() -> Data {
    let root = XMLElement(name: "LayoutModificationTemplate")
    for (prefix, namespace) in [
      ("", Namespace.layout), (":defaultlayout", Namespace.full), (":start", Namespace.start),
      (":taskbar", Namespace.taskbar),
    ] {
      root.set("xmlns" + prefix, namespace)
    }
    root.set("Version", "1")
    if let start {
      let options = root.add("LayoutOptions")
      let width = start.groupWidth ?? TileGrid.standardWidth
      options.set("StartTileGroupCellWidth", width > TileGrid.standardWidth ? "8" : "6")
      root.addChild(startOverride(start, width: width > TileGrid.standardWidth ? 8 : 6))
    }
    if let taskbar { root.addChild(Self.collection(taskbar)) }
    return Data((root.xmlString(options: .nodePrettyPrint) + "\n").utf8)
  }

  private func startOverride(_ start: PinsComponent, width: Int) -> XMLElement {
    let override = XMLElement(name: "DefaultLayoutOverride")
    if isPartial { override.set("LayoutCustomizationRestrictionType", "OnlySpecifiedGroups") }
    let layout = override.add("StartLayoutCollection").add("defaultlayout:StartLayout")
    layout.set("GroupCellWidth", String(width))
    for group in start.groups {
      let pins = group.pins.filter(\.target.fitsLayout)
      guard !pins.isEmpty else { continue }
      let element = layout.add("start:Group")
      element.set("Name", group.name)
      for tile in TileGrid(pins, width: width).tiles { element.addChild(Self.element(tile)) }
    }
    return override
  }

  private static func element(_ tile: TileGrid.Tile) -> XMLElement {
    guard let folder = tile.folder else {
      // A tile of the grid that is no folder holds its one pin.
      let element = tile.pins.first?.target.startElement ?? XMLElement(name: "start:Tile")
      element.set(tile)
      return element
    }
    let element = XMLElement(name: "start:Folder")
    element.set("Name", folder.name)
    element.set(tile)
    let content = tile.pins.map { Pin(target: $0.target, size: $0.size, place: $0.place) }
    for inner in TileGrid(content).tiles { element.addChild(Self.element(inner)) }
    return element
  }

  private static func collection(_ taskbar: TaskbarLayout) -> XMLElement {
    let collection = XMLElement(name: "CustomTaskbarLayoutCollection")
    if taskbar.replacesDefaults { collection.set("PinListPlacement", "Replace") }
    let list = collection.add("defaultlayout:TaskbarLayout").add("taskbar:TaskbarPinList")
    for pin in taskbar.pins {
      guard let entry = pin.target.taskbarElement else { continue }
      if taskbar.pinsOnce { entry.set("PinGeneration", "1") }
      list.addChild(entry)
    }
    return collection
  }
}

extension PinTarget {
  /// Whether a layout can bring the pin back.
  public var fitsLayout: Bool {
    if case .secondary = self { false } else { true }
  }

  fileprivate var startElement: XMLElement? {
    switch self {
    case .packaged(let id): XMLElement(name: "start:Tile", "AppUserModelID", id)
    case .desktop(let id):
      XMLElement(name: "start:DesktopApplicationTile", "DesktopApplicationID", id)
    case .link(let path):
      XMLElement(name: "start:DesktopApplicationTile", "DesktopApplicationLinkPath", path)
    case .secondary: nil
    }
  }

  fileprivate var taskbarElement: XMLElement? {
    switch self {
    case .packaged(let id): XMLElement(name: "taskbar:UWA", "AppUserModelID", id)
    case .desktop(let id): XMLElement(name: "taskbar:DesktopApp", "DesktopApplicationID", id)
    case .link(let path):
      XMLElement(name: "taskbar:DesktopApp", "DesktopApplicationLinkPath", path)
    case .secondary: nil
    }
  }
}

extension XMLElement {
  fileprivate convenience init(name: String, _ attribute: String, _ value: String) {
    self.init(name: name)
    set(attribute, value)
  }

  fileprivate func add(_ name: String) -> XMLElement {
    let child = XMLElement(name: name)
    addChild(child)
    return child
  }

  fileprivate func set(_ name: String, _ value: String) {
    let attribute = XMLNode(kind: .attribute)
    attribute.name = name
    attribute.stringValue = value
    addAttribute(attribute)
  }

  fileprivate func set(_ tile: TileGrid.Tile) {
    set("Size", "\(tile.size.columns)x\(tile.size.rows)")
    set("Column", String(tile.place.column))
    set("Row", String(tile.place.row))
  }
}
