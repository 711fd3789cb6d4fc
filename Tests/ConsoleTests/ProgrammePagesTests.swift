import BackupService
import Foundation
import RestoreRules
import ServiceAPI
import Store
import Testing

@testable import Console

@Suite("The form of a preview programme")
struct ProgrammePagesTests {
  private static let origin = "https://valise.example.org"
  private static let filled =
    "organization=Contoso+%26+Sons&contact=Ada+Berg&tenant=&membership=4711&nda=yes&ndaName=Ada+Berg&remarks=Please%0Asoon"

  /// A service with a programme that asks for everything, open for a day more.
  private static func service() async throws -> ConsoleService {
    let service = try ConsoleService()
    try await service.services.programmes.put(
      ProgrammeSettings(
        name: "Early <birds>", feature: .firstSignInRestore,
        opensAt: ConsoleService.start.addingTimeInterval(-86_400),
        closesAt: ConsoleService.start.addingTimeInterval(86_400),
        customerProgramme: "Tailspin & Co", requiresNDA: true),
      as: "early", if: .absent, by: .operator)
    return service
  }

  @Test("anybody can see it, with a label for each field, and nothing of it runs or is stored")
  func form() async throws {
    try await Self.service().withPages { browser in
      let page = try await browser.open("/programmes/early", password: nil)
      #expect(page.status == 200)
      #expect(page.text.contains("<h1>Early &lt;birds&gt;</h1>"))
      #expect(page.text.contains("A preview of a restore at the first sign-in."))
      #expect(page.text.contains("Sign up until 23 November 2026 (UTC)"))
      #expect(page.text.contains("Membership of Tailspin &amp; Co"))
      for id in ["organization", "contact", "tenant", "membership", "nda", "ndaName", "remarks"] {
        #expect(page.text.contains("<label for=\"\(id)\">"), "\(id)")
        #expect(page.text.contains("id=\"\(id)\""), "\(id)")
      }
      #expect(!page.text.contains("<script"))
      #expect(page.cookies.isEmpty)
      let policy = page.headers[.contentSecurityPolicy] ?? ""
      #expect(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"))
      #expect(try await browser.open("/programmes/late", password: nil).status == 404)
    }
  }

  @Test("what was filled in becomes a request, and loading the answer again sends nothing")
  func sent() async throws {
    let service = try await Self.service()
    try await service.withPages { browser in
      let answer = try await browser.fill(
        "/programmes/early", Self.filled, origin: Self.origin)
      #expect(answer.status == 303)
      #expect(answer.headers[.location] == "/programmes/early?sent=1")
      let thanks = try await browser.open("/programmes/early?sent=1", password: nil)
      #expect(thanks.text.contains("Your request has been received."))
    }
    let store = service.services.store
    let records = try await store.records(
      RecordKind(rawValue: "programmeRequest"), of: .installation, labelled: nil, after: nil,
      limit: 10)
    #expect(records.count == 1)
    let text = String(decoding: records.first?.content ?? Data(), as: UTF8.self)
    #expect(text.contains("Contoso & Sons"))
    #expect(text.contains(#""nda":{"acceptedAt":"2026-11-22T08:00:00"#))
  }

  @Test("what is missing is named beside its field, and nothing that was filled in is lost")
  func faults() async throws {
    try await Self.service().withPages { browser in
      let page = try await browser.fill(
        "/programmes/early", "organization=%22%3E%3Cscript%3E&contact=+", origin: Self.origin)
      #expect(page.status == 422)
      for field in ["contact", "membership", "nda", "ndaName"] {
        #expect(page.text.contains("<a href=\"#\(field)\">"), "\(field)")
      }
      #expect(page.text.contains("role=\"alert\""))
      #expect(page.text.contains("value=\"&quot;&gt;&lt;script&gt;\""))
      #expect(!page.text.contains("<script>"))
    }
  }

  @Test("what no field can hold is a fault at the field, and the rest is kept")
  func controlCharacters() async throws {
    try await Self.service().withPages { browser in
      let page = try await browser.fill(
        "/programmes/early", Self.filled.replacing("Contoso+", with: "Con%01toso+"),
        origin: Self.origin)
      #expect(page.status == 422)
      #expect(page.text.contains("<a href=\"#organization\">There was a character here"))
      #expect(page.text.contains("value=\"Con toso &amp; Sons\""))
      #expect(page.text.contains("name=\"contact\" value=\"Ada Berg\""))
    }
  }

