/// Nothing is offered that IT has not turned on, nor what is in a preview that has not accepted the
/// person.
struct PolicyCheck: OfferCheck {
  let id = Check.ID.policy
  let restsOn = ["policies", "user.groups", "user.groupsKnown", "device.id", "moment", "previews"]

  func evaluate(_ situation: Situation) -> Verdict {
    let restore = situation.policy.restore(at: situation.facts.moment)
    let feature = situation.facts.moment.feature
    let previews = situation.facts.previews.filter { $0.feature == feature }
    guard let preview = previews.first(where: \.admitted) ?? previews.first else {
      return .passed(restore.value, restore.reason)
    }
    let subject = feature.inWords.prefix(1).uppercased() + feature.inWords.dropFirst()
    let inPreview = "\(subject) is in preview, by the programme \"\(preview.programme)\""
    guard preview.admitted else {
      let doubt =
        situation.facts.user.groupsKnown ? "" : " as far as this person's groups are known"
      return .no(
        "\(inPreview), which has accepted neither this person's organization nor a group of theirs\(doubt). \(restore.reason)"
      )
    }
    return .passed(restore.value, "\(restore.reason) \(inPreview), which has accepted them.")
  }
}
