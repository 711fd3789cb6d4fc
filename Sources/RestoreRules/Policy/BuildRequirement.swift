/// Which Windows builds qualify: of each listed release the lowest build, and every release that
/// is later than the newest listed.
public struct BuildRequirement: Sendable, Equatable {
  public struct Release: Sendable, Equatable {
    /// For example `Windows 11 24H2`.
    public let name: String
    /// The lowest build of this release that qualifies.
    public let minimum: WindowsBuild
  }

  public let product: Facts.Product
  /// In the order of their builds.
  public let releases: [Release]

  /// How a build stands to the requirement.
  enum Standing: Equatable {
    /// New enough, by this release's line.
    case admitted(Release)
    /// Of a listed release, but older than its lowest build.
    case tooOld(Release)
    /// Later than the newest listed release.
    case laterThan(Release)
    /// Of no listed release, nor later than all of them.
    case notListed
  }

  func standing(of build: WindowsBuild) -> Standing {
    if let release = releases.first(where: { $0.minimum.number == build.number }) {
      return build >= release.minimum ? .admitted(release) : .tooOld(release)
    }
    if let newest = releases.last, build > newest.minimum { return .laterThan(newest) }
    return .notListed
  }

  /// Whether a device with this Windows qualifies. Where Windows 10 qualifies, Windows 11 does too.
  public func admits(_ os: Facts.OperatingSystem) -> Bool {
    guard product == .windows10 || os.product == .windows11 else { return false }
    switch standing(of: os.build) {
    case .admitted, .laterThan: return true
    case .tooOld, .notListed: return false
    }
  }
}
