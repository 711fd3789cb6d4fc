import Foundation
import Testing

@testable import RestoreRules

@Suite(
  "The published schemas",
  .enabled(if: JSONSchema.isAvailable, "python3 cannot import jsonschema (pip install jsonschema)"))
struct SchemaTests {
  @Test("The schema of facts takes what the reader takes, and refuses what it refuses")
  func facts() throws {
    let schema = try PublishedDocuments.text("schema/facts.schema.json")
    let valid = SampleDocuments.valid
    let written = try valid.map {
      String(decoding: try Facts(json: Data($0.utf8)).json(), as: UTF8.self)
    }
    for (document, error) in zip(
      valid + written, try JSONSchema.errors(schema: schema, documents: valid + written))
    {
      #expect(error == "", "\(document)")
    }
    let broken = SampleDocuments.broken
    for (sample, error) in zip(
      broken, try JSONSchema.errors(schema: schema, documents: broken.map(\.json)))
    {
      #expect(error != "", "\(sample.testDescription)")
    }
  }

  @Test("Every decision meets the schema of decisions")
  func decisions() throws {
    let schema = try PublishedDocuments.text("schema/decision.schema.json")
    var facts = [DecisionTests.hopeless]
    for moment in Moment.allCases {
      for requirements in RequirementSet.allCases {
        facts.append(.sample(at: moment) { $0.requirements = requirements })
        facts.append(.sample(at: moment) { $0.history = [.offer(.skipped)] })
      }
    }
    let documents = try facts.flatMap { facts in
      let decision = decide(facts)
      return [
        try decision.json(), String(decoding: try JSONEncoder().encode(decision), as: UTF8.self),
      ]
    }
    for (document, error) in zip(
      documents, try JSONSchema.errors(schema: schema, documents: documents))
    {
      #expect(error == "", "\(document)")
    }
  }

  @Test("What is no decision does not meet the schema of decisions")
  func notDecisions() throws {
    let schema = try PublishedDocuments.text("schema/decision.schema.json")
    let decision = try decide(.sample()).json()
    let broken = [
      decision.replacing("\"offer\"", with: "\"maybe\""),
      decision.replacing("\"offer\"", with: "\"noOffer\""),
      decision.replacing("\"passed\": true", with: "\"passed\": false", maxReplacements: 1),
      decision.replacing("\"id\": \"join\"", with: "\"id\": \"edition\""),
      decision.replacing("\"passed\": true, ", with: "", maxReplacements: 1),
      decision.replacing("\"checks\"", with: "\"more\": 1, \"checks\""),
      "{\"decision\": \"offer\", \"checks\": []}",
    ]
    for (document, error) in zip(
      broken, try JSONSchema.errors(schema: schema, documents: broken))
    {
      #expect(document != decision)
      #expect(error != "", "\(document)")
    }
  }
}
