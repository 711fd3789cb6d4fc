import Foundation
import JSONText

@testable import SCIM

/// What identity providers send: a mark, then a filter or a body.
enum SCIMUse {
  private static let filterMark = UInt8(ascii: "F")
  private static let patchMark = UInt8(ascii: "P")
  private static let resourceMark = UInt8(ascii: "R")

  static func seeds() -> [[UInt8]] {
    [
      #"FuserName eq "ada" and not (emails[type eq "work" and value ew "\u00e9.com"] or title pr)"#,
      #"Furn:ietf:params:scim:schemas:core:2.0:User:name.familyName co "O'Malley" or active eq true"#,
      #"F(meta.created ge "2026-01-01T00:00:00Z") and (id ne null or externalId sw "a\\\"b")"#,
      #"Fmembers[value eq "2819" or $ref pr].display"#,
      #"P{"schemas":["\#(SchemaID.patch)"],"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"x"},{"op":"add","value":{"name":{"familyName":"K"},"active":"False"}},{"op":"remove","path":"title"}]}"#,
      #"P{"schemas":["\#(SchemaID.patch)"],"Operations":[{"op":"add","path":"members","value":[{"value":"1"}]},{"op":"remove","path":"members[value eq \"2\"]"},{"op":"replace","path":"\#(SchemaID.enterpriseUser):manager","value":"7"}]}"#,
      #"R{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada","name":{"familyName":"K"},"emails":[{"value":"a@b","primary":true}],"\#(SchemaID.enterpriseUser)":{"department":"E"}}"#,
      #"S{"schemas":["\#(SchemaID.search)"],"filter":"userName pr","startIndex":1,"count":10,"attributes":["userName","name.givenName"]}"#,
    ].map { Array($0.utf8) }
  }

  private static let ada = ResourceContent(values: [
    "userName": .text("ada"), "displayName": .text("Ada"), "active": .boolean(true),
    "name": .object(["familyName": .text("King")]),
    "emails": .list([.object(["type": .text("work"), "value": .text("a@b")])]),
    SchemaID.enterpriseUser: .object(["department": .text("Engines")]),
  ])

  static func use(_ bytes: [UInt8]) {
    guard let mark = bytes.first else { return }
    let rest = bytes.dropFirst()
    if mark == filterMark { return filter(String(decoding: rest, as: UTF8.self)) }
    guard let body = JSONValue(strict: Data(rest)) else { return }
    for type in [ResourceType.user, .group] {
      do throws(SCIMError) {
        switch mark {
        case patchMark: try patch(body, type)
        case resourceMark: try resource(try type.content(of: body), type)
        default: _ = try SearchRequest(body: body)
        }
      } catch {
        check(error)
      }
    }
  }

  private static func filter(_ text: String) {
    do throws(SCIMError) {
      let filter = try Filter(text)
      for type in [ResourceType.user, .group] {
        guard let test = try? ResourceTest(filter, for: type) else { continue }
        _ = test.passes(ada.values)
        _ = test.required(at: ["userName"])
      }
    } catch {
      precondition(error.keyword == .invalidFilter)
      check(error)
    }
    do throws(SCIMError) {
      _ = try PatchPath(text)
    } catch {
      check(error)
    }
  }

  /// A PATCH that was understood is made, step by step, and leaves a resource that can be read.
  private static func patch(_ body: JSONValue, _ type: ResourceType) throws(SCIMError) {
    let request = try PatchRequest(body, for: type)
    var content = ada
    try content.apply(request.steps, to: type)
    try resource(content, type)
    for step in request.steps where step.attribute == MemberChange.attribute {
      _ = try MemberChange(step)
    }
  }

  /// What is kept of a resource is understood when a client sends it back.
  private static func resource(
    _ content: ResourceContent, _ type: ResourceType
  ) throws(SCIMError) {
    var document = content.values
    document["schemas"] = .list(
      ([type.schema] + type.extensions).map { .text($0.id) })
    let again = try type.content(of: .object(document))
    guard (try? type.content(of: .object(document))) == again else {
      fatalError("a resource is read differently twice")
    }
  }

  private static func check(_ error: SCIMError) {
    precondition((400..<500).contains(error.status) && !error.detail.isEmpty)
  }
}
