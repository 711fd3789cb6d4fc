import Identity
import ServiceAPI

/// The page that says which role may call which route, written from ``RouteAccess``.
public enum RolesTable {
  /// `docs/roles.md`, to the letter.
  public static func markdown(pages: [(address: String, roles: Set<Role>)] = []) -> String {
    """
    # Who may do what

    Written by `valised roles` from the tables in the code; a test compares. *Own* means what is the
    caller's own; *yes* what is anybody's in the caller's tenant, or nobody's; *acting* what is anybody's
    in the tenant, from an enrolled device and with a reason that goes into the audit log
    ([devices.md](devices.md)). Nothing is anybody's in another tenant. A caller with several roles may do what any of them may.

    | role | who that is |
    |---|---|
    \(Role.allCases.map { "| \($0.rawValue) | \(meaning(of: $0)) |" }.joined(separator: "\n"))

    A tenant's static token, which is taken on loopback addresses only, speaks for everybody in the
    tenant and has the roles \(staticRoles).

    ## Routes of the service

    \(table(Route.all.map { ("\($0)", RouteAccess.of($0)) }))

    ## Pages of the console

    \(table(pages.map { ($0.address, .roles($0.roles)) }))

    """
  }

  private static var staticRoles: String {
    let names = Role.allCases.filter(StaticTokens.roles.contains).map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  private static func table(_ rows: [(name: String, access: RouteAccess)]) -> String {
    let head = ["| |"] + (["without a token"] + Role.allCases.map(\.rawValue)).map { " \($0) |" }
    let line = "|---" + String(repeating: "|---", count: Role.allCases.count + 1) + "|"
    let body = rows.map { row in
      "| `\(row.name)` | \(row.access == .open ? "yes" : "") | "
        + Role.allCases.map { word(for: $0, row.access) }.joined(separator: " | ") + " |"
    }
    return ([head.joined(), line] + body).joined(separator: "\n")
  }

  private static func word(for role: Role, _ access: RouteAccess) -> String {
    switch access {
    case .open: "yes"
    case .roles(let roles): roles.contains(role) ? "yes" : ""
    case .person(let own, let everybodys, let acting):
      everybodys.contains(role)
        ? "yes" : own.contains(role) ? "own" : acting.contains(role) ? "acting" : ""
    }
  }

  private static func meaning(of role: Role) -> String {
    switch role {
    case .person: "anybody who signs in: their own backups and offers"
    case .helpDesk:
      "sees that a person has a backup, and why they were asked or not; has them asked again, and PCs asked for backups; never sees what is in one"
    case .administrator: "decides for a tenant; sees what the help desk sees"
    case .auditor: "looks, and changes nothing"
    case .migrator:
      "a technician at a bench: backs up and restores in anybody's place, with a reason each time"
    case .enroller: "enrolls devices, and nothing else: an enrollment token, or a program of IT"
    case .operator: "runs the installation, and sees nothing of any tenant's people"
    case .provisioner:
      "an identity provider's program that pushes people and groups by SCIM; never a person"
    }
  }
}
