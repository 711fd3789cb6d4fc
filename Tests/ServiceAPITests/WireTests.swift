import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@Suite("Messages on the wire")
struct WireTests {
  @Test("A submission is the JSON that docs/api.md shows")
  func submission() throws {
    let bytes = Data("{}".utf8)
    let submission = SnapshotSubmission(
      device: "d-1",
      manifest: SnapshotManifest(
        source: SourceDevice(
          name: "DESKTOP-4F2", product: "windows10", build: "19045.6456", edition: "Enterprise"),
        takenAt: Date(timeIntervalSince1970: 1_795_334_400),
        components: [
          ComponentDescription(kind: .apps, digest: Digest(of: bytes), size: 2, itemCount: 0)
        ]),
      contents: [ComponentContent(kind: .apps, bytes: bytes)])
    let text = String(decoding: try CanonicalJSON.encode(submission), as: UTF8.self)
    #expect(
      text == """
        {"contents":[{"bytes":"e30=","kind":"apps"}],"device":"d-1","manifest":{"components":\
        [{"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",\
        "itemCount":0,"kind":"apps","size":2}],"source":{"build":"19045.6456",\
        "edition":"Enterprise","name":"DESKTOP-4F2","product":"windows10"},\
        "takenAt":"2026-11-22T08:00:00Z"}}
        """)
    #expect(try CanonicalJSON.decode(SnapshotSubmission.self, from: Data(text.utf8)) == submission)
  }

  @Test("An answer to a submission holds a receipt or what is lacking, never both")
  func answer() throws {
    let receipt = Receipt(
      profile: "p-1", version: 2, changed: true, storedAt: Date(timeIntervalSince1970: 0))
    let given = String(
      decoding: try CanonicalJSON.encode(SnapshotAnswer(receipt: receipt)), as: UTF8.self)
    #expect(
      given
        == #"{"receipt":{"changed":true,"profile":"p-1","storedAt":"1970-01-01T00:00:00Z","version":2}}"#
    )
    let asked = String(
      decoding: try CanonicalJSON.encode(SnapshotAnswer(lacking: [.apps, .startPins])),
      as: UTF8.self)
    #expect(asked == #"{"lacking":["apps","startPins"]}"#)
  }

  @Test("A sign-in survives the way there and back")
  func signIn() throws {
    let statement = SignInStatement(
      moment: .firstSignIn, deviceID: "d-2",
      device: Facts.Device(
        os: Facts.OperatingSystem(
          product: .windows11, build: WindowsBuild(26100, revision: 7922), edition: "Education"),
        join: .entraHybridJoined, use: .multiUser, provisioning: .selfDeploying,
        enrollment: Facts.Enrollment(
          id: "e-1", state: .complete, at: Date(timeIntervalSince1970: 1_795_332_600))),
      account: .work, firstSignInSinceEnrollment: false,
      unreportedMisses: [
        UnreportedMiss(id: "m-1", moment: .oobe, at: Date(timeIntervalSince1970: 1_795_332_000))
      ])
    let bytes = try CanonicalJSON.encode(statement)
    #expect(try CanonicalJSON.decode(SignInStatement.self, from: bytes) == statement)
  }

  @Test("A problem's type is made of its code")
  func problem() {
    let problem = Problem(code: "profile.notFound", status: 404, title: "t", detail: "d")
    #expect(problem.type == "urn:valise:problem:profile.notFound")
  }
}
