/// The person signs in with a work account of this tenant, and it is in use.
struct AccountCheck: OfferCheck {
  let id = Check.ID.account
  let restsOn = ["user.account", "user.active"]

  func evaluate(_ situation: Situation) -> Verdict {
    let user = situation.facts.user
    switch user.account {
    case .work where !user.active:
      return .no(
        "The person's work account is deactivated or removed in the organization's directory.")
    case .work:
      return .yes("The person signs in with a work account of this organization.")
    case .microsoftAccount:
      return .no(
        "The person signs in with a personal Microsoft account; a work account of this organization is needed."
      )
    case .local:
      return .no(
        "The person signs in with a local account; a work account of this organization is needed.")
    }
  }
}

/// There is something to restore.
struct BackupCheck: OfferCheck {
  let id = Check.ID.backup
  let restsOn = ["profiles"]

  func evaluate(_ situation: Situation) -> Verdict {
    let profiles = situation.facts.profiles
    let restorable = profiles.filter(\.restorable)
      .sorted { ($0.lastBackupAt, $1.id) > ($1.lastBackupAt, $0.id) }
    guard let newest = restorable.first else {
      return .no(
        profiles.isEmpty
          ? "Nothing has been backed up for this person."
          : "This person has \(counted(profiles.count, "backup profile")), but nothing in it that can be restored."
      )
    }
    let taken = "\(newest.device), backed up \(Timestamp.inWords(newest.lastBackupAt))"
    return .yes(
      restorable.count == 1
        ? "There is 1 backup profile to restore: \(taken)."
        : "There are \(restorable.count) backup profiles to restore, the newest from \(taken).")
  }
}
