import UserEnvironment

/// A layout that Windows is given to arrange Start and the taskbar by: LayoutModification.xml.
///
/// Start of Windows 10 takes both parts, Windows 11 the taskbar's only.
///
/// Source: Microsoft, "Start XML Schema Definition" and "Taskbar XML Schema Definition"
/// (learn.microsoft.com/windows/configuration).
public struct LayoutModification: Hashable, Sendable {
  /// Start's groups; nil when the layout says nothing about Start.
  public var start: PinsComponent?
  /// Whether a person may change what the layout does not name (`OnlySpecifiedGroups`).
  public var isPartial: Bool
  public var taskbar: TaskbarLayout?

  public init(
    start: PinsComponent? = nil, isPartial: Bool = true, taskbar: TaskbarLayout? = nil
  ) {
    self.start = start
    self.isPartial = isPartial
    self.taskbar = taskbar
  }

  enum Namespace {
    static let layout = "http://schemas.microsoft.com/Start/2014/LayoutModification"
    static let full = "http://schemas.microsoft.com/Start/2014/FullDefaultLayout"
    static let start = "http://schemas.microsoft.com/Start/2014/StartLayout"
    static let taskbar = "http://schemas.microsoft.com/Start/2014/TaskbarLayout"
  }
}

/// The taskbar's part of a layout.
public struct TaskbarLayout: Hashable, Sendable {
  public var pins: [Pin]
  /// Whether Windows' own pins go; what the person pinned stays.
  public var replacesDefaults: Bool
  /// Pins each entry a single time, so that a person who unpins it is not overruled.
  public var pinsOnce: Bool

  public init(pins: [Pin], replacesDefaults: Bool = true, pinsOnce: Bool = true) {
    self.pins = pins
    self.replacesDefaults = replacesDefaults
    self.pinsOnce = pinsOnce
  }
}
