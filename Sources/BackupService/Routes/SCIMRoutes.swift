import Foundation
import HTTPTypes
import Hummingbird
import Identity
import JSONText
import SCIM
import ServiceAPI
import Store

extension ServiceRouter {
  func addSCIMRoutes(to router: some RouterMethods<ServiceContext>) {
    addDiscoveryRoutes(to: router)
    on(.scimSearch, of: router) { request in
      try await search(
        SearchRequest(body: request.scimBody()), over: ResourceType.all, request)
    }
    addRoutes(
      of: .user, to: router,
      SCIMRouteSet(
        list: .scimUsers, search: .scimSearchUsers, create: .scimCreateUser, read: .scimUser,
        replace: .scimReplaceUser, change: .scimChangeUser, remove: .scimRemoveUser))
    addRoutes(
      of: .group, to: router,
      SCIMRouteSet(
        list: .scimGroups, search: .scimSearchGroups, create: .scimCreateGroup, read: .scimGroup,
        replace: .scimReplaceGroup, change: .scimChangeGroup, remove: .scimRemoveGroup))
  }

  // MARK: What a client can find out

  private func addDiscoveryRoutes(to router: some RouterMethods<ServiceContext>) {
    func on(
      _ route: Route, _ document: @escaping @Sendable (_ name: String, _ base: String) -> JSONValue?
    ) {
      self.on(route, of: router) { request in
        // RFC 7644, section 4: a filter here is refused, lest it be taken for heeded.
        guard !(try request.scimQuery().contains { $0.name == "filter" }) else {
          throw SCIMError(403, nil, "What the service says of itself cannot be filtered.")
        }
        let name = route.template.contains("{name}") ? request.scimID(.name) : ""
        guard let document = document(name, request.scimBase()) else {
          throw SCIMError(404, nil, "There is no such thing. The list beside it names all.")
        }
        return try .scim(document)
      }
    }
    on(.scimConfiguration) { _, base in Discovery.configuration(base: base) }
    on(.scimResourceTypes) { _, base in Discovery.resourceTypes(base: base) }
    on(.scimResourceType) { name, base in Discovery.resourceType(name, base: base) }
    on(.scimSchemas) { _, base in Discovery.schemas(base: base) }
    on(.scimSchema) { name, base in Discovery.schema(name, base: base) }
  }

  // MARK: Users and groups

  private func addRoutes(
    of type: ResourceType, to router: some RouterMethods<ServiceContext>, _ routes: SCIMRouteSet
  ) {
    let directory = services.directory
    on(routes.list, of: router) { request in
      try await search(SearchRequest(query: request.scimQuery()), over: [type], request)
    }
    on(routes.search, of: router) { request in
      try await search(SearchRequest(body: request.scimBody()), over: [type], request)
    }
    on(routes.create, of: router) { request in
      let view = try request.view(of: type, directory)
      var content = try type.content(of: await request.scimBody())
      let members = try MemberChange.ids(content.take(MemberChange.attribute))
      let resource = try await directory.create(
        content, of: type, members: members, by: request.change())
      return try await .scim(resource, view, status: .created)
    }
    on(routes.read, of: router) { request in
      let view = try request.view(of: type, directory)
      let resource = try await directory.resource(
        request.scimID(.resource), of: type, in: request.tenant())
      if let known = request.request.headers[.ifNoneMatch],
        DirectoryVersion(ifMatch: known).includes(resource.version)
      {
        return Response(status: .notModified, headers: [.eTag: resource.version])
      }
      return try await .scim(resource, view)
    }
    on(routes.replace, of: router) { request in
      let view = try request.view(of: type, directory)
      var content = try type.content(of: await request.scimBody())
      let members = try MemberChange.ids(content.take(MemberChange.attribute))
      let resource = try await directory.update(
        request.scimID(.resource), of: type, by: request.change()
      ) { known in
        known = content
        return type == .group ? [.replace(members)] : []
      }
      return try await .scim(resource, view)
    }
    on(routes.change, of: router) { request in
      let view = try request.view(of: type, directory)
      let patch = try PatchRequest(await request.scimBody(), for: type)
      let resource = try await directory.update(
        request.scimID(.resource), of: type, by: request.change()
      ) { content in
        let aboutMembers = patch.steps.filter { $0.attribute == MemberChange.attribute }
        try content.apply(
          patch.steps.filter { $0.attribute != MemberChange.attribute }, to: type)
        return try aboutMembers.map(MemberChange.init)
      }
      // A group is not sent back unless it is asked for: it may have very many members.
      if type == .group, view.projection.isUsual {
        return Response(status: .noContent, headers: [.eTag: resource.version])
      }
      return try await .scim(resource, view)
    }
    on(routes.remove, of: router) { request in
      try await directory.delete(request.scimID(.resource), of: type, by: request.change())
      return Response(status: .noContent)
    }
  }

