extension StoreError {
  public static let noSuchProfile = StoreError(.notFound, "There is no such backup profile.")

  public static let noSuchVersion = StoreError(
    .notFound, "The profile has none of these versions.")

  public static let onlyVersion = StoreError(
    .onlyVersion, "A profile keeps one version at least: delete the profile instead.")

  public static let hasGrown = StoreError(
    .versionTaken, "The profile has a later version meanwhile: read again, then decide.")

  public static let deviceTaken = StoreError(
    .conflict, "The person has another profile from this device.")
}
