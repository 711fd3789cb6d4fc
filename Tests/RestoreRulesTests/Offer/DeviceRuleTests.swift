import Testing

@testable import RestoreRules

@Suite("The rules about the device")
struct DeviceRuleTests {
  @Test(
    "A sample that meets every rule is offered a restore at every moment",
    arguments: Moment.allCases, RequirementSet.allCases)
  func sample(moment: Moment, requirements: RequirementSet) {
    let decision = decide(.sample(at: moment) { $0.requirements = requirements })
    #expect(decision.answer == .offer)
    #expect(decision.failed == [])
  }

  @Test(
    "Windows 10 is never offered a restore, whatever its build",
    arguments: Moment.allCases, ["19045.6216", "26200.8000"])
  func windows10(moment: Moment, build: String) throws {
    for requirements in RequirementSet.allCases {
      let decision = decide(
        .sample(at: moment) {
          $0.device.os.product = .windows10
          $0.device.os.build = WindowsBuild(build)!
          $0.requirements = requirements
        })
      #expect(decision.failed == ["osBuild"])
      #expect(decision.reason(.osBuild).contains("Windows 10 build \(build)"))
    }
  }

  @Test(
    "The standard requirements ask for Windows 11 22H2 or later at every moment",
    arguments: Moment.allCases)
  func standardBuilds(moment: Moment) throws {
    let builds = [
      "22000.3260": false, "22620.9999": false, "22621": true, "22621.1": true, "22631.2": true,
      "25398.1": true, "26100.1": true, "26200.1": true, "28000.1": true, "19045.6216": false,
    ]
    for (build, admitted) in builds {
      let decision = decide(.sample(at: moment) { $0.device.os.build = WindowsBuild(build)! })
      #expect(decision.failed == (admitted ? [] : ["osBuild"]), "\(build)")
    }
  }

  @Test(
    "Microsoft's requirements ask for the builds of Microsoft's table",
    arguments: [
      // Build, admitted during device setup, admitted at the first sign-in.
      ("22000.9999", false, false), ("22621.3957", false, false), ("22621.3958", true, false),
      ("22631.3957", false, false), ("22631.3958", true, false), ("22631.9999", true, false),
      ("25398.1", false, false), ("26100", false, false), ("26100.4769", false, false),
      ("26100.4770", true, false), ("26100.7921", true, false), ("26100.7922", true, true),
      ("26100.10000", true, true), ("26200", true, false), ("26200.7921", true, false),
      ("26200.7922", true, true), ("28000.1", true, true), ("19045.9999", false, false),
    ])
  func microsoftBuilds(build: String, duringSetup: Bool, enrolled: Bool) throws {
    for moment in Moment.allCases {
      let admitted = moment == .oobe ? duringSetup : enrolled
      let decision = decide(
        .sample(at: moment) {
          $0.requirements = .microsoft
          $0.device.os.build = WindowsBuild(build)!
        })
      #expect(decision.failed == (admitted ? [] : ["osBuild"]), "\(moment)")
    }
  }

