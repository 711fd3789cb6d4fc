/// The Windows build meets the requirements of this moment.
struct OSBuildCheck: OfferCheck {
  let id = Check.ID.osBuild
  let restsOn = ["device.os.product", "device.os.build", "requirements", "policies", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    let os = situation.facts.device.os
    let builds = situation.needed.builds
    let purpose = "a restore \(situation.facts.moment.inWords)"
    let device = "\(os.product.inWords) build \(os.build)"
    guard os.product == builds.product else {
      return .no(
        "The device runs \(device); \(os.product.inWords) can be backed up, but \(purpose) needs \(builds.product.inWords)."
      )
    }
    switch builds.standing(of: os.build) {
    case .admitted(let release):
      return .yes(
        "\(device) is new enough: \(purpose) needs \(release.minimum) or later of \(release.name).")
    case .laterThan(let newest):
      return .yes(
        "\(device) is new enough: it is later than \(newest.name), which qualifies from \(newest.minimum) on."
      )
    case .tooOld(let release):
      return .no(
        "\(device) is too old: \(purpose) needs \(release.minimum) or later of \(release.name); install the latest updates."
      )
    case .notListed:
      let listed = builds.releases.map { "\($0.name) from \($0.minimum)" }
      return .no(
        "\(device) is of no release that qualifies for \(purpose): \(listed.joined(separator: ", ")), or a later release."
      )
    }
  }
}

/// The edition of Windows is one that people have a desktop of their own on.
struct EditionCheck: OfferCheck {
  let id = Check.ID.edition
  let restsOn = ["device.os.edition"]

  /// The EditionIDs that cannot restore, in lower case, and what the editions are called.
  private static let excluded = [
    "cloudedition": "Windows SE",
    "cloudeditionn": "Windows SE N",
    "holographic": "Windows Holographic",
    "iotuap": "Windows IoT Core",
    "iotuapcommercial": "Windows IoT Core Commercial",
    "ppipro": "Windows Team",
  ]

  func evaluate(_ situation: Situation) -> Verdict {
    let edition = situation.facts.device.os.edition
    guard let name = Self.excluded[edition.lowercased()] else {
      return .yes("The Windows edition \(edition) can restore.")
    }
    return .no("The device runs \(name) (\(edition)), which cannot restore.")
  }
}

/// The device belongs to the organization in a way that is admitted.
struct JoinCheck: OfferCheck {
  let id = Check.ID.join
  let restsOn = ["device.join", "requirements", "policies", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    let join = situation.facts.device.join
    let admitted = situation.needed.joins
    let moment = situation.facts.moment.inWords
    let set = situation.requirements.set.inWords
    guard admitted.contains(join) else {
      let list = admitted.map(\.inWords).joined(separator: " or ")
      return .no(
        "The device is \(join.inWords); \(moment), \(set) admit only devices that are \(list).")
    }
    return .yes("The device is \(join.inWords), which \(set) admit \(moment).")
  }
}

/// The device came under management in a way that is admitted.
struct ProvisioningCheck: OfferCheck {
  let id = Check.ID.provisioning
  let restsOn = ["device.provisioning", "requirements", "policies", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    let mode = situation.facts.device.provisioning
    let admitted = situation.needed.provisioning.contains(mode)
    let set = situation.requirements.set.inWords
    return .passed(
      admitted,
      "The device was provisioned by \(mode.inWords), which \(set) \(admitted ? "admit" : "do not admit") \(situation.facts.moment.inWords)."
    )
  }
}

/// The device serves persons; where it does not, a policy must admit it.
struct DeviceUseCheck: OfferCheck {
  let id = Check.ID.deviceUse
  let restsOn = ["device.use", "policies", "user.groups", "user.groupsKnown", "device.id"]

  func evaluate(_ situation: Situation) -> Verdict {
    let policy = situation.policy
    switch situation.facts.device.use {
    case .personal:
      return .yes("The device is one person's own.")
    case .multiUser:
      return .yes("Several people use the device, and each of them is decided alone.")
    case .userless:
      let admits = policy[.admitsUserless]
      return .passed(admits.value, "The device has no person of its own. \(admits.reason)")
    case .nonPersistent:
      let admits = policy[.admitsNonPersistent]
      return .passed(admits.value, "The device forgets everything at sign-out. \(admits.reason)")
    }
  }
}

/// The enrollment stands where this moment needs it.
struct EnrollmentCheck: OfferCheck {
  let id = Check.ID.enrollment
  let restsOn = ["device.enrollment.state", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    let facts = situation.facts
    let enrollment = facts.device.enrollment
    let needed: Facts.Enrollment.State = facts.moment == .oobe ? .inProgress : .complete
    let subject = "The enrollment \(enrollment.id) of \(Timestamp.inWords(enrollment.at))"
    let state = inWords(enrollment.state)
    guard enrollment.state == needed else {
      return .no(
        "\(subject) is \(state); for a restore \(facts.moment.inWords) it must be \(inWords(needed))."
      )
    }
    return .yes("\(subject) is \(state), as it must be for a restore \(facts.moment.inWords).")
  }

  private func inWords(_ state: Facts.Enrollment.State) -> String {
    switch state {
    case .inProgress: "in progress"
    case .complete: "complete"
    }
  }
}
