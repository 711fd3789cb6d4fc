import ArgumentParser
import Foundation
import ServiceAPI

struct AdminDevice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "The devices of the organization: who enrolled them, and whether they are let in.",
    subcommands: [
      AdminDeviceList.self, AdminDeviceShow.self, AdminDevicePeople.self, AdminDeviceRevoke.self,
      AdminDeviceApprove.self,
    ])
}

struct AdminDeviceList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists devices.")

  @Option(
    help: ArgumentHelp(
      "Only those in this state: active, pending (waits for approval), revoked or replaced.",
      valueName: "state"))
  var state: DeviceState?

  @Option(
    help: ArgumentHelp("Only those that this person enrolled.", valueName: "id"),
    transform: NotEmpty.text)
  var subject: String?

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard state == nil || subject == nil else {
      throw ValidationError("--state and --subject do not go together.")
    }
  }

  func run() async throws {
    let client = try await service.client()
    let devices = try await DeviceList.all(\.devices) { after throws(ServiceError) in
      if let subject { return try await client.devices(of: subject, after: after) }
      return try await client.devices(in: state, after: after)
    }
    if output.isJSON { return try Output.json(devices) }
    guard !devices.isEmpty else {
      return Output.line(
        state == nil && subject == nil ? "No PC is enrolled." : "There is no such device.")
    }
    Output.table(
      ["DEVICE", "NAME", "STATE", "ENROLLED", "BY"],
      devices.map { device in
        [
          device.id, device.name, DeviceText(device).state,
          device.enrollments.first?.enrolledAt.formatted(.iso8601) ?? "",
          DeviceText(device).enrolledBy,
        ]
      })
  }
}

struct AdminDeviceShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a device with all its enrollments.")

  @Argument(help: "The device's id.", transform: NotEmpty.text)
  var device: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let record = try await service.client().device(device)
    output.isJSON ? try Output.json(record) : DeviceText(record).print()
  }
}

struct AdminDeviceRevoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Takes a device out of service, from its next request on.",
    discussion: """
      For a PC that was lost or stolen, and, with --key, to turn down an enrollment that waits. \
      Backups stay. To be let in again, the PC enrolls with a new key and waits for approval.
      """)

  @Argument(help: "The device's id.", transform: NotEmpty.text)
  var device: String

  @Option(help: ArgumentHelp("Why; it goes into the audit log.", valueName: "text"))
  var because: String?

  @Option(
    help: ArgumentHelp("Only the enrollment with this key.", valueName: "thumbprint"),
    transform: NotEmpty.text)
  var key: String?

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let record = try await service.client()
      .revoke(DeviceRevocation(key: key, reason: because), device: device)
    output.isJSON ? try Output.json(record) : DeviceText(record).print()
  }
}

struct AdminDeviceApprove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Lets a device in that waits.",
    discussion: """
      A PC waits that enrolls again after it was revoked, or by somebody else than before, or always, \
      as the tenants file says. Compare the key with what `valise device status` says on the PC.
      """)

  @Argument(help: "The device's id.", transform: NotEmpty.text)
  var device: String

  @Option(
    help: ArgumentHelp(
      "The key that waits, as `valise admin device show` lists it.", valueName: "thumbprint"),
    transform: NotEmpty.text)
  var key: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let record = try await service.client().approve(DeviceApproval(key: key), device: device)
    output.isJSON ? try Output.json(record) : DeviceText(record).print()
  }
}

extension DeviceState: ExpressibleByArgument {}
