/// A walk through a whole hive that finds everything wrong with it instead of stopping.
struct HiveCheck {
  /// More problems than this are counted, not listed.
  private static let listedProblems = 1000

  private(set) var damage = HiveDamage()
  private(set) var warnings: [HiveWarning] = []

  private final class Findings {
    var damage = HiveDamage()
    var problems: [HiveError] = []
    var unlisted = 0
  }

  init(of image: HiveImage) throws(HiveError) {
    let findings = Findings()
    var traversal = HiveTraversal(of: image, adoptsMovedKeys: true) { (error, place) in
      if let place { findings.damage.rejected.insert(place) }
      if findings.problems.count < Self.listedProblems {
        findings.problems.append(error)
      } else {
        findings.unlisted += 1
      }
    }
    try traversal.run(from: KeyNode(at: image.baseBlock.rootCell, in: image)) { (_, _) in }
    damage = findings.damage
    damage.parents = traversal.movedKeys
    warnings = findings.problems.map { HiveWarning(.partLeftOut, $0.message, cause: $0) }
    if findings.unlisted > 0 {
      warnings.append(HiveWarning(.more, "\(findings.unlisted) more problems like these."))
    }
  }
}
