import Foundation
import JSONText
import Testing

@testable import SCIM

@Suite("Resources on the wire")
struct ResourceTests {
  private static func json(_ text: String) throws -> JSONValue {
    try #require(JSONValue(strict: Data(text.utf8)))
  }

  private static func user(_ fields: String) throws -> [String: JSONValue] {
    try ResourceType.user.content(
      of: json(#"{"schemas":["\#(SchemaID.user)"],\#(fields)}"#)
    ).values
  }

  // MARK: Reading

  @Test("names count in any case, and come out as the schema writes them")
  func anyCase() throws {
    #expect(
      try Self.user(
        #""USERNAME":"ada","Name":{"GIVENNAME":"Ada"},"URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:User":{"Department":"E"}"#
      ) == [
        "userName": "ada", "name": ["givenName": "Ada"],
        SchemaID.enterpriseUser: ["department": "E"],
      ])
  }

  @Test("what only can be read, what is not known, and what is empty is passed over")
  func passedOver() throws {
    #expect(
      try Self.user(
        #""userName":"ada","id":"1","meta":{"version":"x"},"groups":[{"value":"g"}],"password":"p","shoe":4,"title":null,"emails":[],"name":{},"externalId":"e""#
      ) == ["userName": "ada", "externalId": "e"])
  }

  @Test(
    "values that are not what the schema says are refused by name",
    arguments: [
      (#""userName":4"#, "userName"), (#""displayName":"x""#, "userName"),
      (#""userName":"  ""#, "userName"), (#""userName":"a","active":"perhaps""#, "active"),
      (#""userName":"a","name":"Ada""#, "name"),
      (#""userName":"a","emails":["x"],"ims":[4]"#, "ims"),
      (#""userName":"a","emails":[{"value":{}}]"#, "emails.value"),
      (#""userName":"a","x509Certificates":[{"value":"%"}]"#, "x509Certificates.value"),
      (
        #""userName":"a","emails":[{"value":"1","primary":true},{"value":"2","primary":"True"}]"#,
        "emails"
      ), (#""userName":"a\u0000b""#, "userName"),
    ])
  func refused(fields: String, attribute: String) {
    let error = #expect(throws: SCIMError.self) { try Self.user(fields) }
    #expect(error?.keyword == .invalidValue)
    #expect(error?.detail.contains(attribute) == true)
  }

  @Test("a document that does not name its schema is refused")
  func noSchema() throws {
    for text in [#"{"userName":"a"}"#, #"{"schemas":["\#(SchemaID.group)"],"userName":"a"}"#, "[]"]
    {
      let document = try Self.json(text)
      let error = #expect(throws: SCIMError.self) { try ResourceType.user.content(of: document) }
      #expect(error?.keyword == .invalidSyntax)
    }
  }

  @Test("texts and lists have a bound")
  func bounds() throws {
    let long = String(repeating: "a", count: ResourceReader.longestText + 1)
    #expect(throws: SCIMError.self) { try Self.user(#""userName":"\#(long)""#) }
    let many = Array(repeating: #"{"value":"x"}"#, count: 201).joined(separator: ",")
    #expect(throws: SCIMError.self) { try Self.user(#""userName":"a","emails":[\#(many)]"#) }
  }

  // MARK: Writing

  private static let document = Resource(
    type: .user, id: "1",
    content: ResourceContent(values: [
      "userName": "ada", "name": ["givenName": "Ada", "familyName": "King"],
      "emails": [["value": "a", "type": "work"], ["value": "b"]],
      SchemaID.enterpriseUser: ["department": "E", "division": "D"],
    ]),
    created: Date(timeIntervalSince1970: 0), lastModified: Date(timeIntervalSince1970: 1.5),
    version: #"W/"r1""#
  ).document(base: "https://x/scim/v2")

  @Test("a resource says its schemas, its id and what is known of it")
  func meta() {
    #expect(Self.document["schemas"] == [.text(SchemaID.user), .text(SchemaID.enterpriseUser)])
    #expect(
      Self.document["meta"] == [
        "resourceType": "User", "created": "1970-01-01T00:00:00.000Z",
        "lastModified": "1970-01-01T00:00:01.500Z", "location": "https://x/scim/v2/Users/1",
        "version": #"W/"r1""#,
      ])
  }

  private static func shown(
    _ attributes: [String] = [], without excluded: [String] = []
  ) throws -> [String: JSONValue] {
    Projection(attributes: attributes, excluded: excluded).apply(to: document, of: .user)
  }

  @Test("attributes shows what is named, and what is always shown")
  func attributes() throws {
    #expect(
      try Self.shown(["USERNAME", "name.givenName", "emails.value", "emails.type", "shoe"]) == [
        "id": "1", "schemas": [.text(SchemaID.user), .text(SchemaID.enterpriseUser)],
        "userName": "ada", "name": ["givenName": "Ada"],
        "emails": [["value": "a", "type": "work"], ["value": "b"]],
      ])
    #expect(
      try Self.shown([SchemaID.enterpriseUser + ":division"])[SchemaID.enterpriseUser]
        == ["division": "D"])
    #expect(
      try Self.shown([SchemaID.enterpriseUser])[SchemaID.enterpriseUser]
        == ["department": "E", "division": "D"])
  }

  @Test("excludedAttributes leaves out what is named, and never what is always shown")
  func excluded() throws {
    let shown = try Self.shown(without: [
      "id", "schemas", "name.familyName", "emails.type", "meta",
      SchemaID.enterpriseUser + ":department",
    ])
    #expect(
      shown == [
        "id": "1", "schemas": [.text(SchemaID.user), .text(SchemaID.enterpriseUser)],
        "userName": "ada", "name": ["givenName": "Ada"],
        "emails": [["value": "a"], ["value": "b"]],
        SchemaID.enterpriseUser: ["division": "D"],
      ])
  }

  @Test("what is excluded is left out of what is asked for; what is no name means nothing")
  func both() throws {
    let shown = try Self.shown(["name", "userName"], without: ["name.familyName", "emails"])
    #expect(
      shown == [
        "id": "1", "schemas": [.text(SchemaID.user), .text(SchemaID.enterpriseUser)],
        "userName": "ada", "name": ["givenName": "Ada"],
      ])
    #expect(try Set(Self.shown(["a b"]).keys) == ["id", "schemas"])
    #expect(try Self.shown(without: ["a b"]) == Self.document)
  }

  // MARK: Searching

  @Test("a search reads its parameters in any case, and bounds them")
  func search() throws {
    let search = try SearchRequest(query: [
      ("filter", "title pr"), ("StartIndex", "0"), ("COUNT", "5000"),
      ("attributes", "id, userName"),
    ])
    #expect(search.startIndex == 1)
    #expect(search.count == SearchRequest.mostResults)
    #expect(search.filter != nil)
    #expect(try SearchRequest(query: [("count", "-1")]).count == 0)
    #expect(try SearchRequest(query: []).count == 100)
    #expect(throws: SCIMError.self) { try SearchRequest(query: [("count", "many")]) }
    #expect(throws: SCIMError.self) { try SearchRequest(query: [("filter", "")]) }
  }

  @Test("the body of a search says the same as a query")
  func searchBody() throws {
    let body = try Self.json(
      #"{"schemas":["\#(SchemaID.search)"],"filter":"title pr","startIndex":3,"count":7,"attributes":["id"]}"#
    )
    #expect(
      try SearchRequest(body: body)
        == SearchRequest(query: [
          ("filter", "title pr"), ("startIndex", "3"), ("count", "7"), ("attributes", "id"),
        ]))
    for text in [
      "{}", "[]", #"{"schemas":["\#(SchemaID.search)"],"count":1.5}"#,
      #"{"schemas":["\#(SchemaID.search)"],"filter":3}"#,
      #"{"schemas":["\#(SchemaID.search)"],"attributes":"id"}"#,
    ] {
      let body = try Self.json(text)
      #expect(throws: SCIMError.self) { try SearchRequest(body: body) }
    }
  }

  // MARK: What a client can find out

  @Test("every attribute of every schema says all that RFC 7643 section 7 asks for")
  func schemas() throws {
    func check(_ attribute: JSONValue, in schema: String) throws {
      let fields = try #require(attribute.object)
      let name = try #require(fields["name"]?.text)
      for key in ["multiValued", "required", "caseExact"] {
        #expect(fields[key]?.boolean != nil, "\(schema) \(name) \(key)")
      }
      for key in ["type", "description", "mutability", "returned", "uniqueness"] {
        #expect(fields[key]?.text?.isEmpty == false, "\(schema) \(name) \(key)")
      }
      #expect((fields["type"] == "reference") == (fields["referenceTypes"] != nil))
      for part in fields["subAttributes"]?.list ?? [] { try check(part, in: schema) }
    }
    for schema in ResourceType.schemas {
      for attribute in try #require(schema.document(base: "b").object?["attributes"]?.list) {
        try check(attribute, in: schema.name)
      }
    }
  }

  @Test("what is announced as supported is what there is")
  func configuration() {
    let configuration = Discovery.configuration(base: "b").object
    #expect(configuration?["patch"] == ["supported": true])
    #expect(configuration?["etag"] == ["supported": true])
    #expect(configuration?["sort"] == ["supported": false])
    #expect(configuration?["filter"] == ["supported": true, "maxResults": 200])
    #expect(Discovery.schema(SchemaID.user.uppercased(), base: "b") != nil)
    #expect(Discovery.resourceType("Device", base: "b") == nil)
  }
}
