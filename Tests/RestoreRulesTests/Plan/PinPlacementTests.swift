import RestoreRules
import Testing

@Suite("The way of pins to a PC")
struct PinPlacementTests {
  private func target(
    _ build: String, running: Bool, managed: Bool = false, startPolicy: Bool = false,
    layoutPolicy: Bool = false
  ) throws -> PinPlacement.Target {
    let build = try #require(WindowsBuild(build))
    return PinPlacement.Target(
      isWindows11: build >= WindowsBuild(22000), build: build, isRunning: running,
      isManaged: managed, hasStartPolicy: startPolicy, hasLayoutPolicy: layoutPolicy)
  }

  @Test(
    "of Start follows from the Windows, whether it runs, and who manages it",
    arguments: [
      ("26100.7922", false, false, PinPlacement.Way.startFile, "placement.startFile"),
      ("26100.4770", true, false, .userPolicy, "placement.userPolicy"),
      ("26100.4769", true, false, .startFile, "placement.startFileOldBuild"),
      ("22631.9999", true, true, .startFile, "placement.startFileOldBuild"),
      ("26200.8037", true, true, .machinePolicy, "placement.machinePolicy"),
      ("26200.8037", false, true, .startFile, "placement.startFile"),
      ("19045.5000", true, false, .userLayout, "placement.userLayout"),
      ("19045.5000", true, true, .machineLayout, "placement.machineLayout"),
      ("19045.5000", false, false, nil, "placement.noWay"),
    ] as [(String, Bool, Bool, PinPlacement.Way?, String)])
  func start(build: String, running: Bool, managed: Bool, way: PinPlacement.Way?, code: String)
    throws
  {
    let placement = PinPlacement.start(
      on: try target(build, running: running, managed: managed))
    #expect(placement.way == way)
    #expect(placement.code == code)
    #expect(placement.reason.hasSuffix("."))
  }

  @Test("is none where the organization has set the pins")
  func policies() throws {
    for build in ["26100.7922", "19045.5000"] {
      let start = PinPlacement.start(on: try target(build, running: true, startPolicy: true))
      let taskbar = PinPlacement.taskbar(on: try target(build, running: true, layoutPolicy: true))
      #expect(start.way == nil && start.code == "placement.policy")
      #expect(taskbar.way == nil && taskbar.code == "placement.policy")
    }
    // The layout is Start's, too, on Windows 10, and the taskbar's only on Windows 11.
    #expect(
      PinPlacement.start(on: try target("19045.1", running: true, layoutPolicy: true)).way == nil)
    #expect(
      PinPlacement.start(on: try target("26100.7922", running: true, layoutPolicy: true)).way
        == .userPolicy)
  }

  @Test(
    "of the taskbar is a layout, on 24H2 and later as on Windows 10",
    arguments: ["19045.5000", "22631.1", "26100.7922", "26200.9457"])
  func taskbar(build: String) throws {
    for running in [true, false] {
      #expect(PinPlacement.taskbar(on: try target(build, running: running)).way == .userLayout)
      #expect(
        PinPlacement.taskbar(on: try target(build, running: running, managed: true)).way
          == .machineLayout)
    }
  }

  @Test("of new profiles is the default one, and for the taskbar of Windows 11 LayoutXMLPath")
  func newProfiles() {
    #expect(PinPlacement.startOfNewProfiles(isWindows11: true).way == .newProfiles)
    #expect(PinPlacement.startOfNewProfiles(isWindows11: false).way == .newProfiles)
    #expect(PinPlacement.taskbarOfNewProfiles(isWindows11: true).way == .layoutPath)
    #expect(PinPlacement.taskbarOfNewProfiles(isWindows11: false).way == .newProfiles)
  }
}
