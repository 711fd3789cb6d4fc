extension Schema {
  /// The keys of people, and how often every key has sealed.
  ///
  /// Of the tenants' keys that are there it is known how many components they sealed; a submission
  /// was tried eight times at most, so no key made more seals than eight times that.
  static let keysOfPeople = """
    ALTER TABLE wrapped_key ADD COLUMN made_at BIGINT;
    ALTER TABLE wrapped_key ADD COLUMN seals_reserved BIGINT NOT NULL DEFAULT 0;
    UPDATE wrapped_key SET seals_reserved = 8 * (SELECT count(*) FROM component
      WHERE component.tenant = wrapped_key.tenant
        AND component.key_generation = wrapped_key.generation);

    CREATE TABLE person_key (
      tenant TEXT COLLATE "C" NOT NULL,
      subject TEXT COLLATE "C" NOT NULL,
      generation BIGINT NOT NULL,
      tenant_generation BIGINT NOT NULL,
      wrapped_bytes BYTEA NOT NULL,
      made_at BIGINT NOT NULL,
      seals_reserved BIGINT NOT NULL,
      PRIMARY KEY (tenant, subject, generation),
      FOREIGN KEY (tenant, tenant_generation) REFERENCES wrapped_key (tenant, generation)
    );
    """
}
