import Foundation

/// The OpenAPI 3.1 document of the service, served as it lies in the repository.
public enum OpenAPIDocument {
  public static func load() throws -> Data {
    guard let file = Bundle.module.url(forResource: "openapi", withExtension: "json") else {
      throw CocoaError(.fileNoSuchFile)
    }
    return try Data(contentsOf: file)
  }
}