  @Test("A build that is too old is told which one is needed")
  func tooOld() {
    let decision = decide(
      .sample {
        $0.requirements = .microsoft
        $0.device.os.build = WindowsBuild("26100.4946")!
      })
    #expect(
      decision.reason(.osBuild)
        == "Windows 11 build 26100.4946 is too old: a restore at the first sign-in needs 26100.7922 or later of Windows 11 24H2; install the latest updates."
    )
  }

  @Test("Backups are taken from the builds that each table lists")
  func backupBuilds() {
    func admits(_ set: RequirementSet, _ product: Facts.Product, _ build: String) -> Bool {
      Requirements(set).backup.admits(.init(product: product, build: WindowsBuild(build)!))
    }
    #expect(admits(.standard, .windows10, "19045"))
    #expect(!admits(.standard, .windows10, "19044.9999"))
    #expect(admits(.standard, .windows11, "22000.1"))
    #expect(admits(.microsoft, .windows10, "19045.6216"))
    #expect(!admits(.microsoft, .windows10, "19045.6215"))
    #expect(!admits(.microsoft, .windows11, "22000.9999"))
    #expect(!admits(.microsoft, .windows11, "26100.4945"))
    #expect(admits(.microsoft, .windows11, "26100.4946"))
    #expect(admits(.microsoft, .windows11, "26200.1"))
    #expect(
      !Requirements(.standard).restore(at: .oobe).builds.admits(
        .init(product: .windows10, build: WindowsBuild(26100))))
  }

  @Test(
    "SE, SE N, Holographic, IoT Core and Team cannot restore",
    arguments: [
      "CloudEdition", "CloudEditionN", "Holographic", "IoTUAP", "IoTUAPCommercial", "PPIPro",
    ])
  func excludedEditions(edition: String) {
    let decision = decide(.sample { $0.device.os.edition = edition })
    #expect(decision.failed == ["edition"])
    #expect(decision.reason(.edition).contains(edition))
    #expect(decide(.sample { $0.device.os.edition = edition.lowercased() }).failed == ["edition"])
  }

  @Test(
    "Every other edition can restore",
    arguments: ["Enterprise", "Professional", "Education", "EnterpriseS", "IoTEnterprise", "Core"])
  func otherEditions(edition: String) {
    #expect(decide(.sample { $0.device.os.edition = edition }).failed == [])
  }

  @Test(
    "The join types that are admitted, for each moment and each table",
    arguments: Moment.allCases, RequirementSet.allCases)
  func joins(moment: Moment, requirements: RequirementSet) {
    for join in Facts.Join.allCases {
      let decision = decide(
        .sample(at: moment) {
          $0.device.join = join
          $0.requirements = requirements
        })
      let hybridToo = requirements == .standard || moment != .oobe
      let admitted = join == .entraJoined || (join == .entraHybridJoined && hybridToo)
      #expect(decision.failed == (admitted ? [] : ["join"]), "\(join)")
    }
  }

  @Test(
    "Under the standard requirements, modes that end without a person are not admitted",
    arguments: Moment.allCases)
  func standardProvisioning(moment: Moment) {
    for mode in Facts.Provisioning.allCases {
      let decision = decide(.sample(at: moment) { $0.device.provisioning = mode })
      let nobody = mode == .selfDeploying || mode == .preProvisionedTechnician
      #expect(decision.failed == (nobody ? ["provisioning"] : []), "\(mode)")
    }
  }

  @Test(
    "Under Microsoft's requirements setup is user-driven, and the first sign-in is free",
    arguments: Moment.allCases)
  func microsoftProvisioning(moment: Moment) {
    for mode in Facts.Provisioning.allCases {
      let decision = decide(
        .sample(at: moment) {
          $0.device.provisioning = mode
          $0.requirements = .microsoft
        })
      let admitted = moment != .oobe || mode == .userDriven || mode == .preProvisionedUser
      #expect(decision.failed == (admitted ? [] : ["provisioning"]), "\(mode)")
    }
  }

  @Test("A device without a person, or without a memory, needs a policy that admits it")
  func deviceUse() {
    for use in [Facts.Use.userless, .nonPersistent] {
      var facts = Facts.sample { $0.device.use = use }
      #expect(decide(facts).failed == ["deviceUse"])
      #expect(
        decide(facts).reason(.deviceUse).contains("No policy that applies to this person admits"))
      let other: Facts.Use = use == .userless ? .nonPersistent : .userless
      facts.policies.append(Policy(name: "other", admit: [other: true]))
      #expect(decide(facts).failed == ["deviceUse"])
      facts.policies.append(Policy(name: "kiosks", admit: [use: true]))
      #expect(decide(facts).failed == [])
      #expect(decide(facts).reason(.deviceUse).contains("\"kiosks\""))
      facts.policies.append(Policy(name: "no kiosks", priority: 1, admit: [use: false]))
      #expect(decide(facts).failed == ["deviceUse"])
    }
    #expect(decide(.sample { $0.device.use = .multiUser }).failed == [])
  }

  @Test(
    "Setup needs an enrollment in progress, every other moment a complete one",
    arguments: Moment.allCases)
  func enrollment(moment: Moment) {
    let facts = Facts.sample(at: moment) {
      $0.device.enrollment.state = moment == .oobe ? .complete : .inProgress
    }
    let decision = decide(facts)
    #expect(decision.failed == ["enrollment"])
    #expect(decision.reason(.enrollment).contains("e-1"))
    #expect(decision.reason(.enrollment).contains("2026-11-22 07:30 UTC"))
  }
}
