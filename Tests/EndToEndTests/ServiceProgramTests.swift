import Foundation
import Testing

@Suite("valised", .serialized)
struct ServiceProgramTests {
  @Test("refuses a tenant's name that it could not serve, and writes nothing")
  func emptyTenant() throws {
    let folder = TemporaryFolder.make().appending(path: "service")
    let result = try Program.valised.run(["init", folder.path, "--tenant", ""])
    #expect(result.status == 2)
    #expect(result.errors.contains("[tenants.invalidID]"))
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test("makes no second master key when the first is gone, whatever the tenant is called now")
  func lostKey() throws {
    let stage = try Stage()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
    try #require(backup.status == 0, "\(backup.errors)")
    stage.stopService()
    let service = stage.folder.appending(path: "service")
    let key = service.appending(path: "data/master.key")
    try FileManager.default.removeItem(at: key)
    let tenants = service.appending(path: "tenants.json")
    try String(contentsOf: tenants, encoding: .utf8)
      .replacing("\"example\"", with: "\"renamed\"")
      .write(to: tenants, atomically: true, encoding: .utf8)
    let started = try Program.valised.run(
      ["serve", "--config", service.appending(path: "valised.json").path])
    #expect(started.status == 2)
    #expect(started.errors.contains("[vault.masterKeyGone]"))
    #expect(!FileManager.default.fileExists(atPath: key.path))
  }

  @Test("takes no static tokens where a proxy lets other machines reach it")
  func tokensBehindProxy() throws {
    let folder = TemporaryFolder.make().appending(path: "service")
    try #require(try Program.valised.run(["init", folder.path]).status == 0)
    let configuration = folder.appending(path: "valised.json")
    var settings = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: configuration)) as? [String: Any])
    settings["console"] = ["address": "https://valise.example.org"]
    try JSONSerialization.data(withJSONObject: settings).write(to: configuration)
    let started = try Program.valised.run(["serve", "--config", configuration.path])
    #expect(started.status == 2)
    #expect(started.errors.contains("[identity.staticTokenOffLoopback]"))
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "data").path))
  }

  @Test("goes on serving when its log cannot be written")
  func fullLog() throws {
    let stage = try Stage(log: "/dev/full")
    let result = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
    #expect(result.status == 0, "\(result.errors)")
  }
}
