import Foundation
import Testing

@testable import Vault

@Suite(
  "A master key behind a command", .enabled(if: ExampleCommand.isThere, ExampleCommand.absence))
struct MasterKeyCommandTests {
  private func provider(_ example: ExampleCommand) async throws -> CommandMasterKey {
    let command = example.command()
    return try #require(
      try await CommandMasterKey(command, knownBy: try await MasterKeyMark(by: command)))
  }

  @Test("the example of docs/keys.md wraps keys, and opens them again")
  func example() async throws {
    try await withTemporaryFolder { folder in
      let example = try ExampleCommand(in: folder)
      let provider = try await provider(example)
      let key = DataKey.random(generation: 3)
      let wrapped = try await provider.wrap(key, for: "contoso")
      #expect(wrapped.masterKey == provider.fingerprint)
      #expect(wrapped.wrappedBytes.range(of: key.bytes) == nil)
      #expect(try await provider.unwrap(wrapped, for: "contoso").bytes == key.bytes)
    }
  }

  @Test("a whole vault works over it")
  func vault() async throws {
    try await withTemporaryFolder { folder in
      let provider = try await provider(try ExampleCommand(in: folder))
      let shelf = MemoryShelf()
      let place = ComponentPlace(
        tenant: "contoso", user: "ada", profile: "p", version: 1, component: "apps")
      let sealed = try await Vault(masterKey: provider, shelf: shelf).seal(
        Data("a".utf8), at: place)
      let opened = try await Vault(masterKey: provider, shelf: shelf).open(sealed.sealed, at: place)
      #expect(opened == Data("a".utf8))
    }
  }

  @Test("it is known again by its mark, and another key is not taken for it")
  func mark() async throws {
    try await withTemporaryFolder { folder in
      let (one, other) = (
        try ExampleCommand(in: folder), try ExampleCommand(in: folder, named: "other")
      )
      let mark = try await MasterKeyMark(by: one.command())
      let again = try await CommandMasterKey(one.command(), knownBy: mark)
      #expect(again?.fingerprint == mark.fingerprint)
      #expect(try await CommandMasterKey(other.command(), knownBy: mark) == nil)
      #expect(try await MasterKeyMark(by: other.command()).fingerprint != mark.fingerprint)
    }
  }

  @Test("a wrapped key that was moved to another tenant or generation does not open")
  func moved() async throws {
    try await withTemporaryFolder { folder in
      let provider = try await provider(try ExampleCommand(in: folder))
      let wrapped = try await provider.wrap(DataKey.random(generation: 1), for: "contoso")
      await #expect(throws: VaultError(.doesNotOpen, "")) {
        try await provider.unwrap(wrapped, for: "fabrikam")
      }
      let renumbered = WrappedDataKey(generation: 2, wrappedBytes: wrapped.wrappedBytes)
      await #expect(throws: VaultError(.doesNotOpen, "")) {
        try await provider.unwrap(renumbered, for: "contoso")
      }
    }
  }

  @Test("changed bytes are what the command refuses with status 65")
  func changed() async throws {
    try await withTemporaryFolder { folder in
      let provider = try await provider(try ExampleCommand(in: folder))
      var wrapped = try await provider.wrap(DataKey.random(generation: 1), for: "contoso")
        .wrappedBytes
      wrapped[wrapped.count - 40] ^= 1
      await #expect(throws: VaultError(.doesNotOpen, "")) {
        try await provider.unwrap(
          WrappedDataKey(generation: 1, wrappedBytes: wrapped), for: "contoso")
      }
    }
  }
}

