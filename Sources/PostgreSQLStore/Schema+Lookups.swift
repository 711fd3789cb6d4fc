extension Schema {
  /// By what else the help desk looks people and devices up: people by the user name of a directory, in
  /// any case, and everybody who was on a device.
  static let lookups = """
    CREATE INDEX profile_in_any_case ON profile (tenant, lower(subject));
    CREATE INDEX offer_in_any_case ON offer (tenant, lower(subject));
    CREATE INDEX sign_in_in_any_case ON sign_in (tenant, lower(subject));

    CREATE INDEX profile_of_device ON profile (tenant, device);
    CREATE INDEX sign_in_of_device ON sign_in (tenant, device);
    """
}
