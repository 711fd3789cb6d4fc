import Foundation
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A submission that contradicts itself is refused, and nothing is stored")
struct SubmissionCheckTests {
  private static let pins = Data(#"{"groups":[]}"#.utf8)

  private func description(
    _ kind: ComponentKind = .startPins, of bytes: Data = pins, size: Int? = nil, count: Int = 0
  ) -> ComponentDescription {
    ComponentDescription(
      kind: kind, digest: Digest(of: bytes), size: size ?? bytes.count, itemCount: count)
  }

  private func code(
    _ components: [ComponentDescription], _ contents: [ComponentContent] = []
  ) async throws -> String? {
    let service = try TestService()
    let submission = SnapshotSubmission(
      device: "d-1",
      manifest: SnapshotManifest(
        source: UserEnvironment.Environment.sample().source, takenAt: TestService.start,
        components: components),
      contents: contents)
    let code = CodeBox()
    try await service.withRoutes { client in
      let answer = try await client.post(submission, to: .submitSnapshot, [.user: "alice"])
      code.set(answer.problem?.code)
      #expect(try await service.sqlite.profiles(of: TestService.person("alice")) == [])
    }
    return code.value
  }

  @Test("Another content than the digest says")
  func digest() async throws {
    let other = Data(#"{"groups":[]} "#.utf8.dropLast()) + Data(" ".utf8)
    let claimed = ComponentDescription(
      kind: .startPins, digest: Digest(of: Self.pins), size: other.count, itemCount: 0)
    #expect(
      try await code([claimed], [ComponentContent(kind: .startPins, bytes: other)])
        == "component.digestMismatch")
  }

  @Test("Another size than the manifest says", arguments: [0, 12, 14, 1 << 40])
  func size(size: Int) async throws {
    #expect(
      try await code(
        [description(size: size)], [ComponentContent(kind: .startPins, bytes: Self.pins)])
        == "component.sizeMismatch")
  }

  @Test("A content that is larger than components of its kind may be")
  func tooLarge() async throws {
    let bytes = Data(repeating: 0x20, count: ComponentKind.startPins.largestSize + 1)
    #expect(
      try await code(
        [description(of: bytes)], [ComponentContent(kind: .startPins, bytes: bytes)])
        == "component.tooLarge")
  }

  @Test("A size or count that cannot be", arguments: [-1, Int.min, Int.max, 1 << 53])
  func impossibleCount(count: Int) async throws {
    #expect(try await code([description(size: count)]) == "request.invalidField")
    #expect(try await code([description(count: count)]) == "request.invalidField")
  }

  @Test("Another number of items than the manifest says")
  func itemCount() async throws {
    #expect(
      try await code(
        [description(count: 1)], [ComponentContent(kind: .startPins, bytes: Self.pins)])
        == "component.malformed")
  }

  @Test(
    "Content that is not what its kind says, or not in its one encoding",
    arguments: [
      "", "{", "null", "[]", #"{"apps":[]}"#, #"{"groups": []}"#, #"{"groups":[],"x":1}"#,
      #"{"groups":[{"name":"a","pins":[{"target":{"desktop":"x","packaged":"y"}}]}]}"#,
      #"{"groups":[{"name":"a","pins":[{"size":null,"target":{"desktop":"x"}}]}]}"#,
    ])
  func malformed(text: String) async throws {
    let bytes = Data(text.utf8)
    #expect(
      try await code(
        [description(of: bytes)], [ComponentContent(kind: .startPins, bytes: bytes)])
        == "component.malformed")
  }

  @Test("Every truncation of a component is refused, whatever the manifest says of it")
  func truncated() throws {
    let settings = try #require(
      try UserEnvironment.Environment.sample().encodedComponents().first)
    for length in 0..<settings.bytes.count {
      let bytes = settings.bytes.prefix(length)
      #expect(throws: ServiceProblem(.componentMalformed, "")) {
        try ComponentCheck.check(bytes, against: description(.settings, of: bytes, count: 2))
      }
    }
  }

  @Test("A component twice in the manifest, or sent twice")
  func repeated() async throws {
    #expect(try await code([description(), description()]) == "component.repeated")
    let content = ComponentContent(kind: .startPins, bytes: Self.pins)
    #expect(try await code([description()], [content, content]) == "component.repeated")
  }

  @Test("A component that the manifest does not name")
  func unnamed() async throws {
    #expect(
      try await code([description()], [ComponentContent(kind: .taskbarPins, bytes: Self.pins)])
        == "component.notInManifest")
  }

  @Test("A snapshot of nothing")
  func empty() async throws {
    #expect(try await code([]) == "snapshot.empty")
  }

  @Test("Network secrets, which no policy turns on")
  func network() async throws {
    #expect(
      try await code(
        [description(.network)], [ComponentContent(kind: .network, bytes: Self.pins)])
        == "component.notAccepted")
  }

  @Test("Content sent as one kind and claimed for another that it is not")
  func claimedTwice() async throws {
    #expect(
      try await code(
        [description(.apps), description(.startPins)],
        [ComponentContent(kind: .startPins, bytes: Self.pins)]) == "component.malformed")
  }

  @Test("A held component under a kind that it is not, or with another size or count")
  func heldButWrong() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let environment = UserEnvironment.Environment.sample()
      try await client.backUp(environment)
      let settings = try #require(try environment.encodedComponents().first?.description)
      let wrong = [
        ComponentDescription(
          kind: .apps, digest: settings.digest, size: settings.size, itemCount: 2),
        ComponentDescription(
          kind: .settings, digest: settings.digest, size: settings.size + 1, itemCount: 2),
        ComponentDescription(
          kind: .settings, digest: settings.digest, size: settings.size, itemCount: 3),
      ]
      for component in wrong {
        let answer = try await client.post(
          SnapshotSubmission(
            device: "d-old",
            manifest: SnapshotManifest(
              source: environment.source, takenAt: TestService.start, components: [component])),
          to: .submitSnapshot, [.user: "alice"])
        #expect(answer.status == 422, "\(component)")
      }
      let list = try await client.get(.profiles, [.user: "alice"]).decode(ProfileList.self)
      #expect(list.profiles.map(\.newestVersion) == [1])
    }
  }

  @Test("A source that does not say everything of itself is taken; one without a name is not")
  func source() async throws {
    @Sendable func submission(name: String, edition: String) -> SnapshotSubmission {
      SnapshotSubmission(
        device: "d-1",
        manifest: SnapshotManifest(
          source: SourceDevice(name: name, product: "windows10", build: "", edition: edition),
          takenAt: TestService.start, components: [description()]))
    }
    try await TestService().withRoutes { client in
      for (name, edition, status) in [("PC", "", 200), ("", "E", 400), ("PC", "\u{7}", 400)] {
        let answer = try await client.post(
          submission(name: name, edition: edition), to: .submitSnapshot, [.user: "alice"])
        #expect(answer.status == status)
      }
    }
  }
}
