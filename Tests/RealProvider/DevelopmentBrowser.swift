import AsyncHTTPClient
import Foundation

/// Somebody who uses the development provider's pages in a browser.
public enum DevelopmentBrowser {
  public struct NotOnThePage: Error {
    public let page: String
  }

  /// Opens a page, presses the button with a person's name, and follows nowhere.
  ///
  /// - Returns: where the browser is sent on to; nil when there was only another page.
  public static func visit(_ address: String, as name: String) async throws -> String? {
    let page = try await open(address)
    let button = page.text.matches(
      of: #/<button name="person" value="([^"]*)"><span class="name">([^<]*)</span>/#
    ).first { $0.output.2 == name }
    guard let subject = button?.output.1 else { throw NotOnThePage(page: page.text) }
    var fields = ["person=\(subject)"]
    for hidden in page.text.matches(of: #/<input type="hidden" name="([^"]*)" value="([^"]*)">/#) {
      fields.append("\(hidden.output.1)=\(hidden.output.2)")
    }
    return try await send(address, fields: fields).location
  }

  public struct Page: Sendable {
    public let status: Int
    /// Names in small letters.
    public let headers: [String: [String]]
    public let text: String

    public var location: String? { headers["location"]?.first }

    /// What the browser is told to keep, as it sends it back.
    public var cookies: String {
      (headers["set-cookie"] ?? []).map { String($0.prefix { $0 != ";" }) }
        .joined(separator: "; ")
    }
  }

  public static func open(
    _ address: String, headers: [(String, String)] = []
  ) async throws -> Page {
    var request = HTTPClientRequest(url: address)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    return try await page(request)
  }

  /// Sends a form, as a browser that has the page open at the same address.
  public static func send(
    _ address: String, fields: [String], origin: String? = nil
  ) async throws -> Page {
    var request = HTTPClientRequest(url: address)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    let parts = URLComponents(string: address)
    let own = "\(parts?.scheme ?? "")://\(parts?.host ?? ""):\(parts?.port ?? 0)"
    request.headers.add(name: "Origin", value: origin ?? own)
    request.body = .bytes(Data(fields.joined(separator: "&").utf8))
    return try await page(request)
  }

  private static func page(_ request: HTTPClientRequest) async throws -> Page {
    let answer = try await connections.execute(request, timeout: .seconds(10))
    let body = try await answer.body.collect(upTo: 1 << 20)
    var headers: [String: [String]] = [:]
    for (name, value) in answer.headers { headers[name.lowercased(), default: []].append(value) }
    return Page(
      status: Int(answer.status.code), headers: headers,
      text: String(buffer: body))
  }

  private static let connections: HTTPClient = {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()
}
