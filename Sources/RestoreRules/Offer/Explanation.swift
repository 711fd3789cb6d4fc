extension Decision {
  /// The decision as plain text for a terminal: the answer, then a line for every check.
  public var explanation: String {
    let width = checks.map(\.id.rawValue.count).max() ?? 0
    let lines = checks.map { check in
      let name = check.id.rawValue
      let space = String(repeating: " ", count: width - name.count)
      return "  \(check.passed ? "yes" : "NO ")  \(name)\(space)  \(check.reason)"
    }
    return ([headline] + lines).joined(separator: "\n")
  }

  private var headline: String {
    let failed = failedChecks.map(\.id.rawValue)
    return switch failed.count {
    case 0: "Offer: all \(checks.count) checks say yes."
    case 1: "No offer: 1 of \(checks.count) checks says no (\(failed[0]))."
    default:
      "No offer: \(failed.count) of \(checks.count) checks say no (\(failed.joined(separator: ", ")))."
    }
  }
}
