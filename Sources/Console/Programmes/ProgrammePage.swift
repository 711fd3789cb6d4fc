import Foundation
import ServiceAPI

/// The page on which people sign up for a programme.
struct ProgrammePage: Sendable {
  let title: String
  let feature: String
  /// Why nobody can sign up now; nil when they can.
  let notice: String?
  let isOpen: Bool
  let closes: String
  let action: String
  let hasErrors: Bool
  let errors: [Fault]
  let fields: [Field]
  let nda: Agreement?
  let remarks: String
  let remarksError: String?
  /// The picture of the page's address; nil where that is not known.
  let code: String?

  struct Fault: Sendable {
    let field: String
    let text: String
  }

  struct Field: Sendable {
    let id: String
    let label: String
    let hint: String?
    let value: String
    let error: String?
    let isRequired: Bool
    let autocomplete: String

    /// The ids of what is said of the field besides its label; nil when nothing is.
    let describedBy: String?
  }

  struct Agreement: Sendable {
    let isTicked: Bool
    let name: String
    let boxError: String?
    let nameError: String?
  }

  init(
    _ programme: Programme, form: ProgrammeForm = ProgrammeForm(),
    faults: [(field: String, text: String)] = [], hasCode: Bool
  ) {
    let settings = programme.settings
    title = settings.name
    feature = settings.feature.inWords
    isOpen = programme.phase == .open
    closes = Self.day(settings.closesAt)
    notice =
      switch programme.phase {
      case .open: nil
      case .upcoming: "Sign-up opens on \(Self.day(settings.opensAt))."
      case .closed:
        "Sign-up closed on \(Self.day(settings.closesAt)). Who was accepted keeps taking part; no more requests are taken."
      case .generallyAvailable:
        "The preview is over: it is there for everybody now, and nothing need be asked for."
      }
    action = "/programmes/" + programme.id
    hasErrors = !faults.isEmpty
    errors = faults.map { Fault(field: $0.field, text: $0.text) }
    func error(_ id: String) -> String? { faults.first { $0.field == id }?.text }
    func field(
      _ id: String, _ label: String, _ value: String, hint: String? = nil, isRequired: Bool = true,
      autocomplete: String = "off"
    ) -> Field {
      let notes = [
        hint.map { _ in id + "-hint" }, error(id).map { _ in id + "-error" },
      ].compactMap { $0 }
      return Field(
        id: id, label: label, hint: hint, value: value, error: error(id), isRequired: isRequired,
        autocomplete: autocomplete,
        describedBy: notes.isEmpty ? nil : notes.joined(separator: " "))
    }
    fields =
      [
        field("organization", "Organization", form.organization, autocomplete: "organization"),
        field(
          "contact", "Contact", form.contact,
          hint: "Your name, and an address or number to reach you."),
        field(
          "tenant", "Tenant", form.tenant,
          hint: "The name of your organization at this service, if you know it.", isRequired: false),
      ]
      + (settings.customerProgramme.map { customers in
        [
          field(
            "membership", "Membership of \(customers)", form.membership,
            hint: "Only members take part. Your number or name there.")
        ]
      } ?? [])
    nda =
      settings.requiresNDA
      ? Agreement(
        isTicked: form.nda, name: form.ndaName, boxError: error("nda"),
        nameError: error("ndaName")) : nil
    remarks = form.remarks
    remarksError = error("remarks")
    code = hasCode ? action + "/code.svg" : nil
  }

  /// `30 November 2026`, in UTC, whatever the server's language.
  private static func day(_ date: Date) -> String {
    date.formatted(
      Date.FormatStyle(locale: Locale(identifier: "en_GB"), timeZone: .gmt)
        .day().month(.wide).year()) + " (UTC)"
  }
}

/// The page after a request was sent.
struct ProgrammeSentPage: Sendable {
  let title: String
}
