import RestoreRules

/// What a policy that is kept must be, beyond what its format says.
enum PolicyRules {
  /// The most names that one list may have.
  private static let longestList = 1000
  /// Up to 2^53 - 1, which every reader of JSON takes exactly (RFC 8259, section 6).
  private static let priorities = -(1 << 53) + 1...(1 << 53) - 1

  /// - Throws: `request.invalidField`, naming the field.
  static func check(_ policy: Policy, named name: String) throws(ServiceProblem) {
    guard policy.name.utf8.elementsEqual(name.utf8) else {
      throw ServiceProblem(
        .invalidField, "The field name must be the one that the request names the policy by.")
    }
    try Identifier.check(name, field: "name")
    guard priorities.contains(policy.priority) else {
      throw ServiceProblem(
        .invalidField,
        "The field priority must be from \(priorities.lowerBound) to \(priorities.upperBound).")
    }
    try check(policy.groups, field: "groups")
    try check(policy.devices, field: "devices")
    try check(policy.backup.include ?? [], field: "backup.include")
    try check(policy.backup.exclude ?? [], field: "backup.exclude")
    try check(policy.backup.secrets ?? [], field: "backup.secrets")
  }

  private static func check(_ names: [String], field: String) throws(ServiceProblem) {
    guard names.count <= longestList else {
      throw ServiceProblem(
        .invalidField, "The field \(field) must hold at most \(longestList) names.")
    }
    for (index, name) in names.enumerated() {
      try Identifier.check(name, field: "\(field)[\(index)]")
    }
  }
}