@Suite("A command that does not do what it must")
struct IllMasterKeyCommandTests {
  private func failure(
    of script: String, timeLimit: Duration = .seconds(20), request: MasterKeyCommand.Request = .wrap
  ) async throws -> VaultError {
    let command = try #require(
      MasterKeyCommand(words: ["/bin/sh", "-c", script], timeLimit: timeLimit))
    return try await #require(throws: VaultError.self) {
      try await command.ask(request, Data("secret".utf8))
    }
  }

  @Test("no command at all is none")
  func empty() {
    #expect(MasterKeyCommand(words: []) == nil)
    #expect(MasterKeyCommand(words: [""]) == nil)
  }

  @Test("a program that is not there is named")
  func missing() async throws {
    let command = try #require(MasterKeyCommand(words: ["/nowhere/wrap-keys"]))
    let error = try await #require(throws: VaultError.self) { try await command.ask(.wrap, Data()) }
    #expect(error.code == .masterKeyCommandFailed)
    #expect(error.code.description == "vault.masterKeyCommandFailed")
    #expect(error.message.contains("/nowhere/wrap-keys"))
  }

  @Test("it is ended at the time limit with what it started")
  func slow() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let error = try await failure(
      of: "cat >/dev/null; sleep 600 & wait", timeLimit: .milliseconds(200))
    #expect(error.code == .masterKeyCommandFailed)
    #expect(clock.now - start < .seconds(15))
  }

  @Test("an answer without end is not read")
  func endless() async throws {
    let error = try await failure(of: "cat >/dev/null; yes", timeLimit: .seconds(5))
    #expect(error.code == .masterKeyCommandFailed)
  }

  @Test("an empty answer is no key")
  func nothing() async throws {
    #expect(try await failure(of: "cat >/dev/null").code == .masterKeyCommandFailed)
  }

  @Test("another status than 0 and 65 is a failure, with what it said as the cause")
  func status() async throws {
    let error = try await failure(of: "cat >/dev/null; echo the module is locked >&2; exit 3")
    #expect(error.code == .masterKeyCommandFailed)
    #expect(error.message.contains("status 3"))
    #expect(error.cause == "the module is locked")
    #expect(!error.message.contains("secret"))
  }

  @Test("status 65 is a refusal of the bytes when unwrapping, and a failure when wrapping")
  func refusal() async throws {
    let command = try #require(
      MasterKeyCommand(words: ["/bin/sh", "-c", "cat >/dev/null; exit 65"]))
    #expect(try await command.ask(.unwrap, Data("bytes".utf8)) == nil)
    await #expect(throws: VaultError(.masterKeyCommandFailed, "")) {
      try await command.ask(.wrap, Data("bytes".utf8))
    }
  }

  @Test("a program that does not read what it is given is no reason to hang")
  func deaf() async throws {
    let command = try #require(MasterKeyCommand(words: ["/bin/sh", "-c", "echo answer"]))
    // More than a pipe holds, so that the write fails for certain.
    for size in [65, 1 << 20] {
      let answer = try await command.ask(.wrap, Data(repeating: 1, count: size))
      #expect(answer == Data("answer\n".utf8))
    }
  }

  @Test("what a program says that ends before it has read is its remark, and ends no one else")
  func hasty() async throws {
    let command = try #require(
      MasterKeyCommand(words: ["/bin/sh", "-c", "echo the module is locked >&2; exit 3"]))
    for size in [65, 1 << 20] {
      let error = try await #require(throws: VaultError.self) {
        try await command.ask(.unwrap, Data(repeating: 1, count: size))
      }
      #expect(error.cause == "the module is locked")
    }
  }

  @Test("a command that does not open what it wrapped is not used")
  func lossy() async throws {
    let command = try #require(MasterKeyCommand(words: ["/bin/sh", "-c", "cat; echo"]))
    await #expect(throws: VaultError(.masterKeyCommandFailed, "")) {
      try await MasterKeyMark(by: command)
    }
  }

  @Test("nothing secret is in its arguments, and nothing of valised in its environment")
  func silence() async throws {
    setenv("VALISED_STORE_URL", "postgresql://u:password@h/d", 1)
    defer { unsetenv("VALISED_STORE_URL") }
    let command = try #require(
      MasterKeyCommand(words: ["/bin/sh", "-c", "cat >/dev/null; echo \"$0 $*\"; env", "name"]))
    let answer = try #require(try await command.ask(.wrap, Data("secret".utf8)))
    let text = String(decoding: answer, as: UTF8.self)
    #expect(text.hasPrefix("name wrap\n"))
    #expect(!text.contains("VALISED_"))
    #expect(!text.contains("secret"))
    #expect(text.contains("PATH="))
  }
}
