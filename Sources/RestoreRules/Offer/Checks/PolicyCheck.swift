/// Nothing is offered that IT has not turned on.
struct PolicyCheck: OfferCheck {
  let id = Check.ID.policy
  let restsOn = ["policies", "user.groups", "user.groupsKnown", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    let restore = situation.policy.restore
    return .passed(restore.value, restore.reason)
  }
}
