/// Nothing is offered that IT has not turned on.
struct PolicyCheck: OfferCheck {
  let id = Check.ID.policy
  let restsOn = ["policies", "user.groups", "user.groupsKnown", "device.id", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    let restore = situation.policy.restore(at: situation.facts.moment)
    return .passed(restore.value, restore.reason)
  }
}
