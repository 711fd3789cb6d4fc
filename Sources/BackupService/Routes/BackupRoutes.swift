import HTTPTypes
import Hummingbird
import ServiceAPI
import Store
import UserEnvironment

extension ServiceRouter {
  func addBackupRoutes(to router: some RouterMethods<ServiceContext>) {
    let profiles = services.profiles
    on(.profiles, of: router) { request in
      try .json(try await profiles.profiles(of: request.person(), request.timedPage()))
    }
    on(.profile, of: router) { request in
      let (after, page) = try request.numberedPage()
      return try .json(
        try await profiles.profile(
          request.profile(), of: request.person(), before: after, page))
    }
    on(.snapshot, of: router) { request in
      try .json(
        try await profiles.snapshot(
          request.snapshotSelector(), of: request.profile(), of: request.person()))
    }
    on(.component, of: router) { request in
      let person = try request.person()
      let profile = try request.profile()
      let component = try await profiles.component(
        request.choice(.kind, of: ComponentKind.self), of: request.snapshotSelector(),
        of: profile, of: person)
      let headers: HTTPFields = [
        .eTag: "\"\(component.digest)\"", .cacheControl: "private, no-cache",
      ]
      if request.request.headers[.ifNoneMatch] == headers[.eTag] {
        return Response(status: .notModified, headers: headers)
      }
      let bytes = try await profiles.content(of: component, in: profile, of: person)
      return .json(bytes, headers: headers)
    }
    on(.submitSnapshot, of: router) { request in
      let person = try request.person()
      let submission = try await request.body(SnapshotSubmission.self)
      try request.checkDevice(DeviceID(rawValue: submission.device))
      return try .json(
        try await services.snapshots.submit(
          submission, of: person, as: request.caller()))
    }
  }
}

extension ServiceRequest {
  fileprivate func profile() throws(ServiceProblem) -> ProfileID {
    ProfileID(rawValue: try identifier(.profile))
  }
}
