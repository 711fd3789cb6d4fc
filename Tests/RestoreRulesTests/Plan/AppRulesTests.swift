import Foundation
import Testing
import UserEnvironment

@testable import RestoreRules

@Suite("IT's rules about apps")
struct AppRulesTests {
  // MARK: Reading

  static let valid = #"""
    {
      "$schema": "https://valise.example/app-rules.schema.json",
      "rules": [
        {"exclude": {"family": "Contoso.Old_n0r4vfwm7vxx4"}},
        {"exclude": {"name": "*Toolbar*", "publisher": "Tailspin*"}, "reason": "Unsafe."},
        {
          "replace": {"winget": "Adobe.Acrobat.Reader.32-bit"},
          "with": {"name": "Adobe Acrobat", "source": "winget", "package": "Adobe.Acrobat.Reader.64-bit", "scope": "machine"}
        },
        {
          "replace": {"productCode": "{11111111-2222-3333-4444-555555555555}"},
          "with": {"name": "Planner", "source": "msstore", "package": "9NBLGGH5R558"},
          "reason": "Planner takes its place."
        },
        {"add": {"name": "Company Portal", "source": "msstore", "package": "9WZDNCRFJ3PZ"}},
        {
          "add": {
            "name": "Expenses", "package": "Contoso.Expenses",
            "source": {"name": "contoso", "identifier": "C", "argument": "https://c.example", "type": "Microsoft.Rest"}
          }
        }
      ]
    }
    """#

  @Test("are read from JSON, in their order")
  func reading() throws {
    let rules = try AppRules(json: Data(Self.valid.utf8)).rules
    #expect(rules.count == 6)
    #expect(
      rules[1]
        == .exclude(
          AppMatch(name: "*Toolbar*", publisher: "Tailspin*"), reason: "Unsafe."))
    #expect(
      rules[2]
        == .replace(
          AppMatch(winget: "Adobe.Acrobat.Reader.32-bit"),
          with: AppOffer(
            name: "Adobe Acrobat",
            package: AppPackage(
              id: "Adobe.Acrobat.Reader.64-bit", source: .community, scope: .machine)),
          reason: nil))
    #expect(try AppRules(json: Data(#"{"rules":[]}"#.utf8)) == .none)
  }

  static let offer = #"{"name":"A","source":"winget","package":"A.A"}"#

  static let broken: [(rule: String, code: AppRulesError.Code, path: String)] = [
    (#"{"exclude":{"familly":"a"}}"#, .unknownKey, "rules[0].exclude.familly"),
    (#"{"exlude":{"family":"a"}}"#, .unknownKey, "rules[0].exlude"),
    (#"{"exclude":{}}"#, .invalid, "rules[0].exclude"),
    (#"{"exclude":{"name":""}}"#, .invalid, "rules[0].exclude.name"),
    (#"{"exclude":"a"}"#, .invalid, "rules[0].exclude"),
    (#"{}"#, .invalid, "rules[0]"),
    (#"{"reason":"x"}"#, .invalid, "rules[0]"),
    (#"{"exclude":{"name":"a"},"add":\#(offer)}"#, .invalid, "rules[0]"),
    (#"{"exclude":{"name":"a"},"with":\#(offer)}"#, .invalid, "rules[0]"),
    (#"{"replace":{"name":"a"}}"#, .invalid, "rules[0].replace"),
    (#"{"with":\#(offer)}"#, .invalid, "rules[0]"),
    (#"{"add":{"source":"winget","package":"A.A"}}"#, .missingKey, "rules[0].add.name"),
    (#"{"add":{"name":"A","package":"A.A"}}"#, .missingKey, "rules[0].add.source"),
    (#"{"add":{"name":"A","source":"winget"}}"#, .missingKey, "rules[0].add.package"),
    (#"{"add":{"name":"","source":"winget","package":"A.A"}}"#, .invalid, "rules[0].add.name"),
    (#"{"add":{"name":"A","source":"store","package":"A.A"}}"#, .invalid, "rules[0].add.source"),
    (#"{"add":{"name":"A","source":"msstore","package":"A.A"}}"#, .invalid, "rules[0].add.package"),
    (#"{"add":{"name":"A","source":"winget","package":"A"}}"#, .invalid, "rules[0].add.package"),
    (
      #"{"add":{"name":"A","source":"msstore","package":"9WZDNCRFJ3PZ","scope":"machine"}}"#,
      .invalid, "rules[0].add.scope"
    ),
    (
      #"{"add":{"name":"A","source":"winget","package":"A.A","scope":"everyone"}}"#, .invalid,
      "rules[0].add.scope"
    ),
    (
      #"{"add":{"name":"A","source":{"name":"c"},"package":"A.A"}}"#, .missingKey,
      "rules[0].add.source.identifier"
    ),
  ]

  @Test("that are not understood are refused, with the place", arguments: broken)
  func refused(rule: String, code: AppRulesError.Code, path: String) throws {
    let error = #expect(throws: AppRulesError.self) {
      try AppRules(json: Data(#"{"rules":[\#(rule)]}"#.utf8))
    }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }

  @Test(
    "need a document that is one",
    arguments: [
      ("", AppRulesError.Code.malformedJSON), ("{", .malformedJSON), ("[]", .invalid),
      ("7", .invalid), (#"{"rules":{}}"#, .invalid), ("{}", .missingKey),
      (#"{"rule":[]}"#, .unknownKey), (#"{"rules":[],"rules":[]}"#, .malformedJSON),
    ])
  func document(text: String, code: AppRulesError.Code) {
    let error = #expect(throws: AppRulesError.self) { try AppRules(json: Data(text.utf8)) }
    #expect(error?.code == code)
  }

  @Test("every beginning of a document is refused with a code")
  func truncation() {
    let bytes = Data(Self.valid.utf8)
    for length in 0..<(bytes.count - 1) {
      #expect(throws: AppRulesError.self) { try AppRules(json: bytes.prefix(length)) }
    }
  }

  @Test(
    "the published schema takes what the reader takes, and refuses what it refuses",
    .enabled(if: JSONSchema.isAvailable, "python3 cannot import jsonschema"))
  func schema() throws {
    let schema = try PublishedDocuments.text("schema/app-rules.schema.json")
    let documents = [Self.valid, #"{"rules":[]}"#]
    #expect(try JSONSchema.errors(schema: schema, documents: documents) == ["", ""])
    let broken = Self.broken.map { #"{"rules":[\#($0.rule)]}"# } + ["[]", "{}", #"{"rule":[]}"#]
    for (document, error) in zip(
      broken, try JSONSchema.errors(schema: schema, documents: broken))
    {
      #expect(error != "", "\(document)")
    }
  }

  // MARK: Deciding

  private let expenses = InstalledApp(
    id: "Contoso.Expenses_n0r4vfwm7vxx4", kind: .packaged, name: "Contoso Expenses",
    publisher: "Contoso Ltd.", scope: .user, storeProductID: "9NBLGGH00001")
  private let planner = InstalledApp(
    id: "{11111111-2222-3333-4444-555555555555}", kind: .desktop, name: "Planner 4",
    publisher: "Fabrikam", scope: .machine, wingetID: "Fabrikam.Planner")

  @Test("match by everything that they name, without case")
  func matching() {
    for match in [
      AppMatch(family: "contoso.expenses_N0R4VFWM7VXX4"), AppMatch(product: "9nblggh00001"),
      AppMatch(name: "contoso*"), AppMatch(name: "*", publisher: "CONTOSO*"),
    ] {
      #expect(match.matches(expenses), "\(match)")
      #expect(match == AppMatch(name: "*") || !match.matches(planner), "\(match)")
    }
    for match in [
      AppMatch(productCode: "{11111111-2222-3333-4444-555555555555}"),
      AppMatch(winget: "fabrikam.planner"), AppMatch(name: "Planner ?", publisher: "Fabrikam"),
    ].prefix(2) {
      #expect(match.matches(planner), "\(match)")
      #expect(!match.matches(expenses), "\(match)")
    }
    #expect(!AppMatch(family: planner.id).matches(planner))
    #expect(!AppMatch(productCode: expenses.id).matches(expenses))
    #expect(!AppMatch(name: "Planner*", publisher: "Contoso").matches(planner))
  }

  private func plan(
    _ apps: [InstalledApp], _ rules: [AppRules.Rule], installed: [InstalledApp] = [],
    selection: Selection = .everything
  ) -> [PlannedApp] {
    AppsPlanner(
      source: AppsComponent(apps: apps), installed: AppsComponent(apps: installed),
      selection: selection, rules: AppRules(rules: rules)
    ).plan()
  }

  private let todo = AppOffer(
    name: "To Do", package: AppPackage(id: "9NBLGGH5R558", source: .store))

  @Test("exclude an app, and the plan says by which rule and why")
  func exclude() throws {
    let planned = plan(
      [expenses, planner],
      [
        .exclude(AppMatch(name: "Nothing"), reason: nil),
        .exclude(AppMatch(name: "Planner*"), reason: "It is not supported."),
      ])
    let left = try #require(planned.first { $0.app == planner })
    #expect(left.decision.action == .leave)
    #expect(left.decision.code == "app.excluded")
    #expect(left.decision.reason == "It is not supported.")
    #expect(left.rule == 2)
    #expect(left.package == nil)
    let kept = try #require(planned.first { $0.app == expenses })
    #expect(kept.package == AppPackage(id: "9NBLGGH00001", source: .store))
    #expect(kept.rule == nil)
  }

  @Test("replace an app by its successor, unless that is there")
  func replace() throws {
    let rule = AppRules.Rule.replace(AppMatch(name: "Planner*"), with: todo, reason: nil)
    let planned = try #require(plan([planner], [rule]).first)
    #expect(planned.decision.action == .convert)
    #expect(planned.decision.code == "app.replaced")
    #expect(planned.decision.reason == "To Do takes its place.")
    #expect(planned.installedName == "To Do")
    #expect(planned.package == todo.package)
    #expect(planned.rule == 1)
    let there = InstalledApp(
      id: "Microsoft.Todos_8wekyb3d8bbwe", kind: .packaged, name: "To Do", scope: .user,
      storeProductID: "9NBLGGH5R558")
    let left = try #require(plan([planner], [rule], installed: [there]).first)
    #expect(left.decision.code == "app.successorPresent")
    #expect(left.package == nil)
    // The old app on the new PC does not keep its successor away.
    let both = try #require(plan([planner], [rule], installed: [planner]).first)
    #expect(both.decision.code == "app.replaced")
  }

  @Test("the first rule that matches decides")
  func order() {
    let exclude = AppRules.Rule.exclude(AppMatch(winget: "Fabrikam.Planner"), reason: nil)
    let replace = AppRules.Rule.replace(AppMatch(name: "*"), with: todo, reason: nil)
    #expect(plan([planner], [exclude, replace]).map(\.decision.code) == ["app.excluded"])
    #expect(plan([planner], [replace, exclude]).map(\.decision.code) == ["app.replaced"])
  }

  @Test("add an app, unless it is there, comes along, or is excluded before")
  func add() throws {
    let add = AppRules.Rule.add(todo, reason: nil)
    let added = try #require(plan([], [add]).first)
    #expect(added.decision.code == "app.added")
    #expect(added.package == todo.package)
    #expect(added.app.name == "To Do")
    #expect(added.rule == 1)
    let there = InstalledApp(
      id: "Microsoft.Todos_8wekyb3d8bbwe", kind: .packaged, name: "To Do", scope: .user,
      storeProductID: "9NBLGGH5R558")
    #expect(plan([], [add], installed: [there]).map(\.decision.code) == ["app.present"])
    #expect(plan([there], [add]).map(\.decision.code) == ["app.fromStore"])
    let exclude = AppRules.Rule.exclude(AppMatch(product: "9NBLGGH5R558"), reason: nil)
    #expect(plan([], [exclude, add]).isEmpty)
    #expect(plan([], [add, exclude]).map(\.decision.code) == ["app.added"])
  }

  @Test("add nothing when the person did not choose apps")
  func notChosen() {
    let planned = plan(
      [planner], [.add(todo, reason: nil)],
      selection: Selection(only: .init(components: [.settings])))
    #expect(planned.map(\.decision.code) == ["app.notChosen"])
  }
}

@Suite("An app on both PCs")
struct PresentAppTests {
  @Test("is known by any of its names")
  func names() {
    let source = AppsComponent(apps: [
      InstalledApp(id: "a", kind: .desktop, name: "A", scope: .user, wingetID: "A.A"),
      InstalledApp(id: "9A", kind: .packaged, name: "B", scope: .user, storeProductID: "9A"),
    ])
    let installed = AppsComponent(apps: [
      InstalledApp(id: "A_is1", kind: .desktop, name: "A", scope: .user, wingetID: "a.a"),
      InstalledApp(id: "B_1", kind: .packaged, name: "B", scope: .user, storeProductID: "9A"),
    ])
    let plan = AppsPlanner(source: source, installed: installed).plan()
    #expect(plan.map(\.decision.code) == ["app.present", "app.present"])
  }
}
