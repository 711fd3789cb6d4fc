import Hummingbird
import Identity
import ServiceAPI
import Store

extension ServiceRouter {
  func addDeviceRoutes(to router: some RouterMethods<ServiceContext>) {
    let devices = services.devices
    on(.enrollDevice, of: router) { request in
      let enrollment = try await request.body(DeviceEnrollment.self)
      return try .json(
        try await devices.enroll(
          enrollment, key: request.proof().key, by: request.caller()))
    }
    on(.provenDevice, of: router) { request in
      try .json(
        try await devices.device(withKey: request.proof().key, in: request.tenant()))
    }
    on(.rotateDeviceKey, of: router) { request in
      let rotation = try await request.body(KeyRotation.self)
      let device = try request.provenDevice()
      try request.checkDevice(DeviceID(rawValue: try request.identifier(.device)))
      let proof = try await proofs.check(
        [rotation.newProof], of: request.request, from: request.context.origin,
        token: request.token())
      try await proofs.take(proof, in: request.tenant())
      return try .json(
        try await devices.rotate(
          device, to: proof.key, in: request.tenant(), by: AuditActor(request.caller())))
    }
    on(.devices, of: router) { request in
      try .json(
        try await devices.devices(
          of: request.tenant(), in: request.optionalChoice(query: "state"), request.page()))
    }
    on(.device, of: router) { request in
      try .json(
        try await devices.device(
          DeviceID(rawValue: request.identifier(.device)), of: request.tenant()))
    }
    on(.personsDevices, of: router) { request in
      try .json(try await devices.devices(of: request.person(), request.page()))
    }
    on(.revokeDevice, of: router) { request in
      let revocation = try await request.body(DeviceRevocation.self)
      return try .json(
        try await devices.revoke(
          DeviceID(rawValue: request.identifier(.device)), key: revocation.key,
          of: request.tenant(), reason: revocation.reason, by: AuditActor(request.caller())))
    }
    on(.revokePersonsDevice, of: router) { request in
      let revocation = try await request.body(DeviceRevocation.self)
      return try .json(
        try await devices.revoke(
          DeviceID(rawValue: request.identifier(.device)), key: revocation.key,
          of: request.tenant(), enrolledBy: request.person().subject,
          reason: revocation.reason, by: AuditActor(request.caller())))
    }
    on(.approveDevice, of: router) { request in
      let approval = try await request.body(DeviceApproval.self)
      return try .json(
        try await devices.approve(
          DeviceID(rawValue: request.identifier(.device)), key: approval.key,
          of: request.tenant(), by: AuditActor(request.caller())))
    }
    addEnrollmentTokenRoutes(to: router)
  }

  private func addEnrollmentTokenRoutes(to router: some RouterMethods<ServiceContext>) {
    let tokens = services.enrollmentTokens
    on(.createEnrollmentToken, of: router) { request in
      let wanted = try await request.body(EnrollmentTokenRequest.self)
      return try .json(
        try await tokens.create(
          wanted, in: request.tenant(), by: AuditActor(request.caller())))
    }
    on(.enrollmentTokens, of: router) { request in
      try .json(try await tokens.tokens(of: request.tenant(), request.page()))
    }
    on(.revokeEnrollmentToken, of: router) { request in
      let revocation = try await request.body(Revocation.self)
      return try .json(
        try await tokens.revoke(
          request.identifier(.token), in: request.tenant(), reason: revocation.reason,
          by: AuditActor(request.caller())))
    }
  }
}
