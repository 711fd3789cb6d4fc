import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import WindowsDevice

struct DeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Enrolls a PC at the service, and looks after its key.",
    discussion: """
      The service knows a PC by a key that never leaves it: requests about a person's backups are \
      proven with it. docs/devices.md says how, and what IT does with a lost PC.
      """,
    subcommands: [DeviceEnroll.self, DeviceStatus.self, DeviceRotate.self])
}

struct DeviceEnroll: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enroll",
    abstract: "Makes a key for a PC and enrolls it at the service.",
    discussion: """
      With the token of a person, or with an enrollment token that IT made (`valise admin \
      enrollment-token create`). A PC that was enrolled before and was reset may have to wait for \
      IT's approval. To repeat the command is safe. Without a PC, the machine that valise runs on is \
      enrolled: a technician's bench.
      """)

  @OptionGroup var pc: MachineOptions

  @Flag(
    help: "Make a new key even if there is one: after IT revoked it, or a change of enrollment.")
  var newKey = false

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let device = try pc.open()
    let enrollment: DeviceEnrollment
    if let description = try await device?.description() {
      enrollment = DeviceEnrollment(
        device: description.hardwareID, enrollment: description.enrollment.id,
        name: description.name)
    } else {
      enrollment = try ThisMachine.enrollment()
    }
    let enrolling = try await service.enrolling(device)
    let record = try await enrolling.enroll(enrollment, isNew: newKey)
    if output.isJSON { return try Output.json(record) }
    // An older enrollment may be the one that counts while this one waits.
    let isWaiting = record.awaitsApproval
    Output.line("\(record.name.onOneLine) is enrolled at \(enrolling.server) as \(record.id).")
    Output.line("Its key lies in \(enrolling.keys.url.path), readable by its owner alone.")
    if isWaiting {
      Output.line("It waits for IT's approval. `valise device status` says when it is there.")
    }
  }
}

struct DeviceStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Says how a PC stands at the service.")

  @OptionGroup var pc: MachineOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let record = try await service.enrolling(try pc.open()).status()
    output.isJSON ? try Output.json(record) : DeviceText(record).print()
  }
}

struct DeviceRotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Puts a new key in the place of a PC's key.",
    discussion: """
      The old key proves the new one, and ends. When the service's answer is lost, the next command \
      finds out which of the two counts.
      """)

  @OptionGroup var pc: MachineOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let record = try await service.enrolling(try pc.open()).rotate()
    if output.isJSON { return try Output.json(record) }
    Output.line("\(record.name.onOneLine) has a new key. The old one proves nothing any more.")
  }
}
