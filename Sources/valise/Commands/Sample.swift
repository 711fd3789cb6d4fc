import ArgumentParser
import Foundation
import SampleVolume

struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Builds small Windows disks to try Valise on.", subcommands: [SampleBuild.self])
}

struct SampleBuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds an old Windows 10 PC and a new Windows 11 PC, each with alice and bob.",
    discussion: """
      Makes three volumes in the folder: windows10 is the old PC; windows11-setup is the new PC \
      during its setup (OOBE); windows11 is the same new PC when its setup is over. A sample that \
      is there already is built anew; anything else in the folder is left alone, with an error.
      """)

  @Argument(help: "The folder to build them in.")
  var folder: String

  func run() throws {
    try SampleVolume.build(at: folder, setUpAt: Date())
    for volume in SampleVolume.Layout.volumes {
      Output.line(URL(fileURLWithPath: folder).appendingPathComponent(volume).path)
    }
  }
}