  private func search(
    _ search: SearchRequest, over types: [ResourceType], _ request: ServiceRequest
  ) async throws -> Response {
    try .scim(
      try await services.directory.search(
        search, over: types, in: request.tenant(), base: request.scimBase()
      ).document)
  }
}

/// The routes of one type of resource.
private struct SCIMRouteSet {
  let list, search, create, read, replace, change, remove: Route
}

extension ServiceRequest {
  /// Large enough for a group of 50,000 members at once.
  static let largestSCIMBody = 8 << 20

  /// The query's parameters. A plus is a space, as forms write it: Microsoft Entra ID does.
  fileprivate func scimQuery() throws(SCIMError) -> [(name: String, value: String)] {
    func decoded(_ text: Substring) throws(SCIMError) -> String {
      guard let text = text.replacing("+", with: " ").removingPercentEncoding else {
        throw SCIMError(400, .invalidValue, "The query is not percent-encoded UTF-8.")
      }
      return text
    }
    var parameters: [(name: String, value: String)] = []
    for part in (request.uri.query ?? "").split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      parameters.append((try decoded(pair[0]), try decoded(pair.count == 2 ? pair[1] : "")))
    }
    return parameters
  }

  /// A part of the path. What cannot be an id is none that there is.
  fileprivate func scimID(_ parameter: Route.Parameter) -> String {
    (try? identifier(parameter)) ?? ""
  }

  /// - Throws: 415, 413, `invalidSyntax`
  fileprivate func scimBody() async throws -> JSONValue {
    let mediaType = request.headers[.contentType].map {
      $0.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard mediaType == "application/scim+json" || mediaType == "application/json" else {
      throw SCIMError(415, nil, "The body must be JSON: send Content-Type: application/scim+json.")
    }
    let limited = ServiceRequest(
      request: request, context: context, bodyLimit: min(bodyLimit, Self.largestSCIMBody))
    let bytes = try await limited.bytes()
    guard let body = JSONValue(strict: bytes) else {
      let place = JSONSyntax.fault(in: bytes).map {
        " at line \($0.line), column \($0.column): \($0.reason)"
      }
      throw SCIMError(400, .invalidSyntax, "The body is not JSON\(place ?? "").")
    }
    return body
  }

  fileprivate func change() throws -> DirectoryService.Change {
    DirectoryService.Change(
      tenant: try tenant(), actor: AuditActor(try caller()),
      version: request.headers[.ifMatch].map(DirectoryVersion.init(ifMatch:)))
  }

  fileprivate func view(
    of type: ResourceType, _ directory: DirectoryService
  ) throws -> DirectoryView {
    DirectoryView(
      service: directory, type: type, tenant: try tenant(), base: scimBase(),
      projection: try SearchRequest(
        query: scimQuery().filter { $0.name.lowercased().hasSuffix("attributes") }
      ).projection)
  }

  /// The address of the SCIM service provider, as the client wrote it.
  fileprivate func scimBase() -> String { "/scim/v2" }
}

extension Response {
  static func scim(
    _ document: JSONValue, status: HTTPResponse.Status = .ok
  ) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Response(
      status: status, headers: [.contentType: "application/scim+json"],
      body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(document))))
  }

  fileprivate static func scim(
    _ resource: Resource, _ view: DirectoryView, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    var response = try scim(.object(try await view.document(resource)), status: status)
    response.headers[.eTag] = resource.version
    response.headers[.cacheControl] = "private, no-cache"
    if status == .created { response.headers[.location] = resource.location(base: view.base) }
    return response
  }
}
