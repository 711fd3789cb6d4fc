import Foundation
import ServiceAPI
import Testing

/// PCs with keys, by the programs as their users run them, at a service that wants proofs of everybody.
@Suite("Enrolled PCs", .serialized)
struct DeviceTests {
  private func stage(_ devices: String) throws -> Stage {
    let stage = try Stage()
    stage.stopService()
    let file = stage.folder.appending(path: "service/tenants.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let old = "\"requirements\": \"standard\","
    try text.replacing(old, with: old + " \"devices\": \(devices),")
      .write(to: file, atomically: true, encoding: .utf8)
    try #require(try String(contentsOf: file, encoding: .utf8).contains("devices"))
    try stage.startService()
    return stage
  }

  private func backUp(_ stage: Stage) throws -> Program.Result {
    try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
  }

  @Test("a PC enrolls, backs up, changes its key, is lost, and comes back when IT lets it in")
  func life() throws {
    let stage = try stage(#"{"proof": "required"}"#)
    let bare = try backUp(stage)
    #expect(bare.errors.contains("[identity.missingProof]"), "\(bare.errors)")

    let enrolled = try stage.valise("device", "enroll", "--volume", stage.oldPC, "--json")
    #expect(enrolled.status == 0, "\(enrolled.errors)")
    let record = try enrolled.json(DeviceRecord.self)
    #expect(record.state == .active)
    let keys = URL(fileURLWithPath: stage.oldPC)
      .appending(path: "ProgramData/Valise/device-keys.json")
    let attributes = try FileManager.default.attributesOfItem(atPath: keys.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try backUp(stage).status == 0)
    let again = try stage.valise("device", "enroll", "--volume", stage.oldPC, "--json")
    #expect(try again.json(DeviceRecord.self) == record)

    let rotated = try stage.valise("device", "rotate", "--volume", stage.oldPC, "--json")
    #expect(rotated.status == 0, "\(rotated.errors)")
    #expect(
      try rotated.json(DeviceRecord.self).enrollments.first?.key != record.enrollments.first?.key)
    #expect(try backUp(stage).status == 0)
    // Another process of the service knows the PC, too: nothing about it is in memory alone.
    stage.stopService(SIGKILL)
    try stage.startService()
    try useServer(of: stage, in: keys)
    #expect(try backUp(stage).status == 0)

    let revoked = try stage.valise("admin", "device", "revoke", record.id, "--because", "Lost")
    #expect(revoked.status == 0, "\(revoked.errors)")
    let refused = try backUp(stage)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("[device.revoked]"), "\(refused.errors)")

    let back = try stage.valise(
      "device", "enroll", "--volume", stage.oldPC, "--new-key", "--json")
    #expect(back.status == 0, "\(back.errors)")
    let waiting = try back.json(DeviceRecord.self)
    #expect(waiting.awaitsApproval)
    #expect(try backUp(stage).errors.contains("[device.pending]"))
    let pending = try stage.valise("admin", "device", "list", "--state", "pending")
    #expect(pending.output.contains(record.id))
    let key = try #require(waiting.enrollments.first?.key)
    let approved = try stage.valise("admin", "device", "approve", record.id, "--key", key)
    #expect(approved.status == 0, "\(approved.errors)")
    #expect(try backUp(stage).status == 0)
    let status = try stage.valise("device", "status", "--volume", stage.oldPC)
    #expect(status.output.contains(": active"))
    #expect(status.output.contains("Lost"))
  }

  /// The service listens on another port after a start, as it does not elsewhere.
  private func useServer(of stage: Stage, in keys: URL) throws {
    let text = try String(contentsOf: keys, encoding: .utf8)
    try Data(
      text.replacing(#/127\.0\.0\.1:\d+/#, with: stage.address.split(separator: "/")[1]).utf8
    )
    .write(to: keys)
  }

  @Test("PCs enroll with IT's token, as many as it is for")
  func tokens() throws {
    let stage = try stage(#"{"proof": "required"}"#)
    let file = stage.folder.appending(path: "enrollment-token").path
    let made = try stage.valise(
      "admin", "enrollment-token", "create", "--name", "Berlin", "--uses", "1", "--out", file)
    #expect(made.status == 0, "\(made.errors)")
    #expect(
      try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let secret = try String(contentsOfFile: file, encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(!made.output.contains(secret))
    let first = try stage.valise("device", "enroll", "--volume", stage.oldPC, "--token-file", file)
    #expect(first.status == 0, "\(first.errors)")
    let second = try stage.valise("device", "enroll", "--volume", stage.newPC, "--token-file", file)
    #expect(second.errors.contains("[enrollmentToken.spent]"), "\(second.errors)")
    #expect(try backUp(stage).status == 0)
    let list = try stage.valise("admin", "enrollment-token", "list")
    #expect(list.output.contains("1 of 1"))
    #expect(!list.output.contains(secret))
    let id = try #require(list.output.firstMatch(of: #/et-[0-9a-f]+/#)?.output)
    let ended = try stage.valise("admin", "enrollment-token", "revoke", String(id))
    #expect(ended.status == 0, "\(ended.errors)")
  }

  @Test("a file of keys that others can read is not used")
  func exposed() throws {
    let stage = try stage(#"{"proof": "optional"}"#)
    #expect(try stage.valise("device", "enroll", "--volume", stage.oldPC).status == 0)
    let keys = stage.oldPC + "/ProgramData/Valise/device-keys.json"
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: keys)
    let result = try backUp(stage)
    #expect(result.status == 1)
    #expect(result.errors.contains("[agent.exposedDeviceKey]"), "\(result.errors)")
  }
}
