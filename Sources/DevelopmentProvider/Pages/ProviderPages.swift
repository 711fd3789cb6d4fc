import Foundation
import Hummingbird
import Mustache

/// The provider's pages. Each says what it is: for trying out, without passwords.
struct ProviderPages: Sendable {
  private let library: MustacheLibrary
  private let styleSheet: Data

  init() throws {
    guard let folder = Bundle.module.resourceURL?.appendingPathComponent("templates") else {
      throw CocoaError(.fileNoSuchFile)
    }
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    var templates: [String: MustacheTemplate] = [:]
    for name in ["layout", "choice", "device-code", "done", "refusal"] {
      templates[name] = try MustacheTemplate(string: text(name + ".mustache"))
    }
    library = MustacheLibrary(templates: templates)
    styleSheet = Data(try text("style.css").utf8)
  }

  func style() -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "private, max-age=300"],
      body: .init(byteBuffer: ByteBuffer(bytes: styleSheet)))
  }

  /// - Parameter redirectAddress: where the form's answer leads, which the browser must allow.
  func choice(
    of people: [DevelopmentPerson], for program: String, leadingTo redirectAddress: String
  ) -> Response {
    let place = URLComponents(string: redirectAddress)
    let origin = place.map { place in
      "\(place.scheme ?? "http")://\(place.host ?? "")" + (place.port.map { ":\($0)" } ?? "")
    }
    return page(
      Choice(program: program, userCode: nil, people: people.map(Choice.Person.init)),
      template: "choice", formsMayLeadTo: origin)
  }

  func choice(of people: [DevelopmentPerson], forDevice userCode: String) -> Response {
    page(
      Choice(program: nil, userCode: userCode, people: people.map(Choice.Person.init)),
      template: "choice")
  }

  func deviceCode(isWrong: Bool = false) -> Response {
    page(
      DeviceCode(isWrong: isWrong), template: "device-code", status: isWrong ? .badRequest : .ok)
  }

  /// - Parameter person: nil for a no.
  func done(_ person: DevelopmentPerson?) -> Response {
    page(Done(person: person?.name), template: "done")
  }

  func refusal(_ words: String, status: HTTPResponse.Status = .badRequest) -> Response {
    page(Refusal(words: words), template: "refusal", status: status)
  }

  private struct Choice {
    struct Person {
      let subject: String
      let name: String
      let roles: String

      init(_ person: DevelopmentPerson) {
        subject = person.subject
        name = person.name
        roles = person.roles.map(\.words).joined(separator: ", ")
      }
    }

    let title = "Who are you today?"
    let program: String?
    let userCode: String?
    let people: [Person]
  }

  private struct DeviceCode {
    let title = "Enter the code"
    let isWrong: Bool
  }

  private struct Done {
    let title = "Done"
    let person: String?
  }

  private struct Refusal {
    let title = "This did not work"
    let words: String
  }

  private func page(
    _ content: some Any, template: String, status: HTTPResponse.Status = .ok,
    formsMayLeadTo origin: String? = nil
  ) -> Response {
    let forms = "form-action 'self'" + (origin.map { " " + $0 } ?? "")
    return Response(
      status: status,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'self'; base-uri 'none'; \(forms); frame-ancestors 'none'",
        .cacheControl: "no-store",
      ],
      body: .init(
        byteBuffer: ByteBuffer(
          string: library.render(content, withTemplate: template) ?? "")))
  }
}
