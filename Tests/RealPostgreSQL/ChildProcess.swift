import Foundation

/// Runs a program and waits for that program alone.
///
/// Foundation's `Process` waits until nobody holds a socket that it hands down, and a server that
/// the program leaves behind holds it for ever.
enum ChildProcess {
  struct CannotStart: Error {
    let program: String
    let reason: String
  }

  /// - Parameters:
  ///   - words: the program, looked for on the path, and its arguments.
  ///   - output: the file that takes what it prints. Not a pipe: a server that inherits one keeps it
  ///     open.
  /// - Returns: its exit status; nil when a signal ended it.
  static func run(_ words: [String], output: String) async throws -> Int32? {
    let process = try start(words, output: output)
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let wasSignalled = status & 0x7F != 0
        continuation.resume(returning: wasSignalled ? nil : (status >> 8) & 0xFF)
      }
    }
  }

  private static func start(
    _ words: [String], output: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

    let arguments = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let error = posix_spawnp(&process, words[0], &actions, nil, arguments + [nil], environ)
    guard error == 0 else {
      throw CannotStart(program: words[0], reason: String(cString: strerror(error)))
    }
    return process
  }
}
