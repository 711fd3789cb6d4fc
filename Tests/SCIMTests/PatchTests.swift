import Foundation
import JSONText
import Testing

@testable import SCIM

@Suite("PATCH")
struct PatchTests {
  private static let work: JSONValue = ["type": "work", "value": "a@work", "primary": true]
  private static let home: JSONValue = ["type": "home", "value": "a@home"]

  private static let ada = ResourceContent(values: [
    "userName": "ada", "displayName": "Ada", "active": true,
    "name": ["familyName": "King", "givenName": "Ada"], "emails": [work, home],
    SchemaID.enterpriseUser: ["department": "Engines", "manager": ["value": "2"]],
  ])

  private static func patched(
    _ operations: String, _ content: ResourceContent = ada, type: ResourceType = .user
  ) throws -> [String: JSONValue] {
    let body = #"{"schemas":["\#(SchemaID.patch)"],"Operations":[\#(operations)]}"#
    var content = content
    let request = try PatchRequest(
      try #require(JSONValue(strict: Data(body.utf8))), for: type)
    try content.apply(request.steps, to: type)
    return content.values
  }

  private static func keyword(_ operations: String) -> SCIMError.Keyword? {
    let error = #expect(throws: SCIMError.self) { try patched(operations) }
    #expect(error?.status == 400)
    return error?.keyword
  }

  // MARK: Adding (section 3.5.2.1)

  @Test("add without a path joins the attributes of its value to what is there")
  func addEverything() throws {
    let result = try Self.patched(
      #"{"op":"add","value":{"nickName":"Babs","emails":[{"value":"b@c"}],"name":{"middleName":"B"}}}"#
    )
    #expect(result["nickName"] == "Babs")
    #expect(result["emails"] == [Self.work, Self.home, ["value": "b@c"]])
    #expect(result["name"] == ["familyName": "King", "givenName": "Ada", "middleName": "B"])
  }

  @Test("add of a value that is there changes nothing")
  func addTwice() throws {
    let result = try Self.patched(
      #"{"op":"add","path":"emails","value":[{"type":"home","value":"a@home"}]}"#)
    #expect(result == Self.ada.values)
  }

  @Test("a new primary value takes the place of the old one")
  func onePrimary() throws {
    let result = try Self.patched(
      #"{"op":"add","path":"emails","value":[{"value":"n@n","primary":true}]}"#)
    #expect(
      result["emails"] == [
        ["type": "work", "value": "a@work", "primary": false], Self.home,
        ["value": "n@n", "primary": true],
      ])
    let moved = try Self.patched(
      #"{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}"#)
    #expect(
      moved["emails"] == [
        ["type": "work", "value": "a@work", "primary": false],
        ["type": "home", "value": "a@home", "primary": true],
      ])
  }

  @Test("add and replace set single values, parts, and values of extensions")
  func setting() throws {
    for op in ["add", "replace"] {
      let result = try Self.patched(
        """
        {"op":"\(op)","path":"displayName","value":"Countess"},
        {"op":"\(op)","path":"NAME.givenname","value":"Augusta"},
        {"op":"\(op)","path":"\(SchemaID.enterpriseUser):department","value":"Looms"},
        {"op":"\(op)","path":"\(SchemaID.user):title","value":"Dr"}
        """)
      #expect(result["displayName"] == "Countess")
      #expect(result["name"] == ["familyName": "King", "givenName": "Augusta"])
      #expect(
        result[SchemaID.enterpriseUser] == ["department": "Looms", "manager": ["value": "2"]])
      #expect(result["title"] == "Dr")
    }
  }

  @Test("an extension can be given, and taken, as a whole")
  func wholeExtension() throws {
    let result = try Self.patched(
      #"{"op":"add","path":"\#(SchemaID.enterpriseUser)","value":{"division":"D"}}"#)
    #expect(
      result[SchemaID.enterpriseUser]
        == ["department": "Engines", "manager": ["value": "2"], "division": "D"])
    let removed = try Self.patched(#"{"op":"remove","path":"\#(SchemaID.enterpriseUser)"}"#)
    #expect(removed[SchemaID.enterpriseUser] == nil)
  }

  // MARK: Removing (section 3.5.2.2)

  @Test("remove takes an attribute, a part, the values that a filter chooses, a part of these")
  func removing() throws {
    #expect(try Self.patched(#"{"op":"remove","path":"emails"}"#)["emails"] == nil)
    #expect(
      try Self.patched(#"{"op":"remove","path":"name.givenName"}"#)["name"]
        == ["familyName": "King"])
    #expect(
      try Self.patched(#"{"op":"remove","path":"emails[type eq \"work\"]"}"#)["emails"]
        == [Self.home])
    #expect(
      try Self.patched(#"{"op":"remove","path":"emails[type eq \"home\"].type"}"#)["emails"]
        == [Self.work, ["value": "a@home"]])
    #expect(
      try Self.patched(#"{"op":"remove","path":"emails[type eq \"fax\"]"}"#) == Self.ada.values)
  }

  // MARK: Replacing (section 3.5.2.3)

  @Test("replace puts new values in the place of all, or of those that a filter chooses")
  func replacing() throws {
    #expect(
      try Self.patched(#"{"op":"replace","path":"emails","value":[{"value":"x"}]}"#)["emails"]
        == [["value": "x"]])
    #expect(
      try Self.patched(
        #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"w"}"#)["emails"]
        == [["type": "work", "value": "w", "primary": true], Self.home])
    #expect(
      try Self.patched(
        #"{"op":"replace","path":"name","value":{"givenName":"A"}}"#)["name"]
        == ["familyName": "King", "givenName": "A"])
  }

  @Test("replace of values that are not there is noTarget")
  func noTarget() {
    #expect(
      Self.keyword(#"{"op":"replace","path":"emails[type eq \"fax\"].value","value":"f"}"#)
        == .noTarget)
    #expect(Self.keyword(#"{"op":"remove"}"#) == .noTarget)
  }

  // MARK: What is refused

  @Test(
    "what cannot be done is refused by the RFC's keywords",
    arguments: [
      (#"{"op":"replace","path":"id","value":"x"}"#, SCIMError.Keyword.mutability),
      (#"{"op":"add","path":"groups","value":[{"value":"g"}]}"#, .mutability),
      (#"{"op":"remove","path":"meta.created"}"#, .mutability),
      (#"{"op":"remove","path":"userName"}"#, .mutability),
      (#"{"op":"replace","path":"userName","value":""}"#, .invalidValue),
      (#"{"op":"replace","path":"userName","value":null}"#, .mutability),
      (#"{"op":"add","path":"shoeSize","value":"44"}"#, .invalidPath),
      (#"{"op":"add","path":"emails[type eq \"work\"","value":"44"}"#, .invalidPath),
      (#"{"op":"add","path":"userName[type eq \"work\"]","value":"44"}"#, .invalidPath),
      (#"{"op":"add","path":"emails[shoeSize eq 1].value","value":"44"}"#, .invalidFilter),
      (#"{"op":"add","path":"emails[type eq \"work\"].shoeSize","value":"44"}"#, .invalidPath),
      (#"{"op":"add","path":"","value":"44"}"#, .invalidValue),
      (#"{"op":"add","path":3,"value":"44"}"#, .invalidPath),
      (#"{"op":"add","path":"active","value":"perhaps"}"#, .invalidValue),
      (#"{"op":"add","path":"active"}"#, .invalidValue),
      (#"{"op":"add","path":"name","value":[1,2]}"#, .invalidValue),
      (#"{"op":"add","value":"x"}"#, .invalidValue),
      (
        #"{"op":"add","path":"emails","value":[{"value":"1","primary":true},{"value":"2","primary":true}]}"#,
        .invalidValue
      ),
      (#"{"op":"move","path":"displayName","value":"x"}"#, .invalidSyntax),
      (#"3"#, .invalidSyntax),
    ])
  func refused(operation: String, keyword: SCIMError.Keyword) {
    #expect(Self.keyword(operation) == keyword)
  }

  @Test(
    "a body that is no PATCH is invalidSyntax",
    arguments: [
      "[]", "{}", #"{"Operations":[{"op":"remove","path":"title"}]}"#,
      #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"#,
      #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[]}"#,
      #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{}}"#,
    ])
  func noPatch(body: String) throws {
    let document = try #require(JSONValue(strict: Data(body.utf8)))
    let error = #expect(throws: SCIMError.self) { try PatchRequest(document, for: .user) }
    #expect(error?.keyword == .invalidSyntax)
  }

  // MARK: What Microsoft Entra ID sends

  @Test("capitalised operations, booleans as text, and names as paths are understood")
  func entra() throws {
    let result = try Self.patched(
      """
      {"op":"Replace","path":"active","value":"False"},
      {"op":"Add","path":"emails[type eq \\"other\\"].value","value":"o@o"},
      {"op":"Add","path":"addresses[type eq \\"work\\"].locality","value":"London"},
      {"op":"Add","path":"\(SchemaID.enterpriseUser):manager","value":"26118915"},
      {"op":"Replace","value":{"name.givenName":"Augusta","id":"other","shoeSize":"44",
        "\(SchemaID.enterpriseUser):employeeNumber":"701"}}
      """)
    #expect(result["active"] == false)
    #expect(result["emails"] == [Self.work, Self.home, ["type": "other", "value": "o@o"]])
    #expect(result["addresses"] == [["type": "work", "locality": "London"]])
    #expect(result["name"] == ["familyName": "King", "givenName": "Augusta"])
    #expect(
      result[SchemaID.enterpriseUser]
        == ["department": "Engines", "manager": ["value": "26118915"], "employeeNumber": "701"])
    #expect(result["id"] == nil)
  }

  @Test("values to remove may be named in value")
  func removeByValue() throws {
    #expect(
      try Self.patched(
        #"{"op":"Remove","path":"emails","value":[{"value":"a@home"}]}"#)["emails"]
        == [Self.work])
    #expect(try Self.patched(#"{"op":"Remove","path":"emails","value":[]}"#) == Self.ada.values)
  }

  // MARK: Members

  private static func change(_ operation: String) throws -> MemberChange {
    let body = #"{"schemas":["\#(SchemaID.patch)"],"Operations":[\#(operation)]}"#
    let request = try PatchRequest(
      try #require(JSONValue(strict: Data(body.utf8))), for: .group)
    let step = try #require(request.steps.first)
    #expect(step.attribute == MemberChange.attribute)
    return try MemberChange(step)
  }

  @Test("changes of members are read in every form in which they are sent")
  func members() throws {
    #expect(
      try Self.change(
        #"{"op":"Add","path":"members","value":[{"value":"1"},{"value":"2"},{"value":"1"}]}"#)
        == .add(["1", "2"]))
    #expect(try Self.change(#"{"op":"add","path":"members","value":{"value":"1"}}"#) == .add(["1"]))
    #expect(try Self.change(#"{"op":"add","value":{"members":[{"value":"1"}]}}"#) == .add(["1"]))
    #expect(
      try Self.change(#"{"op":"replace","path":"members","value":[{"value":"1"}]}"#)
        == .replace(["1"]))
    #expect(try Self.change(#"{"op":"replace","path":"members","value":[]}"#) == .replace([]))
    #expect(try Self.change(#"{"op":"remove","path":"members"}"#) == .replace([]))
    #expect(try Self.change(#"{"op":"remove","path":"members","value":[]}"#) == .remove([]))
    #expect(
      try Self.change(#"{"op":"Remove","path":"members","value":[{"$ref":null,"value":"1"}]}"#)
        == .remove(["1"]))
    #expect(
      try Self.change(#"{"op":"Remove","path":"members[value eq \"1\"]"}"#) == .remove(["1"]))
    #expect(
      try Self.change(#"{"op":"remove","path":"members[value eq \"1\" or value eq \"2\"]"}"#)
        == .remove(["1", "2"]))
    guard
      case .removeAll = try Self.change(
        #"{"op":"remove","path":"members[value eq \"1\" and type eq \"User\"]"}"#)
    else {
      Issue.record("a filter that says more was cut short")
      return
    }
  }

  @Test("a member's own parts cannot be changed, and one without an id is none")
  func immutableMembers() {
    let operations = [
      (
        #"{"op":"replace","path":"members[value eq \"1\"].value","value":"2"}"#,
        SCIMError.Keyword.mutability
      ),
      (#"{"op":"replace","path":"members[value eq \"1\"]","value":{"value":"2"}}"#, .mutability),
      (#"{"op":"add","path":"members","value":[{"type":"User"}]}"#, .invalidValue),
      (#"{"op":"add","path":"members","value":[4]}"#, .invalidValue),
    ]
    for (operation, keyword) in operations {
      let error = #expect(throws: SCIMError.self) { try Self.change(operation) }
      #expect(error?.keyword == keyword, "\(operation)")
    }
  }

  // MARK: Damage

  /// Bodies that use all that an operation may say.
  private static let bodies = [
    #"{"schemas":["\#(SchemaID.patch)"],"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"x"},{"op":"add","value":{"name":{"familyName":"K"},"active":"False"}},{"op":"remove","path":"title"}]}"#,
    #"{"schemas":["\#(SchemaID.patch)"],"Operations":[{"op":"add","path":"members","value":[{"value":"1"}]},{"op":"remove","path":"members[value eq \"2\"]"},{"op":"replace","path":"\#(SchemaID.enterpriseUser):manager","value":"7"}]}"#,
  ]

  /// Makes the changes of a body, however damaged it is.
  private func make(_ bytes: [UInt8]) {
    guard let body = JSONValue(strict: Data(bytes)) else { return }
    for type in [ResourceType.user, .group] {
      do throws(SCIMError) {
        let request = try PatchRequest(body, for: type)
        var content = Self.ada
        try content.apply(request.steps, to: type)
      } catch {
        #expect((400..<500).contains(error.status))
        #expect(!error.detail.isEmpty)
      }
    }
  }

  @Test("a body that was cut off anywhere is no JSON", arguments: bodies)
  func truncation(body: String) {
    let bytes = Array(body.utf8)
    #expect(JSONValue(strict: Data(bytes)) != nil)
    for length in bytes.indices { #expect(JSONValue(strict: Data(bytes[..<length])) == nil) }
  }

  @Test("a body with any one bit changed is made, or refused with a reason", arguments: bodies)
  func changed(body: String) {
    let bytes = Array(body.utf8)
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        make(changed)
      }
    }
  }
}