  @Test(
    "its limits count characters, not bytes", arguments: [(200, 2000), (201, 2000), (200, 2001)])
  func lengths(line: Int, remarks: Int) async throws {
    try await Self.service().withPages { browser in
      func umlauts(_ count: Int) -> String { String(repeating: "%C3%A4", count: count) }
      let page = try await browser.fill(
        "/programmes/early",
        "organization=\(umlauts(line))&contact=a&membership=1&nda=yes&ndaName=a"
          + "&remarks=\(umlauts(remarks - 2))%0D%0Aa",
        origin: Self.origin)
      let isShort = line == 200 && remarks == 2000
      #expect(page.status == (isShort ? 303 : 422))
      #expect(page.text.contains("href=\"#organization\"") == (line > 200))
      #expect(page.text.contains("id=\"remarks-error\"") == (remarks > 2000))
    }
  }

  @Test("errors lead nobody from outside to the console")
  func publicErrors() async throws {
    try await Self.service().withPages { browser in
      let page = try await browser.open("/programmes/nope", password: nil)
      #expect(page.status == 404)
      #expect(page.text.contains("programme.notFound"))
      #expect(!page.text.contains("href=\"/console\"") && !page.text.contains("<form"))
    }
  }

  @Test("a form that was sent from a page elsewhere, or that is no form, does nothing")
  func foreign() async throws {
    let service = try await Self.service()
    try await service.withPages { browser in
      for origin in ["https://evil.example", "null", "http://valise.example.org"] {
        let page = try await browser.fill("/programmes/early", Self.filled, origin: origin)
        #expect(page.status == 403, "\(origin)")
      }
      let huge = "remarks=" + String(repeating: "a", count: 70_000)
      #expect(
        try await browser.fill("/programmes/early", huge, origin: Self.origin).status == 413)
    }
    let requests = try await service.services.store.records(
      RecordKind(rawValue: "programmeRequest"), of: .installation, labelled: nil, after: nil,
      limit: 10)
    #expect(requests.isEmpty)
  }

  @Test("after the window the form says so, and takes nothing more")
  func closed() async throws {
    let service = try await Self.service()
    service.moveClock(by: 86_400)
    try await service.withPages { browser in
      let page = try await browser.open("/programmes/early", password: nil)
      #expect(page.text.contains("Sign-up closed on 23 November 2026 (UTC)."))
      #expect(!page.text.contains("<form"))
      let late = try await browser.fill("/programmes/early", Self.filled, origin: Self.origin)
      #expect(late.status == 409)
      #expect(late.text.contains("Sign-up closed on"))
    }
  }

  // MARK: The QR code

  @Test(
    "its QR code, read by another program, is the address of the form",
    .enabled(if: Barcode.isHere, "zbarimg is not installed"))
  func qrCode() async throws {
    try await Self.service().withPages { browser in
      let picture = try await browser.open("/programmes/early/code.svg", password: nil)
      #expect(picture.headers[.contentType] == "image/svg+xml")
      #expect(try Barcode.read(svg: picture.text) == "https://valise.example.org/programmes/early")
    }
  }

  @Test("a text that no code can hold gives none")
  func tooLong() {
    #expect(QRCode(String(repeating: "a", count: 5000)) == nil)
    #expect(QRCode("a")?.rows.count == 21)
  }
}

/// A reader of barcodes that is not ours: zbarimg, which is given the picture as its dots.
private enum Barcode {
  static let isHere = ["/usr/bin/zbarimg", "/usr/local/bin/zbarimg"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  struct NoCode: Error { let status: Int32 }

  /// Draws the picture's one path of rectangles and has it read.
  static func read(svg: String) throws -> String {
    let size = try #require(
      svg.firstMatch(of: #/viewBox="0 0 (\d+) \d+"/#).flatMap { Int($0.output.1) })
    var dark = Array(repeating: Array(repeating: false, count: size), count: size)
    for match in svg.matches(of: #/M(\d+) (\d+)h(\d+)v1H\d+z/#) {
      let (x, y, length) = (Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
      for column in x..<(x + length) { dark[y][column] = true }
    }
    let scale = 8
    var picture = Data("P5\n\(size * scale) \(size * scale)\n255\n".utf8)
    for row in dark {
      let line = row.flatMap { Array(repeating: UInt8($0 ? 0 : 255), count: scale) }
      for _ in 0..<scale { picture.append(contentsOf: line) }
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "qr-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "code.pgm")
    try picture.write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["zbarimg", "--quiet", "--raw", file.path]
    let output = folder.appending(path: "text")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw NoCode(status: process.terminationStatus) }
    return try String(contentsOf: output, encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
