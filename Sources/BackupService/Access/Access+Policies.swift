import ServiceAPI

extension RouteAccess {
  static let policies: [Route: RouteAccess] = [
    .policies: .roles(staff),
    .policy: .roles(staff),
    .policyHistory: .roles(staff),
    .putPolicy: .roles([.administrator]),
    .deletePolicy: .roles([.administrator]),
    .rollBackPolicy: .roles([.administrator]),
    .previewPolicy: .roles([.administrator]),
    .effectivePolicy: .person(own: [.person], everybodys: staff),
  ]
}
