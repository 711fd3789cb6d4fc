import Foundation
import NIOCore
import Testing

@testable import Listener

@Suite("How many connections there may be, and how slow", .serialized)
struct ConnectionLimitsTests {
  static let request = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"

  @Test("a connection too many is closed, and its place is free again when another ends")
  func tooMany() async throws {
    var limits = ConnectionLimits()
    limits.connectionsPerAddress = 2
    try await TestServer.run(ServerConnections(limits: limits)) { port in
      let one = PlainSocket(port: port)
      var two: PlainSocket? = PlainSocket(port: port)
      for socket in [one, two] {
        socket?.write(Self.request)
        #expect(socket?.read().hasPrefix("HTTP/1.1 200") == true)
      }
      let three = PlainSocket(port: port)
      three.write(Self.request)
      #expect(three.read() == "")
      two = nil
      // The server hears of the end when it next looks.
      var answer = ""
      for _ in 0..<200 where answer.isEmpty {
        let next = PlainSocket(port: port)
        next.write(Self.request)
        answer = next.read()
      }
      #expect(answer.hasPrefix("HTTP/1.1 200"))
      one.write(Self.request)
      #expect(one.read().hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test("the limit for all counts every address, and who may not connect gets no answer")
  func admission() async throws {
    var limits = ConnectionLimits()
    limits.connections = 1
    limits.connectionsPerAddress = 1
    let uncounted = ServerConnections(limits: limits, admission: { _ in .uncounted })
    try await TestServer.run(uncounted) { port in
      let one = PlainSocket(port: port)
      one.write(Self.request)
      #expect(one.read().hasPrefix("HTTP/1.1 200"))
      let two = PlainSocket(port: port)
      two.write(Self.request)
      #expect(two.read() == "")
    }
    try await TestServer.run(ServerConnections(admission: { _ in .refused })) { port in
      let socket = PlainSocket(port: port)
      socket.write(Self.request)
      #expect(socket.read() == "")
    }
  }

  @Test("counting gives back what it took, and remembers nobody who is gone")
  func counting() {
    let count = ConnectionCount(most: 3, mostOfOne: 2)
    #expect(count.open(from: "a") == .open)
    #expect(count.open(from: "a") == .open)
    #expect(count.open(from: "a") == .tooManyOfOne)
    #expect(count.open(from: nil) == .open)
    #expect(count.open(from: "b") == .tooMany)
    count.close(from: "a")
    #expect(count.open(from: "b") == .open)
    for origin in ["a", "b", nil] { count.close(from: origin) }
    #expect(count.origins == 0)
    for number in 0..<3 { #expect(count.open(from: "\(number)") == .open) }
  }

  @Test(
    "a head or a body that does not come in time ends the connection",
    arguments: [
      "GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ",
      "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
      "GET /hel",
    ])
  func slow(_ beginning: String) async throws {
    var limits = ConnectionLimits()
    limits.headTime = .milliseconds(100)
    limits.exchangeTime = .milliseconds(100)
    try await TestServer.run(ServerConnections(limits: limits)) { port in
      let socket = PlainSocket(port: port)
      // A second request is held to the same as the first.
      socket.write(Self.request)
      #expect(socket.read().hasPrefix("HTTP/1.1 200"))
      socket.write(beginning)
      let said = socket.read()
      // What was begun is answered at most with a refusal.
      #expect(!said.contains("200 OK"))
      #expect(said.isEmpty || socket.read().isEmpty)
    }
  }

  @Test("an answer that nobody takes ends the connection")
  func untaken() async throws {
    var limits = ConnectionLimits()
    limits.exchangeTime = .milliseconds(100)
    limits.idleTime = .hours(1)
    try await TestServer.run(ServerConnections(limits: limits)) { port in
      let socket = PlainSocket(port: port)
      for _ in 0..<8 { socket.write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n") }
      // Another connection tells by its own end that the time is over.
      let other = PlainSocket(port: port)
      other.write("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
      while !other.read().isEmpty {}
      let late = PlainSocket(port: port)
      late.write("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
      while !late.read().isEmpty {}
      var taken = 0
      while true {
        let part = socket.read()
        guard !part.isEmpty else { break }
        taken += part.utf8.count
      }
      #expect(taken < 8 * 4 << 20)
    }
  }

  @Test("a head with too many fields or bytes is refused")
  func largeHead() async throws {
    var limits = ConnectionLimits()
    limits.fields = 20
    limits.headBytes = 4096
    try await TestServer.run(ServerConnections(limits: limits)) { port in
      let many = (0..<30).map { "X-\($0): y\r\n" }.joined()
      let large = "X-Large: " + String(repeating: "y", count: 5000) + "\r\n"
      for fields in [many, large] {
        let socket = PlainSocket(port: port)
        socket.write("GET /hello HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n")
        #expect(socket.read().hasPrefix("HTTP/1.1 400"))
      }
    }
  }

  @Test("a head that is too large is told so, in its turn; what is no request is not")
  func toldSo() async throws {
    var limits = ConnectionLimits()
    limits.fields = 20
    limits.headBytes = 4096
    let refusal = HeadRefusal(
      status: 431, contentType: "application/problem+json", body: Data("too large".utf8))
    try await TestServer.run(ServerConnections(limits: limits, headRefusal: refusal)) { port in
      let long = "/hello?filter=" + String(repeating: "y", count: 5000)
      for (address, fields) in [
        (long, ""), ("/hello", "X-Large: " + String(repeating: "y", count: 5000) + "\r\n"),
        ("/hello", (0..<30).map { "X-\($0): y\r\n" }.joined()),
      ] {
        let socket = PlainSocket(port: port)
        socket.write(Self.request)
        #expect(socket.readAnswer().hasSuffix("\r\n\r\nhello"))
        socket.write("GET \(address) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
        let answer = socket.readAnswer()
        #expect(answer.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
        #expect(answer.lowercased().contains("content-type: application/problem+json\r\n"))
        #expect(answer.hasSuffix("\r\n\r\ntoo large"))
        #expect(socket.read() == "")
      }
      // Both at once: the answer to the first comes first, and whole.
      let socket = PlainSocket(port: port)
      socket.write(Self.request + "GET \(long) HTTP/1.1\r\nHost: x\r\n\r\n")
      var answers = ""
      while !answers.hasSuffix("too large") {
        let part = socket.read()
        guard !part.isEmpty else { break }
        answers += part
      }
      #expect(answers.hasPrefix("HTTP/1.1 200") && answers.contains("\r\n\r\nhelloHTTP/1.1 431"))
      let other = PlainSocket(port: port)
      other.write("this is no request\r\n\r\n")
      #expect(other.read().hasPrefix("HTTP/1.1 400"))
    }
  }
}
