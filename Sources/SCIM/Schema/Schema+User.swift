extension Schema {
  /// People (RFC 7643, section 4.1). Without `password`: nobody signs in here by one, so none is taken.
  public static let user = Schema(
    id: SchemaID.user, name: "User", meaning: "A person's account.",
    attributes: [
      SchemaAttribute(
        "userName", .string, "The name by which the person is known in the organization."
      )
      .required().unique(),
      SchemaAttribute("name", .complex, "The parts of the person's name.").of([
        SchemaAttribute("formatted", .string, "The whole name, as it is written."),
        SchemaAttribute("familyName", .string, "The family name."),
        SchemaAttribute("givenName", .string, "The given name."),
        SchemaAttribute("middleName", .string, "The middle names."),
        SchemaAttribute("honorificPrefix", .string, "A title before the name."),
        SchemaAttribute("honorificSuffix", .string, "A suffix after the name."),
      ]),
      SchemaAttribute("displayName", .string, "The name that others see."),
      SchemaAttribute("nickName", .string, "How the person is called in everyday life."),
      SchemaAttribute("profileUrl", .reference, "A page about the person.")
        .leading(to: "external"),
      SchemaAttribute("title", .string, "The title of the person's position."),
      SchemaAttribute("userType", .string, "How the person belongs to the organization."),
      SchemaAttribute("preferredLanguage", .string, "The language that the person likes best."),
      SchemaAttribute("locale", .string, "How numbers and dates are written for the person."),
      SchemaAttribute("timezone", .string, "The person's time zone, such as Europe/Berlin."),
      SchemaAttribute(
        "active", .boolean, "Whether the account is in use. Without it, it is."),
      plural("emails", "The person's e-mail addresses.", types: "work", "home", "other"),
      plural(
        "phoneNumbers", "The person's telephone numbers.",
        types: "work", "home", "mobile", "fax", "pager", "other"),
      plural("ims", "The person's addresses for instant messages."),
      plural(
        "photos", "Pictures of the person.",
        value: SchemaAttribute("value", .reference, "The picture's address.")
          .leading(to: "external"),
        types: "photo", "thumbnail"),
      SchemaAttribute("addresses", .complex, "The person's postal addresses.").many().of([
        SchemaAttribute("formatted", .string, "The whole address, as it is written."),
        SchemaAttribute("streetAddress", .string, "Street, number, and what belongs to them."),
        SchemaAttribute("locality", .string, "The town."),
        SchemaAttribute("region", .string, "The state or region."),
        SchemaAttribute("postalCode", .string, "The postal code."),
        SchemaAttribute("country", .string, "The country, by its ISO 3166-1 alpha-2 code."),
        SchemaAttribute("type", .string, "What sort of address it is.")
          .usually(["work", "home", "other"]),
        SchemaAttribute("primary", .boolean, "Whether it is the one to take first."),
      ]),
      SchemaAttribute(
        "groups", .complex, "The groups that the person is in. They are changed at the groups."
      ).many().readOnly().of([
        SchemaAttribute("value", .string, "The group's id.").caseExact().readOnly(),
        SchemaAttribute("$ref", .reference, "The group's address.").leading(to: "Group")
          .readOnly(),
        SchemaAttribute("display", .string, "The group's name.").readOnly(),
        SchemaAttribute("type", .string, "Whether the person is in it, or a group of theirs is.")
          .usually(["direct", "indirect"]).readOnly(),
      ]),
      plural("entitlements", "What the person is entitled to."),
      plural("roles", "The person's roles in the organization; they mean nothing here."),
      plural(
        "x509Certificates", "The person's certificates.",
        value: SchemaAttribute("value", .binary, "The certificate in DER, in base64.")),
    ])

  /// An attribute of several values, as RFC 7643 section 2.4 shapes them.
  private static func plural(
    _ name: String, _ meaning: String,
    value: SchemaAttribute = SchemaAttribute("value", .string, "The value."), types: String...
  ) -> SchemaAttribute {
    SchemaAttribute(name, .complex, meaning).many().of([
      value, SchemaAttribute("display", .string, "How the value is shown."),
      SchemaAttribute("type", .string, "What sort of value it is.").usually(types),
      SchemaAttribute("primary", .boolean, "Whether it is the one to take first."),
    ])
  }
}

extension Schema {
  /// What organizations add to people (RFC 7643, section 4.3).
  public static let enterpriseUser = Schema(
    id: SchemaID.enterpriseUser, name: "EnterpriseUser",
    meaning: "A person's place in the organization.",
    attributes: [
      SchemaAttribute("employeeNumber", .string, "The organization's number for the person."),
      SchemaAttribute("costCenter", .string, "The cost center."),
      SchemaAttribute("organization", .string, "The organization."),
      SchemaAttribute("division", .string, "The division."),
      SchemaAttribute("department", .string, "The department."),
      SchemaAttribute("manager", .complex, "The person's manager.").of([
        SchemaAttribute("value", .string, "The id of the manager's resource.").caseExact(),
        SchemaAttribute("$ref", .reference, "The address of the manager's resource.")
          .leading(to: "User"),
        SchemaAttribute("displayName", .string, "The manager's name.").readOnly(),
      ]),
    ])

  /// Groups (RFC 7643, section 4.2).
  public static let group = Schema(
    id: SchemaID.group, name: "Group", meaning: "Some people under one name.",
    attributes: [
      SchemaAttribute("displayName", .string, "The group's name.").required(),
      SchemaAttribute("members", .complex, "The people and groups in it.").many().of([
        SchemaAttribute("value", .string, "The member's id.").caseExact().immutable(),
        SchemaAttribute("$ref", .reference, "The member's address.").leading(to: "User", "Group")
          .immutable(),
        SchemaAttribute("type", .string, "Whether it is a person or a group.")
          .usually(["User", "Group"]).immutable(),
      ]),
    ])
}
