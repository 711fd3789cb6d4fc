import Identity

extension Role {
  /// As the page says it.
  var words: String {
    switch self {
    case .person: "person"
    case .helpDesk: "help desk"
    case .administrator: "administrator"
    case .auditor: "auditor"
    case .migrator: "migrator"
    case .enroller: "enroller"
    case .operator: "operator"
    case .provisioner: "provisioner"
    }
  }
}
