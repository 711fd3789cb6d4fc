extension Store {
  /// Goes through all tenants that anything is stored of, in the order of their ids.
  public func eachTenant(_ body: (TenantID) async throws -> Void) async throws {
    var last: TenantID?
    repeat {
      let page = try await tenants(after: last, limit: 200)
      for tenant in page { try await body(tenant) }
      last = page.last
    } while last != nil
  }
}
