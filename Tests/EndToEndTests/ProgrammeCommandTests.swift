import Foundation
import RealProvider
import ServiceAPI
import Testing

/// A preview programme from the operator's first command to general availability, with the real programs
/// and the form as a browser sends it.
@Suite("Preview programmes from the command line", .serialized)
struct ProgrammeCommandTests {
  private static let people = """
    {"people": [{"subject": "olga", "name": "Olga", "roles": ["operator"]},
      {"subject": "alice", "name": "Alice"}]}
    """

  private func valise(_ operators: SignInStage, _ arguments: String...) throws -> String {
    let result = try operators.valise(arguments)
    try #require(result.status == 0, "\(arguments): \(result.errors)")
    return result.output
  }

  private func requests(
    _ operators: SignInStage, _ state: ProgrammeRequest.State
  ) throws -> [ProgrammeRequest] {
    let listed = try operators.valise(
      "admin", "programme", "requests", "early", "--state", state.rawValue, "--json")
    try #require(listed.status == 0, "\(listed.errors)")
    return try listed.json(ProgrammeRequestList.self).requests
  }

  @Test("the operator makes one, decides about who signed up, and ends the preview for all")
  func wholeWay() async throws {
    let operators = try await SignInStage(.development, people: Self.people)
    _ = try await operators.login(as: "Olga")
    let made = try valise(
      operators, "admin", "programme", "make", "early", "--name", "Early birds", "--feature",
      "firstSignInRestore", "--closes", "2999-01-31", "--customers", "Tailspin Insiders",
      "--nda")
    let form = try #require(made.firstMatch(of: #/The form: (\S+)/#)?.output.1)
    #expect(try valise(operators, "admin", "programme", "list").contains("2999-02-01T00:00:00Z"))
    #expect(
      try valise(operators, "admin", "programme", "requests", "early")
        == "There is no request to take part in early.\n")
    let again = try operators.valise(
      "admin", "programme", "make", "early", "--name", "Early", "--feature", "firstSignInRestore",
      "--closes", "2999-01-31")
    #expect(again.status == 1)
    #expect(again.errors.contains("change it with `valise admin programme change early`"))

    let fields = ["organization=Fabrikam", "contact=ann@fabrikam.example", "membership=T-17"]
    let unmet = try await DevelopmentBrowser.send(String(form), fields: fields)
    #expect(unmet.text.contains("Tick that you accept the non-disclosure agreement."))
    let agreed = fields + ["nda=yes", "ndaName=Ann+Example"]
    for _ in 0..<2 {
      let sent = try await DevelopmentBrowser.send(String(form), fields: agreed)
      #expect([200, 303].contains(sent.status), "\(sent.text)")
    }
    let open = try requests(operators, .open)
    try #require(open.count == 2)
    #expect(open.allSatisfy { $0.interest.nda?.name == "Ann Example" })

    let declined = try valise(
      operators, "admin", "programme", "decline", "early", open[0].id, "--reason", "Sent twice.")
    #expect(declined == "Declined.\n")
    let accepted = try valise(
      operators, "admin", "programme", "accept", "early", open[1].id, "--tenant", "example",
      "--group", "pilot", "--reason", "A pilot of one group.")
    #expect(accepted == "Accepted: example pilot takes part in early.\n")
    #expect(try requests(operators, .open).isEmpty)
    #expect(try requests(operators, .declined).map(\.reason) == ["Sent twice."])
    #expect(
      try requests(operators, .accepted).map(\.admission)
        == [.init(tenant: "example", groups: ["pilot"])])

    let nobody = try operators.valise(
      "admin", "programme", "accept", "early", open[1].id, "--tenant", "nowhere", "--reason", "?")
    #expect(nobody.status == 1)
    #expect(nobody.errors.contains("[programme.tenantUnknown]"), "\(nobody.errors)")

    let available = try valise(operators, "admin", "programme", "change", "early", "--available")
    #expect(available.contains("generallyAvailable"))
    let late = try await DevelopmentBrowser.open(String(form))
    #expect(!late.text.contains("<form method=\"post\""))
  }

  @Test("whoever is no operator is shown none")
  func others() async throws {
    let people = try await SignInStage(.development, people: Self.people)
    _ = try await people.login(as: "Alice")
    let list = try people.valise("admin", "programme", "list")
    #expect(list.status == 1)
    #expect(list.errors.contains("[access.denied]"), "\(list.errors)")
    #expect(list.errors.contains("lacks the role"), "\(list.errors)")
  }
}
