import UserEnvironment

/// By which way a restore brings pins to a PC, and why by this one.
public struct PinPlacement: Hashable, Sendable, Codable {
  /// Nil when there is none: then the pins are left, for the reason.
  public let way: Way?
  /// Stable: `placement.startFile`.
  public let code: String
  /// Why, in a sentence for the person and the help desk.
  public let reason: String

  public init(_ way: Way?, code: String, reason: String) {
    self.way = way
    self.code = code
    self.reason = reason
  }

  public enum Way: String, Hashable, Sendable, Codable, CaseIterable {
    /// Windows 11's own file of Start pins is written.
    case startFile
    /// A list of pins is given to a running Windows 11 by the person's policy, and taken away again.
    case userPolicy
    /// The same by the PC's policy, where the PC's management would overrule the person's.
    case machinePolicy
    /// A layout is given by the person's policy.
    case userLayout
    /// A layout is given by the PC's policy, where its management would overrule the person's.
    case machineLayout
    /// The layout is laid into the profile that new ones are made from.
    case newProfiles
    /// New profiles are given the layout by the PC's `LayoutXMLPath`.
    case layoutPath
  }
}

extension PinPlacement {
  /// What the choice of a way depends on.
  public struct Target: Hashable, Sendable {
    public var isWindows11: Bool
    public var build: WindowsBuild
    /// Whether that Windows is running, with the person signed in; else only its disk is there.
    public var isRunning: Bool
    /// Whether the PC is managed (MDM): its management removes policies of a person that it did not
    /// set itself.
    public var isManaged: Bool
    /// Whether somebody else has set a policy for Start's pins.
    public var hasStartPolicy: Bool
    /// Whether somebody else has set a policy for the layout of Start or the taskbar.
    public var hasLayoutPolicy: Bool

    public init(
      isWindows11: Bool, build: WindowsBuild, isRunning: Bool, isManaged: Bool = false,
      hasStartPolicy: Bool = false, hasLayoutPolicy: Bool = false
    ) {
      self.isWindows11 = isWindows11
      self.build = build
      self.isRunning = isRunning
      self.isManaged = isManaged
      self.hasStartPolicy = hasStartPolicy
      self.hasLayoutPolicy = hasLayoutPolicy
    }
  }

  /// Since this build (KB5062660) Windows 11 takes a list of pins from the registry, once.
  static let firstBuildWithPinsPolicy = WindowsBuild(26100, revision: 4770)

  /// The way for the Start pins of a person who has a profile already.
  public static func start(on target: Target) -> PinPlacement {
    if target.hasStartPolicy || !target.isWindows11 && target.hasLayoutPolicy {
      return PinPlacement(
        nil, code: "placement.policy",
        reason: "The organization sets the pins of Start on this PC, so they are left.")
    }
    guard target.isWindows11 else { return tiles(on: target) }
    guard target.isRunning else {
      return PinPlacement(
        .startFile, code: "placement.startFile",
        reason: "Windows is not running, so Start's own file is written.")
    }
    guard target.build >= firstBuildWithPinsPolicy else {
      return PinPlacement(
        .startFile, code: "placement.startFileOldBuild",
        reason: "Windows takes a list of pins only from build \(firstBuildWithPinsPolicy) on, so "
          + "Start's own file is written and Start is started again.")
    }
    return target.isManaged
      ? PinPlacement(
        .machinePolicy, code: "placement.machinePolicy",
        reason: "This PC is managed and would overrule a policy of the person's, so the list is "
          + "given by the PC's, for as long as Start needs to take it.")
      : PinPlacement(
        .userPolicy, code: "placement.userPolicy",
        reason:
          "Windows is running, so the list is given to it by a policy of the person's, for as "
          + "long as Start needs to take it.")
  }

  private static func tiles(on target: Target) -> PinPlacement {
    guard target.isRunning else {
      return PinPlacement(
        nil, code: "placement.noWay",
        reason: "Windows 10 takes tiles only while the person is signed in; there is no supported "
          + "way on its disk. Run the restore on the running PC.")
    }
    return target.isManaged
      ? PinPlacement(
        .machineLayout, code: "placement.machineLayout",
        reason: "This PC is managed and would overrule a policy of the person's, so the layout is "
          + "given by the PC's and unlocked once Start has taken it.")
      : PinPlacement(
        .userLayout, code: "placement.userLayout",
        reason: "The layout is given by a policy of the person's and unlocked once Start has taken "
          + "it, so that the tiles can be changed.")
  }

  /// The way for the taskbar's pins of a person who has a profile already.
  public static func taskbar(on target: Target) -> PinPlacement {
    if target.hasLayoutPolicy {
      return PinPlacement(
        nil, code: "placement.policy",
        reason: "The organization sets the pins of the taskbar on this PC, so they are left.")
    }
    return target.isManaged
      ? PinPlacement(
        .machineLayout, code: "placement.machineLayout",
        reason: "This PC is managed and would overrule a policy of the person's, so the layout is "
          + "given by the PC's. It pins each entry once, at the next sign-in.")
      : PinPlacement(
        .userLayout, code: "placement.userLayout",
        reason: "The layout is given by a policy of the person's. It pins each entry once, at the "
          + "next sign-in.")
  }

  /// The way for people who sign in on the PC for the first time.
  public static func startOfNewProfiles(isWindows11: Bool) -> PinPlacement {
    PinPlacement(
      .newProfiles, code: "placement.newProfiles",
      reason: isWindows11
        ? "The list and Start's own file are laid into the profile that new ones are made from."
        : "The layout is laid into the profile that new ones are made from.")
  }

  /// The way for people who sign in on the PC for the first time.
  public static func taskbarOfNewProfiles(isWindows11: Bool) -> PinPlacement {
    isWindows11
      ? PinPlacement(
        .layoutPath, code: "placement.layoutPath",
        reason: "Windows 11 gives new profiles the layout that LayoutXMLPath names.")
      : PinPlacement(
        .newProfiles, code: "placement.newProfiles",
        reason: "The layout is laid into the profile that new ones are made from.")
  }
}
