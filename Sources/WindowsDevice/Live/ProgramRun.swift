import Foundation
import Subprocess

/// One run of another program: to its end, or to a time limit at which it is ended with everything
/// that it started. Never through a shell.
public struct ProgramRun: Sendable {
  private let program: String
  private let arguments: [String]
  private let environment: [String: String]
  private let timeLimit: Duration

  /// - Parameters:
  ///   - program: the program's path, or a name that is looked for in the search path.
  ///   - environment: what is added to the environment of this process.
  ///   - timeLimit: how long it may take.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    timeLimit: Duration
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.timeLimit = timeLimit
  }

  /// How a run ended.
  public struct Ending: Sendable {
    /// 32 bits on Windows; elsewhere the system keeps the lowest 8 only. Nil when a signal ended it.
    public let exitCode: UInt32?
    /// What it printed, errors included; of a very long text the end.
    public let output: [UInt8]

    var isSuccess: Bool { exitCode == 0 }

    /// The ending in words, for messages.
    var description: String { exitCode.map { "exit code \($0)" } ?? "ended by a signal" }
  }

  /// Far above what any tool prints that is read to the end.
  private static let longestOutput = 4 << 20

  /// Runs the program. When the task is cancelled, the program is ended as at the time limit.
  ///
  /// - Returns: nil when the time limit was reached; it does not run any more then.
  /// - Throws: ``DeviceError`` with `device.toolMissing` when there is no such program,
  ///   `device.toolFailed` when it cannot be started, and `CancellationError`.
  public func finish() async throws -> Ending? {
    // A file and not a pipe: what the program leaves running would hold a pipe open.
    let file = FileManager.default.temporaryDirectory
      .appending(path: "valise-output-\(UUID().uuidString)")
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else {
      throw DeviceError(
        .toolFailed,
        "\(program) cannot be started: \(file.path) cannot be made to take what it prints. "
          + "Check that the folder for temporary files has room and can be written to.")
    }
    defer { try? FileManager.default.removeItem(at: file) }
    guard let status = try await statusWithinLimit(printingTo: file) else { return nil }
    try Task.checkCancellation()
    let exitCode: UInt32? =
      if case .exited(let code) = status { UInt32(truncatingIfNeeded: code) } else { nil }
    return Ending(exitCode: exitCode, output: Self.end(of: file))
  }

  private static func end(of file: URL) -> [UInt8] {
    guard let reading = try? FileHandle(forReadingFrom: file) else { return [] }
    defer { try? reading.close() }
    guard let size = try? reading.seekToEnd(),
      (try? reading.seek(toOffset: size - min(size, UInt64(longestOutput)))) != nil,
      let end = try? reading.read(upToCount: longestOutput)
    else { return [] }
    return Array(end)
  }

  /// Nil at the time limit.
  private func statusWithinLimit(printingTo file: URL) async throws -> TerminationStatus? {
    try await withThrowingTaskGroup(of: TerminationStatus?.self) { group in
      group.addTask { try await run(printingTo: file) }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        return nil
      }
      // Leaving cancels the other task; a program that still runs is ended then and waited for.
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private func run(printingTo file: URL) async throws -> TerminationStatus {
    let output = try FileHandle(forWritingTo: file)
    defer { try? output.close() }
    let added = environment.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
    do {
      return try await Subprocess.run(
        // A name is looked for in the search path.
        program.contains { $0 == "/" || $0 == "\\" } ? .path(.init(program)) : .name(program),
        arguments: Arguments(arguments),
        environment: .inherit.updating(Dictionary(uniqueKeysWithValues: added)),
        platformOptions: Self.platformOptions,
        output: .fileDescriptor(
          .init(rawValue: output.fileDescriptor), closeAfterSpawningProcess: false),
        error: .combinedWithOutput
      ).terminationStatus
    } catch let error as SubprocessError {
      if error.code == .executableNotFound {
        throw DeviceError(
          .toolMissing, "\(program) is not there. Check that it is installed.", cause: error)
      }
      throw DeviceError(
        .toolFailed, "\(program) cannot be started. Check that you may run it.", cause: error)
    }
  }

  /// With these a program is ended together with all that it started: on Windows they are one job,
  /// elsewhere one session.
  private static var platformOptions: PlatformOptions {
    var options = PlatformOptions()
    #if os(Windows)
      options.teardownSequence = [
        .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
      ]
    #else
      options.createSession = true
      // At once: a started program that does not heed a polite signal would outlive the first one.
      options.teardownSequence = [
        .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
      ]
    #endif
    return options
  }
}
